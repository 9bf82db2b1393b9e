#!/usr/bin/env bash
# download.sh WHAT URL FILE TRIES [CURL'S OPTIONS]: bring a file, and say in one line what of it did not come, and why.
set -euo pipefail
# With --config as the first option, curl reads stdin, of which nothing is on a command line or in a file.

what=$1 url=$2 file=$3 tries=$4
shift 4
config=
[ "${1:-}" != --config ] || config=$(cat)
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT

# The server does not answer, the connection breaks, or what is between them does: curl(1), EXIT CODES. curl's own --retry
# knows that of a broken connection and of 429 since 7.71 and 7.66 only, and RHEL 8 has 7.61.
passes() {
  case $1 in
    5 | 6 | 7 | 16 | 18 | 28 | 35 | 52 | 55 | 56 | 92) return 0 ;;
    22) [[ $2 =~ ^(408|425|429|5..)$ ]] ;;
    *) return 1 ;;
  esac
}

# Longer each time, or as long as the server says in seconds, five minutes at most.
seconds() {
  local said
  said=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]\{1,6\}\)[[:space:]]*$/\1/p' "$folder/headers" | tail -n 1)
  wait=$((5 * 2 ** ($1 < 6 ? $1 : 6)))
  [ "${said:-0}" -le "$wait" ] || wait=$said
  [ "$wait" -le 300 ] || wait=300
}

for ((attempt = 0; ; attempt++)); do
  : >"$folder/headers"
  status=0
  code=$(printf '%s\n' "$config" | curl "$@" --fail --silent --show-error --connect-timeout 60 --speed-limit 1 \
    --speed-time 300 --dump-header "$folder/headers" --write-out '%{http_code}' --output "$file" -- "$url" \
    2>"$folder/said") || status=$?
  [ "$status" -ne 0 ] || exit 0
  why="$(tail -n 1 "$folder/said")"
  if [ "$attempt" -ge "$tries" ] || ! passes "$status" "$code"; then
    break
  fi
  seconds "$attempt"
  echo "$what: attempt $((attempt + 1)) of $((tries + 1)) to download $url: $why; the next one in $wait seconds"
  sleep "$wait"
done
echo "FAILED $what was not downloaded from $url: $why" >&2
exit 1
