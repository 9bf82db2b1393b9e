#!/usr/bin/env bash
# Bring every package to its newest version.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# cloud-init may still be writing apt's sources; 2 means done, with warnings.
status=0
cloud-init status --wait >/dev/null || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 2 ]; then
  echo "cloud-init failed:" >&2
  cloud-init status --long >&2
  exit 1
fi

# The daily upgrade of a running machine would hold apt's lock, or start in the middle of the build.
systemctl stop unattended-upgrades.service apt-daily.timer apt-daily-upgrade.timer

apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 update
apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 -y \
  -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold dist-upgrade

left=$(apt-get --simulate dist-upgrade | grep -c '^Inst ' || true)
if [ "$left" -ne 0 ]; then
  echo "$left packages are still not up to date" >&2
  exit 1
fi
echo "Every package is up to date"
