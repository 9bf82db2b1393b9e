#!/usr/bin/env bash
# Install the image's software, all at once, and see that each is there, in the version that the catalog pins.
set -euo pipefail
# shellcheck source=/dev/null
. /var/tmp/goldshelf/package-manager.sh

folder=/var/tmp/goldshelf

# How often to try a download again; then one line a product: its package, the pinned version, the package file, its
# address and SHA-256; - for nothing.
products() {
  "$folder/python" - "$folder/image.json" <<'PYTHON'
import json, sys
image = json.load(open(sys.argv[1]))
print(image["limits"]["download_retries"])
for product in image["software"]:
    print(*(product[key] or "-" for key in ("package", "version", "file", "url", "sha256")))
PYTHON
}

# Bring a package file, and see that it is the one that the catalog means.
download() {
  curl --fail --silent --show-error --location --retry "$tries" --output "$1" -- "$2"
  local found
  found=$(sha256sum -- "$1" | cut -d ' ' -f 1)
  if [ "$found" != "${3,,}" ]; then
    echo "FAILED $2: SHA-256 $3 was expected, $found was found" >&2
    return 1
  fi
}

listed=$(products)
tries=${listed%%$'\n'*}
listed=${listed#*$'\n'}
wanted=() names=() versions=()
while read -r package version file url digest; do
  if [ "$file" != - ]; then
    file=$folder/packages/$file
    [ "$url" = - ] || download "$file" "$url" "$digest"
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
