#!/bin/sh
# PID 1 of a slave machine: mounts and network of a virtual machine (a container has them), what the
# machine is told, then supervisord; its end, SIGTERM and the power button are the machine's end.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

is_container() { [ -n "${container:-}" ]; }

# What the disk of the label cidata has; cloud-init would read user-data of the same disk.
read_seed() {
  for disk in /dev/vd[b-z] /dev/sr0; do
    mount -t iso9660 -o ro "$disk" /run/seed 2>/dev/null || continue
    if [ -e /run/seed/slave.env ]; then
      install -m 600 /run/seed/slave.env /etc/acrida/slave.env
      hostname "$(sed -n 's/^local-hostname: *//p' /run/seed/meta-data)"
    fi
    umount /run/seed
  done
}

start_machine() {
  mountpoint -q /dev || mount -t devtmpfs devtmpfs /dev
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  mount -o remount,rw /
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /dev/pts /dev/shm /run/seed /run/lock
  mount -t devpts devpts /dev/pts
  mount -t tmpfs tmpfs /dev/shm
  busybox acpid
}

start_network() {
  ip link set lo up
  for card in /sys/class/net/*; do
    [ -e "$card/device" ] || [ "${card##*/}" = eth0 ] || continue
    # Whoever made the container may have given it its address.
    ip -4 address show dev "${card##*/}" | grep -q inet && continue
    ip link set "${card##*/}" up && udhcpc -q -n -t 10 -T 1 -i "${card##*/}" >/dev/null
  done
}

# What LXD and Incus say of a container, once it is known there as started.
read_host() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    for socket in /dev/lxd/sock /dev/incus/sock; do
      [ -e $socket ] || continue
      (umask 077 && curl -sf --unix-socket $socket http://host/1.0/config/user.acrida-env \
        >/etc/acrida/slave.env) && return
    done
    sleep 0.3
  done
}

mkdir -p /etc/acrida /run
if is_container; then
  start_network
  read_host
else
  start_machine
  start_network
  read_seed
fi
/usr/share/acrida/deploy/slave_env \
  supervisord -n -c /usr/share/acrida/deploy/supervisord/supervisord.conf >/dev/null 2>&1 &
supervisord=$!
trap 'kill -TERM $supervisord 2>/dev/null' TERM PWR INT
# A trap interrupts wait, so wait again until it has really ended.
while kill -0 $supervisord 2>/dev/null; do wait $supervisord; done
is_container && exit 0
sync
busybox poweroff -f
