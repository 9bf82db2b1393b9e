#!/usr/bin/env bash
# Unpack the archive that $ARCHIVE names into the folder $DESTINATION, as root's.
set -euo pipefail
# Everyone may enter the folders, also where an earlier step hardened root's umask.
umask 022

mkdir -p -- "$DESTINATION"
tar --extract --file "$ARCHIVE" --directory "$DESTINATION" --no-same-owner --same-permissions
count=$(tar --list --file "$ARCHIVE" | wc -l)
rm -- "$ARCHIVE"
echo "$count files are in $DESTINATION"
