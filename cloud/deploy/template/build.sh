#!/bin/sh
# What slave machines are made of: a Debian with the program and supervisord, and no init system.
# `acrida cloud template build` runs this. No mounts, no loop devices; root, for what chroot needs.
#
# The stages: base (debootstrap, cached) -> root folder (package, configuration, machine_init.sh as
# /sbin/init) -> what --kind says:
#   libvirt  DIR/disk.qcow2, DIR/vmlinuz, DIR/initrd, DIR/domain.xml   (virsh define DIR/domain.xml)
#   lxd      DIR/acrida-lxd.tar.gz: metadata.yaml and rootfs/          (lxc image import FILE)
#   container  DIR/base.tar: the root folder without the program       (for BASE of ../container/Containerfile)
# A further kind takes the root folder, $root, and adds a function pack_KIND.
set -eu

usage() {
  echo "build.sh --kind libvirt|lxd|container --output DIR (--package acrida.deb | --executable acrida)" >&2
  exit 2
}
fail() { echo "template: $*" >&2; exit 1; }
fail_with_log() { tail -5 "$work/log" >&2; fail "$*"; }
say() { echo "template: $*"; }

kind='' output='' package='' executable=''
while [ $# -gt 1 ]; do
  case $1 in
    --kind) kind=$2 ;;
    --output) output=$2 ;;
    --package) package=$2 ;;
    --executable) executable=$2 ;;
    *) usage ;;
  esac
  shift 2
done
if [ $# != 0 ] || [ -z "$output" ] || [ -z "$package$executable" ]; then usage; fi

here=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:/usr/sbin:/sbin
# shellcheck disable=SC1091
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=${ACRIDA_DEBIAN_MIRROR:-http://deb.debian.org/debian}
folder=${XDG_CACHE_HOME:-$HOME/.cache}/acrida/template

check_host() {
  needs="debootstrap:debootstrap"
  [ "$kind" != libvirt ] || needs="$needs qemu-img:qemu-utils mke2fs:e2fsprogs cpio:cpio"
  for need in $needs; do
    command -v "${need%%:*}" >/dev/null || fail "no ${need%%:*}: apt-get install ${need#*:}"
  done
  [ "$(id -u)" = 0 ] || fail "debootstrap needs root: run it with sudo"
  # The program is linked with the libraries of the Debian that it was built on.
  [ -e "/usr/share/debootstrap/scripts/$suite" ] ||
    fail "debootstrap does not know '$suite'; build templates on the Debian that acrida was built on"
}

# Machines read the disk while they live, by the folder's name, which domain.xml has too.
check_output() {
  case $output in
    *[\&\|\'\<\\]* | *"
"*) fail "--output $output: its name must not have any of & | ' < \\ or a new line" ;;
  esac
  [ ! -e "$output/disk.qcow2" ] ||
    fail "$output/disk.qcow2 is the base of machines that were made of it; name another folder"
}

# The packages of the libraries that the program is linked with.
libraries() {
  if [ -n "$package" ]; then
    dpkg-deb -f "$package" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//; s/|.*//'
  else
    ldd "$executable" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p' | xargs -n 1 readlink -f |
      xargs dpkg-query -S 2>/dev/null | sed 's/:.*//' | sort -u
  fi
}

# make_base FILE: a root folder as an archive, with the kernel's package in /var/cache/kernel.
make_base() {
  say "a Debian '$suite' by debootstrap; once, for one to three minutes"
  debootstrap --variant=minbase --include="$included" "$suite" "$work/base" "$mirror" >"$work/log" 2>&1 ||
    fail_with_log "debootstrap from $mirror failed"
  say "the libraries, and the kernel for virtual machines"
  # shellcheck disable=SC2086
  chroot "$work/base" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $libraries >"$work/log" 2>&1 ||
    fail_with_log "the libraries of acrida cannot be installed"
  mkdir "$work/base/var/cache/kernel"
  # shellcheck disable=SC2016
  chroot "$work/base" sh -c 'cd /var/cache/kernel && apt-get -o APT::Sandbox::User=root download -qq \
      "$(apt-cache depends --important linux-image-cloud-amd64 | sed -n "s/.*Depends: //p")"' \
    >"$work/log" 2>&1 || fail_with_log "the kernel's package cannot be downloaded"
  tar -C "$work/base" --one-file-system -cf "$1.new" .
  rm -rf "$work/base"
  mv "$1.new" "$1"
  # One for a package and one for an executable are enough.
  find "$folder" -name 'base-*.tar' -printf '%T@ %p\n' | sort -rn | sed '1,2d; s/^[^ ]* //' |
    xargs -r rm -f
}

# The program, and what starts it.
add_slaves() {
  if [ -n "$package" ]; then
    cp "$package" "$root/acrida.deb"
    chroot "$root" dpkg -i /acrida.deb >"$work/log" 2>&1 ||
      fail_with_log "$package cannot be installed"
    rm "$root/acrida.deb"
  else
    install -m 755 "$executable" "$root/usr/bin/acrida"
  fi
  install -m 755 "$here/machine_init.sh" "$root/sbin/init"
  install -m 755 "$here/poweroff.sh" "$root/sbin/poweroff"
  install -D -m 755 "$here/poweroff.sh" "$root/etc/acpi/PWRF/00000080"
  mkdir -p "$root/etc/acrida" "$root/usr/share/acrida/deploy"
  cp -r "$here/../supervisord" "$here/../slave_env" "$root/usr/share/acrida/deploy/"
  chroot "$root" useradd --system --no-create-home --shell /usr/sbin/nologin acrida
}

make_root() {
  say "the root folder"
  mkdir "$root"
  tar -C "$root" -xf "$1"
  [ "$kind" = container ] || add_slaves
  # Each machine is somebody else; what nobody reads there goes.
  : >"$root/etc/machine-id"
  rm -rf "$root"/var/cache/apt "$root"/var/lib/apt/lists "$root"/usr/share/doc \
    "$root"/usr/share/man "$root"/usr/share/locale "$root"/var/log/*
  mkdir -p "$root/var/cache/apt/archives/partial"
}

# ---- libvirt -------------------------------------------------------------------------------------

# In the order in which they need each other; what else is needed is in the kernel.
modules="drivers/virtio/virtio drivers/virtio/virtio_ring drivers/virtio/virtio_pci_modern_dev
  drivers/virtio/virtio_pci_legacy_dev drivers/virtio/virtio_pci drivers/block/virtio_blk
  net/core/failover drivers/net/net_failover drivers/net/virtio_net drivers/cdrom/cdrom
  fs/isofs/isofs drivers/input/evdev drivers/acpi/button"

make_initrd() {
  tree=$work/initrd
  mkdir -p "$tree/modules" "$tree/proc" "$tree/sys" "$tree/dev" "$tree/root" "$tree/bin"
  cp "$root/bin/busybox" "$tree/bin/"
  install -m 755 "$here/initrd_init.sh" "$tree/init"
  number=100
  for module in $modules; do
    cp "$work"/kernel/lib/modules/*/kernel/"$module.ko" "$tree/modules/$number-${module##*/}.ko"
    number=$((number + 1))
  done
  (cd "$tree" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$1"
}

pack_libvirt() {
  dpkg-deb -x "$root"/var/cache/kernel/*.deb "$work/kernel"
  rm -rf "$root/var/cache/kernel"
  make_initrd "$staged/initrd"
  cp "$work"/kernel/boot/vmlinuz-* "$staged/vmlinuz"
  say "the disk"
  mke2fs -q -t ext4 -L acrida -E lazy_itable_init=1 -d "$root" "$work/disk.raw" 2G >"$work/log"
  qemu-img convert -f raw -O qcow2 "$work/disk.raw" "$staged/disk.qcow2"
  # Machines read it while they live: nobody must write to it.
  chmod 444 "$staged/disk.qcow2"
  sed "s|@FOLDER@|$output|g" "$here/domain.xml" >"$staged/domain.xml"
}

# ---- lxd -----------------------------------------------------------------------------------------

pack_lxd() {
  rm -rf "$root/var/cache/kernel"
  cat >"$work/metadata.yaml" <<TEXT
architecture: x86_64
creation_date: $(date +%s)
properties:
  description: slave machine of Acrida
  os: debian
  release: $suite
TEXT
  say "the image"
  tar -C "$work" --numeric-owner -czf "$staged/acrida-lxd.tar.gz" metadata.yaml rootfs
}

# ---- container -----------------------------------------------------------------------------------

pack_container() {
  rm -rf "$root/var/cache/kernel"
  tar -C "$root" --numeric-owner -cf "$staged/base.tar" .
}

# --------------------------------------------------------------------------------------------------

case $kind in libvirt | lxd | container) ;; *) usage ;; esac
case $output in /*) ;; *) output=$(pwd)/$output ;; esac
[ "$kind" != libvirt ] || check_output
check_host
umask 022
mkdir -p "$folder" "$output"
output=$(cd "$output" && pwd)
work=$(mktemp -d "$folder/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
root=$work/rootfs
staged=$work/out
mkdir "$staged"

included=supervisor,iproute2,busybox-static,udhcpc,ca-certificates,curl
libraries=$(libraries | tr '\n' ' ')
base=$folder/base-$(echo "$suite $mirror $included $libraries" | sha256sum | cut -c 1-16).tar
(
  flock 9
  [ -e "$base" ] || make_base "$base"
  make_root "$base"
) 9>"$folder/lock"
"pack_$kind"
mv -f "$staged"/* "$output/"
say "done: $output"
