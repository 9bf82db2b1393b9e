#!/usr/bin/env bash
# Remove what no host needs, so that none pays for it. What the build left of itself, the seal takes back.
set -euo pipefail
# shellcheck source=/dev/null
. /var/tmp/goldshelf/package-manager.sh

if [ -e /var/tmp/goldshelf/repositories.py ]; then
  /var/tmp/goldshelf/python /var/tmp/goldshelf/repositories.py remove /var/tmp/goldshelf/image.json
fi
clean_up
find /var/log -type f -name '*.gz' -delete

echo "Cleaned up: $(df --output=avail -h / | tail -n 1 | tr -d ' ') free on /"
