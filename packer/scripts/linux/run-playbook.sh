#!/usr/bin/env bash
# Run the playbook $PLAYBOOK of $FOLDER on this machine, with what the file $REQUIREMENTS names, if it is set.
set -euo pipefail
cd -- "$FOLDER"

if ! command -v ansible-playbook >/dev/null; then
  echo "FAILED there is no ansible-playbook in the image: install it in an earlier step, or use run_on = \"runner\"" >&2
  exit 1
fi
if [ -n "${REQUIREMENTS:-}" ]; then
  ansible-galaxy install --role-file "$REQUIREMENTS"
fi
mapfile -t arguments <<< "${ARGUMENTS:-}"
[ -n "${ARGUMENTS:-}" ] || arguments=()
ansible-playbook --connection local --inventory localhost, "${arguments[@]}" -- "$PLAYBOOK"
