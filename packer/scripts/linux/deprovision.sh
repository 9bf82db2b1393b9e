#!/usr/bin/env bash
# Generalize Linux: take away this machine's identity, keys and build user.
set -euo pipefail

rm -rf /var/tmp/goldshelf

# Each host makes its own machine-id and SSH keys when cloud-init runs anew.
cloud-init clean --logs
truncate --size 0 /etc/machine-id
rm -f /etc/ssh/ssh_host_*

waagent -force -deprovision+user

if getent passwd "$SUDO_USER" >/dev/null; then
  echo "waagent left the build user $SUDO_USER in the image" >&2
  exit 1
fi
sync
echo "Generalized"
