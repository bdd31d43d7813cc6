#!/bin/sh
# build_image.sh BASE PACKAGE FOLDER: the image of the Containerfile in a storage FOLDER/images, from a
# root folder as an archive instead of a registry's image.
set -eu
base=$1 package=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)
podman() { "$here/podman.sh" "$folder/work" '' "$@"; }
rm -rf "$folder/work" "$folder/context" "$folder/images"
mkdir -p "$folder/work" "$folder/context"
trap 'rm -rf "$folder/work" "$folder/context"' EXIT
cp "$package" "$folder/context/"
podman import --quiet "$base" localhost/acrida-base
podman build --quiet --network none --build-arg BASE=localhost/acrida-base --tag localhost/acrida \
  --file "$here/../../../cloud/deploy/container/Containerfile" "$folder/context"
mv "$folder/work/storage" "$folder/images"
