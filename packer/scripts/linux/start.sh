#!/usr/bin/env bash
# Wait until the first start is over: cloud-init may still be writing apt's sources.
set -euo pipefail

# 2 means done, with warnings.
status=0
cloud-init status --wait >/dev/null || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 2 ]; then
  echo "cloud-init failed:" >&2
  cloud-init status --long >&2
  exit 1
fi

# The daily upgrade of a running machine would hold apt's lock, or start in the middle of the build.
systemctl stop unattended-upgrades.service apt-daily.timer apt-daily-upgrade.timer
