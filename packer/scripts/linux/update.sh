#!/usr/bin/env bash
# Bring every package to its newest version.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 update
apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 -y \
  -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold dist-upgrade

left=$(apt-get --simulate dist-upgrade | grep -c '^Inst ' || true)
if [ "$left" -ne 0 ]; then
  echo "$left packages are still not up to date" >&2
  exit 1
fi
echo "Every package is up to date"
