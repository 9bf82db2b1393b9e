#!/usr/bin/env bash
# Run the tests $TESTS of the step $STEP with goss, and write their results: a failing one fails the build later.
set -euo pipefail
# goss is the file $PROGRAM beside the tests, or the download $URL.
# The build user downloads the results, also where an earlier step hardened root's umask.
umask 022
folder=/var/tmp/goldshelf
results=$folder/results
cd -- "$folder/own/$STEP"
mkdir -p "$results"

if [ -n "${URL:-}" ]; then
  PROGRAM=goss.downloaded
  read='import json, sys; print(json.load(open(sys.argv[1]))["limits"]["download_retries"])'
  tries=$("$folder/python" -c "$read" "$folder/image.json")
  bash "$folder/download.sh" "goss for the step $STEP" "$URL" "$PROGRAM" "$tries" --location
  found=$(sha256sum -- "$PROGRAM" | cut -d ' ' -f 1)
  if [ "$found" != "${SHA256,,}" ]; then
    echo "FAILED $URL: SHA-256 $SHA256 was expected, $found was found" >&2
    exit 1
  fi
fi
chmod +x -- "$PROGRAM"

status=0
"./$PROGRAM" --gossfile "$TESTS" validate --format junit >"$results/$STEP.xml" || status=$?
if [ ! -s "$results/$STEP.xml" ]; then
  echo "FAILED goss ended with exit code $status and wrote no results" >&2
  exit 1
fi
if [ "$status" -ne 0 ]; then
  "./$PROGRAM" --gossfile "$TESTS" validate --format documentation >"$results/$STEP.failed" || true
fi
