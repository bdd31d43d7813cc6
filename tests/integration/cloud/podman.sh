#!/bin/sh
# podman.sh FOLDER IMAGES WORDS...: podman with its own storage in FOLDER, the images of another
# storage IMAGES beside it ("" = none), and namespaces of its own; what it has started ends with it.
set -eu
folder=$1 images=$2
shift 2
mkdir -p "$folder/tmp"
# Limits that it may set on any machine.
cat >"$folder/containers.conf" <<TEXT
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
TEXT
cat >"$folder/storage.conf" <<TEXT
[storage]
driver = "overlay"
graphroot = "$folder/storage"
runroot = "$folder/run"
[storage.options]
additionalimagestores = [${images:+"\"$images\""}]
TEXT
export CONTAINERS_CONF="$folder/containers.conf" CONTAINERS_STORAGE_CONF="$folder/storage.conf"
# Where both versions of control groups are mounted, crun refuses the second.
# shellcheck disable=SC2016
exec unshare --mount --pid --fork --kill-child --mount-proc --propagation private sh -c '
  umount /sys/fs/cgroup/unified 2>/dev/null || true
  exec podman --tmpdir "$0/tmp" "$@"' "$folder" "$@"
