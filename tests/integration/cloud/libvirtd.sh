#!/bin/sh
# libvirtd.sh FOLDER: libvirt's server with QEMU, its socket in FOLDER/run, all that it writes in a
# namespace of its own or in FOLDER; its machines end with it.
set -eu
folder=$1
mkdir -p "$folder/run" "$folder/pool"
cat >"$folder/libvirtd.conf" <<TEXT
unix_sock_dir = "$folder/run"
unix_sock_group = "root"
auth_unix_rw = "none"
log_outputs = "3:file:$folder/libvirtd.log"
TEXT
# Without virtlogd, control groups and other users.
cat >"$folder/qemu.conf" <<TEXT
stdio_handler = "file"
security_driver = "none"
user = "root"
group = "root"
cgroup_controllers = []
namespaces = []
remember_owner = 0
TEXT
# shellcheck disable=SC2016
exec unshare --mount --pid --fork --kill-child --mount-proc --propagation private sh -c '
  for path in /etc/libvirt /run /var/lib /var/cache /var/log; do
    mkdir -p $path
    mount -t tmpfs tmpfs $path
  done
  mkdir -p /etc/libvirt/qemu
  cp "$0/qemu.conf" /etc/libvirt/
  # This shell, the first process here, takes what QEMU leaves behind when its abilities are looked at.
  libvirtd -f "$0/libvirtd.conf" --pid-file "$0/libvirtd.pid" &
  wait ' "$folder"
