#!/usr/bin/env bash
# What a build asks of zypper. apt.sh and dnf.sh have the same functions for theirs.
set -euo pipefail
export LC_ALL=C.UTF-8

# A limit of the catalog: seconds, or how often to try again.
limit() {
  local read='import json, sys; print(json.load(open(sys.argv[1]))["limits"][sys.argv[2]])'
  /var/tmp/goldshelf/python -c "$read" /var/tmp/goldshelf/image.json "$1"
}

ZYPP_LOCK_TIMEOUT=$(limit package_lock)
export ZYPP_LOCK_TIMEOUT
updates=(update) lists=list-updates only='<update '
locks=/etc/zypp/locks kept=/var/tmp/goldshelf/kept-locks

program() {
  echo zypper
}

# 102: a restart is needed, and the build has one. 103: zypper itself was updated, and goes on when it is asked again.
# One version follows another at most a few times, so there is no key for the five.
# 106 (a repository does not answer) and 107 (a script of a package failed) are failures here.
zypper() {
  local status
  for _ in 1 2 3 4 5; do
    status=0
    command zypper --non-interactive "$@" || status=$?
    [ "$status" -eq 103 ] || break
  done
  if [ "$status" -ne 0 ] && [ "$status" -ne 102 ]; then
    echo "FAILED zypper ended with exit code $status" >&2
    return "$status"
  fi
}

# Those that are loaded. SUSE's images register when they first start, which brings the repositories.
stop_updates() {
  local state end
  systemctl stop 'packagekit*.service'
  end=$((SECONDS + $(limit registration)))
  while [ "$SECONDS" -lt "$end" ]; do
    state=$(systemctl is-active guestregister.service || true)
    [ "$state" = activating ] || break
    sleep 10
  done
}

# By the patches of the repositories. Those that want a restart would be skipped without --with-interactive.
only_security() {
  updates=(patch --category security --with-interactive) lists=list-patches only=' category="security"'
  if ! command zypper --non-interactive --xmlout list-patches --all | grep "$only" >/dev/null; then
    echo "FAILED none of the image's repositories says which updates are for security" >&2
    return 1
  fi
}

# The image's own locks come back.
leave_out() {
  if [ -e "$locks" ]; then
    cp --archive "$locks" "$kept"
  else
    : >"$kept"
  fi
  zypper addlock -- "$@"
}

leave_nothing_out() {
  if [ -s "$kept" ]; then
    cp --archive "$kept" "$locks"
  elif [ -e "$kept" ]; then
    rm -f "$locks"
  fi
}

update_all() {
  zypper "${updates[@]}" --auto-agree-with-licenses
}

not_up_to_date() {
  command zypper --non-interactive --xmlout "$lists" | sed 's/<update /\n&/g' |
    sed -n "/$only/s/^<update .*name=\"\([^\"]*\)\" edition=\"\([^\"]*\)\".*/\1 \2/p"
}

install_gpg() {
  install_packages gpg2
}

refresh_repositories() {
  zypper refresh
}

pinned() {
  echo "$1=$2"
}

# A file that the catalog brings is known by its digest, and needs no signature: a repository of its own, for this call.
install_packages() {
  local wanted=() one status=0 folder=/etc/zypp/repos.d
  for one in "$@"; do
    if [[ $one == /* ]]; then
      printf '[goldshelf-files]\nbaseurl=dir:%s\ntype=plaindir\nenabled=1\ngpgcheck=0\n' "$(dirname "$one")" \
        >"$folder/goldshelf-files.repo"
      wanted+=("goldshelf-files:$(name_in_file "$one")")
    else
      wanted+=("$one")
    fi
  done
  zypper install --auto-agree-with-licenses --no-recommends --oldpackage -- "${wanted[@]}" || status=$?
  rm -f "$folder/goldshelf-files.repo"
  return "$status"
}

name_in_file() {
  rpm --query --package --nosignature --queryformat '%{NAME}\n' "$1"
}

# Every way to write the installed version; nothing if the package is not installed.
version_of() {
  if rpm --query --quiet "$1"; then
    rpm --query --queryformat '%{VERSION}-%{RELEASE} %{VERSION} %{EPOCHNUM}:%{VERSION}-%{RELEASE}\n' "$1"
  fi
}

list_packages() {
  rpm --query --all --queryformat '%{NAME} %{EVR}\n' | grep -v '^gpg-pubkey ' | sort
}

# zypper ends with 102 when one is.
pending_restart() {
  local status=0
  command zypper needs-rebooting >&2 || status=$?
  if [ "$status" -eq 102 ]; then
    echo "zypper needs-rebooting"
  fi
}

# The kernels that /etc/zypp/zypp.conf does not keep. Before SLES 15 SP2, zypper has no such command.
clean_up() {
  if command zypper help purge-kernels 2>/dev/null | grep -q purge-kernels; then
    zypper purge-kernels
  fi
  zypper clean --all
}

# A host of SUSE's own images registers anew when it starts: cloud-regionsrv-client f7f0cd5, guestregister.service.
forget_registration() {
  if command -v registercloudguest >/dev/null; then
    registercloudguest --clean
  fi
}
