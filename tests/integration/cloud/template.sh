#!/bin/sh
# template.sh libvirt|lxd|container BUILD: what machines of the tests are made from, in BUILD/cloud-templates;
# nothing is done when it is younger than the executable and the scripts.
set -eu
kind=$1 build=$2
here=$(cd "$(dirname "$0")" && pwd)
deploy=$here/../../../cloud/deploy
output=$build/cloud-templates/$kind
case $kind in
  libvirt) program=qemu-system-x86_64 ;;
  lxd) program=lxd ;;
  *) program=podman ;;
esac

skip() { echo "skipped: $*"; exit 0; }
[ "$(id -u)" = 0 ] || skip "not root"
command -v $program >/dev/null || skip "no $program: ./dev cloud-test installs it"
command -v debootstrap >/dev/null || skip "no debootstrap: ./dev cloud-test installs it"

newer=$(find "$build/acrida" "$deploy" "$here"/*.sh -newer "$output/made" 2>/dev/null || echo all)
[ -n "$newer" ] || { echo "as it was"; exit 0; }
rm -rf "$output"
mkdir -p "$output"
(cd "$build" && cpack -G DEB -B "$output/package" >"$output/log") || { cat "$output/log"; exit 1; }
package=$(echo "$output"/package/*.deb)
"$build/acrida" cloud template build --kind "$kind" --package "$package" --output "$output"
if [ "$kind" = container ]; then
  "$here/build_image.sh" "$output/base.tar" "$package" "$output"
  rm -rf "$output/base.tar"
fi
rm -rf "$output/package"
touch "$output/made"
