#!/usr/bin/env bash
# Bring every package to its newest version.
set -euo pipefail
# shellcheck source=/dev/null
. /var/tmp/goldshelf/package-manager.sh

update_all
left=$(not_up_to_date)
if [ -n "$left" ]; then
  printf '%s\nFAILED these packages are still not up to date\n' "$left" >&2
  exit 1
fi
echo "Every package is up to date"
