#!/usr/bin/env bash
# Install the image's software, all at once, and see that each is there, in the version that the catalog pins.
set -euo pipefail
# shellcheck source=/dev/null
. /var/tmp/goldshelf/package-manager.sh

folder=/var/tmp/goldshelf

# How often to try a download again; then one line a product: its package, the pinned version, the package file, its
# address and SHA-256, whether it is read with the machine's identity, and its name; - for nothing.
products() {
  "$folder/python" - "$folder/image.json" <<'PYTHON'
import json, sys
image = json.load(open(sys.argv[1]))
print(image["limits"]["download_retries"])
for product in image["software"]:
    keys = ("package", "version", "file", "url", "sha256", "with_identity", "name")
    print(*(product[key] or "-" for key in keys))
PYTHON
}

# Azure gives a token for storage to this machine alone, past any proxy; it is on no command line, in no file and no log.
authorization() {
  local identity='http://169.254.169.254/metadata/identity/oauth2/token'
  identity+='?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F'
  curl --fail --silent --show-error --noproxy '*' --retry "$tries" --header 'Metadata: true' -- "$identity" |
    "$folder/python" -c 'import json, sys
print("header = \"Authorization: Bearer {}\"".format(json.load(sys.stdin)["access_token"]))'
}

# Bring a package file, and see that it is the one that the catalog means.
download() {
  local found
  if [ "$4" = - ]; then
    bash "$folder/download.sh" "$5" "$2" "$1" "$tries" --location
  else
    # The oldest version of the storage service that takes such a token. No other address gets it: nothing is followed.
    authorization | bash "$folder/download.sh" "$5" "$2" "$1" "$tries" --config - --header 'x-ms-version: 2017-11-09'
  fi
  found=$(sha256sum -- "$1" | cut -d ' ' -f 1)
  if [ "$found" != "${3,,}" ]; then
    echo "FAILED $5: $2: SHA-256 $3 was expected, $found was found" >&2
    return 1
  fi
}

listed=$(products)
tries=${listed%%$'\n'*}
listed=${listed#*$'\n'}
wanted=() names=() versions=()
while read -r package version file url digest identity name; do
  if [ "$file" != - ]; then
    file=$folder/packages/$file
    [ "$url" = - ] || download "$file" "$url" "$digest" "$identity" "$name"
    package=$(name_in_file "$file")
    wanted+=("$file")
  elif [ "$version" != - ]; then
    wanted+=("$(pinned "$package" "$version")")
  else
    wanted+=("$package")
  fi
  names+=("$package") versions+=("$version")
done <<<"$listed"

refresh_repositories
install_packages "${wanted[@]}"

for index in "${!names[@]}"; do
  package=${names[index]} version=${versions[index]}
  found=$(version_of "$package")
  if [ -z "$found" ]; then
    echo "FAILED the package $package is not installed" >&2
    exit 1
  fi
  if [ "$version" != - ] && ! grep -qFx -- "$version" <<<"${found// /$'\n'}"; then
    echo "FAILED the package $package is installed as ${found%%[ $'\n']*}, not as the pinned $version" >&2
    exit 1
  fi
  echo "$package ${found%%[ $'\n']*} is installed"
done
