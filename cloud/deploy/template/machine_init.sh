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
  ip link set lo up
  busybox acpid
  for card in /sys/class/net/*; do
    case $card in
      */lo) ;;
      *) ip link set "${card##*/}" up && udhcpc -q -n -t 10 -T 1 -i "${card##*/}" >/dev/null ;;
    esac
  done
  read_seed
}

is_container || start_machine
mkdir -p /etc/acrida /run
/usr/share/acrida/deploy/slave_env \
  supervisord -n -c /usr/share/acrida/deploy/supervisord/supervisord.conf >/dev/null 2>&1 &
supervisord=$!
trap 'kill -TERM $supervisord 2>/dev/null' TERM PWR INT
# A trap interrupts wait, so wait again until it has really ended.
while kill -0 $supervisord 2>/dev/null; do wait $supervisord; done
is_container && exit 0
sync
busybox poweroff -f
