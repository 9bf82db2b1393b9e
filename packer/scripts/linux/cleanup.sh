#!/usr/bin/env bash
# Remove what no host needs, so that none pays for it. What the build left of itself, the seal takes back.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

apt-get -o DPkg::Lock::Timeout=600 -y autoremove --purge
apt-get clean
find /var/log -type f -name '*.gz' -delete

echo "Cleaned up: $(df --output=avail -h / | tail -n 1 | tr -d ' ') free on /"
