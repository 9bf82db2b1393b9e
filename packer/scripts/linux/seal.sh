#!/usr/bin/env bash
# Last of all: take this machine's identity away, unless the image is specialized, and all that the build brought.
set -euo pipefail

root=${1:-/}
folder=${root%/}/var/tmp/goldshelf
{ read -r user; read -r specialized; } < <("$folder/python" - "$folder/image.json" <<'PYTHON'
import json, sys
image = json.load(open(sys.argv[1]))
print(image["build_user"], image["specialized"], sep="\n")
PYTHON
)
if [ -z "$user" ] || [ "$user" = root ]; then
  echo "FAILED '$user' is not the account of a build" >&2
  exit 1
fi

if [ "$specialized" = False ]; then
  # What each host makes for itself is made when cloud-init runs anew.
  # shellcheck source=/dev/null
  . "$folder/package-manager.sh"
  forget_registration
  cloud-init clean --logs
  waagent -force -deprovision+user
fi
# The home of the build user, where this was started, goes.
cd /
# Azure's agent removes the user that it knows of. Packer's connection outlives its user.
if getent passwd "$user" >/dev/null; then
  userdel --force --remove "$user" || echo "userdel ended with $?"
fi

# The image's own steps of phase first_boot: a service runs them on each host, and removes itself.
if [ -d "$folder/first-boot" ]; then
  "$folder/python" "$folder/keep_first_boot.py" "$folder/image.json" "$root"
  if command -v restorecon >/dev/null; then
    restorecon -RF /var/lib/goldshelf /etc/systemd/system
  fi
fi

# What still writes would bring its file back when the VM stops: the journal goes on in memory.
journalctl --relinquish-var
systemctl stop systemd-random-seed.service
"$folder/python" "$folder/take_back.py" "$folder/image.json" "$root"

# The next boot of a host trims too; this makes the copies in the gallery smaller.
fstrim --all || echo "fstrim is not possible on this disk"
sync
echo "Sealed"
