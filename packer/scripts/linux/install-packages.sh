#!/usr/bin/env bash
# Install the image's software from apt, and prove each.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

image=/var/tmp/goldshelf/image.json

# One line a package: its name, with =version where the catalog pins one.
packages() {
  python3 - "$image" <<'PYTHON'
import json, sys
for product in json.load(open(sys.argv[1]))["software"]:
    print(product["package"] + (f"={product['version']}" if product["version"] else ""))
PYTHON
}

mapfile -t wanted < <(packages)
apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 install -y --no-install-recommends -- "${wanted[@]}"

for package in "${wanted[@]}"; do
  state=$(dpkg-query --show --showformat='${db:Status-Status} ${Version}' "${package%%=*}")
  if [ "${state%% *}" != installed ]; then
    echo "$package is not installed, but $state" >&2
    exit 1
  fi
  echo "${package%%=*} ${state#* } is installed"
done
