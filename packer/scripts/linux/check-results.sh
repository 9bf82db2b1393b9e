#!/usr/bin/env bash
# Fail if one of the image's own tests has failed, and show what it said.
set -euo pipefail
shopt -s nullglob

failed=(/var/tmp/goldshelf/results/*.failed)
for file in "${failed[@]}"; do
  echo "FAILED the tests of the step $(basename "$file" .failed):"
  tail -n 60 -- "$file"
done
[ "${#failed[@]}" -eq 0 ] || exit 1
echo "Every test of the image's own has passed"
