#!/usr/bin/env bash
# Unpack the archive that $ARCHIVE names into the folder $DESTINATION, as root's.
set -euo pipefail
# Everyone may enter the folders, also where an earlier step hardened root's umask.
umask 022

mkdir -p -- "$DESTINATION"
tar --extract --file "$ARCHIVE" --directory "$DESTINATION" --no-same-owner --same-permissions
if command -v restorecon >/dev/null; then
  # As SELinux labels what is in such places: the archive has no labels.
  (cd -- "$DESTINATION" && tar --list --quoting-style=literal --file "$ARCHIVE" | restorecon -f -)
fi
count=$(tar --list --file "$ARCHIVE" | wc -l)
rm -- "$ARCHIVE"
echo "$count files are in $DESTINATION"
