#!/usr/bin/env bash
# Remove what the build left behind, so that no host pays for it.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

apt-get -o DPkg::Lock::Timeout=600 -y autoremove --purge
apt-get clean
rm -rf /var/lib/apt/lists/*
journalctl --rotate
journalctl --vacuum-time=1s
find /var/log -type f -name '*.gz' -delete
# The next boot of a host trims too; this makes the copies in the gallery smaller.
fstrim --all || echo "fstrim is not possible on this disk"

echo "Cleaned up: $(df --output=avail -h / | tail -n 1 | tr -d ' ') free on /"
