#!/usr/bin/env bash
# Bring every package to its newest version: all but those that the catalog leaves out, or only for security.
set -euo pipefail
# shellcheck source=/dev/null
. /var/tmp/goldshelf/package-manager.sh

folder=/var/tmp/goldshelf
told=$("$folder/python" - "$folder/image.json" <<'PYTHON'
import json, sys
updates = json.load(open(sys.argv[1]))["package_updates"]
print("security" if updates["security_only"] else "all", *updates["exclude"], sep="\n")
PYTHON
)
mapfile -t told <<<"$told"
left_out=("${told[@]:1}")

refresh_repositories
trap leave_nothing_out EXIT
if [ "${told[0]}" = security ]; then
  only_security
fi
if [ "${#left_out[@]}" -gt 0 ]; then
  leave_out "${left_out[@]}"
fi
update_all
left=$(not_up_to_date)
if [ -n "$left" ]; then
  printf '%s\nFAILED these packages are still not up to date\n' "$left" >&2
  exit 1
fi
echo "Every package is up to date: ${told[0]} updates${left_out[*]:+, without ${left_out[*]}}"
