#!/usr/bin/env bash
# Wait until the first start is over: cloud-init may still be writing where packages come from.
set -euo pipefail

folder=/var/tmp/goldshelf
if ! command -v cloud-init >/dev/null; then
  echo "FAILED there is no cloud-init, which prepares each host of the image: use a source that has it" >&2
  exit 1
fi
# 2 means done, with warnings.
status=0
cloud-init status --wait >/dev/null || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 2 ]; then
  echo "cloud-init failed:" >&2
  cloud-init status --long >&2
  exit 1
fi

# RHEL 8 may have Python for its own programs only, and not on PATH: Katello/katello-client-bootstrap#303.
if ! python=$(command -v python3 || command -v /usr/libexec/platform-python); then
  echo "FAILED there is no Python 3, which reads image.json here" >&2
  exit 1
fi
ln -sf "$python" "$folder/python"

# shellcheck source=/dev/null
. "$folder/package-manager.sh"
if ! type -P "$(program)" >/dev/null; then
  echo "FAILED there is no $(program) here: correct the image's package_manager, or its source" >&2
  exit 1
fi
stop_updates
