#!/usr/bin/env bash
# Print the version of the source that is the latest now. A build is told it by -var source_version=...
set -euo pipefail

found="$(az vm image show --subscription "00000000-0000-0000-0000-000000000000" --location "eastus" \
  --urn "MicrosoftWindowsDesktop:windows-11:win11-25h2-avd:latest" \
  --query name --output tsv | tr -d '\r')"

if ! [[ $found =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "source-version.sh: Azure has no version of the source in eastus" >&2
  exit 1
fi
echo "$found"
