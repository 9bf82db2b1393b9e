#!/usr/bin/env bash
# Add the image's repositories, and see that each answers.
set -euo pipefail
# shellcheck source=/dev/null
. /var/tmp/goldshelf/package-manager.sh

folder=/var/tmp/goldshelf
if ! command -v gpg >/dev/null; then
  refresh_repositories
  install_gpg
fi
"$folder/python" "$folder/repositories.py" add "$folder/image.json"
refresh_repositories
