#!/bin/busybox sh
# shellcheck shell=dash
# /init of the initrd: the drivers, then the root disk. Variables of the kernel's command line, such
# as ACRIDA_PROCS=2, reach /sbin/init as its environment.
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs devtmpfs /dev
for module in /modules/*; do $b insmod "$module" || echo "acrida: $module is not taken"; done
tries=0
until [ -b /dev/vda ] || [ $tries = 200 ]; do $b sleep 0.05; tries=$((tries + 1)); done
if ! $b mount -t ext4 /dev/vda /root; then
  echo "acrida: there is no root disk /dev/vda"
  $b poweroff -f
fi
$b mount --move /dev /root/dev
$b umount /sys /proc
exec $b switch_root /root /sbin/init
