#!/usr/bin/env bash
# What a build asks of apt. dnf.sh and zypper.sh have the same functions for theirs.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
pins=/etc/apt/preferences.d

# A limit of the catalog: seconds, or how often to try again.
limit() {
  local read='import json, sys; print(json.load(open(sys.argv[1]))["limits"][sys.argv[2]])'
  /var/tmp/goldshelf/python -c "$read" /var/tmp/goldshelf/image.json "$1"
}

program() {
  echo apt-get
}

# apt itself waits for dpkg's lock only. If another apt holds one of these, such as the daily one, 2.6 and 3.0 fail at once.
wait_for_locks() {
  /var/tmp/goldshelf/python - "$1" /var/{lib/apt/lists,cache/apt/archives}/lock <<'PYTHON'
import fcntl, os, sys, time

limit, paths = int(sys.argv[1]), sys.argv[2:]
deadline = time.monotonic() + limit
for path in filter(os.path.exists, paths):
    with open(path, "r+") as lock:
        while True:
            try:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    sys.exit(f"FAILED another program has held {path} for {limit} seconds: see timeouts.package_lock")
                time.sleep(1)
PYTHON
}

# All locks are waited for. Without Error-Mode, a repository that does not answer is only warned of.
apt() {
  local wait tries
  wait=$(limit package_lock)
  wait_for_locks "$wait"
  tries=$(limit download_retries)
  apt-get -o "DPkg::Lock::Timeout=$wait" -o "Acquire::Retries=$tries" -o APT::Update::Error-Mode=any "$@"
}

# Those that are loaded: the daily upgrade would hold the lock, or start in the middle of the build.
stop_updates() {
  systemctl stop 'unattended-upgrades*.service' 'apt-daily*.timer'
}

# Ubuntu and Debian have archives for such updates: noble-security, stable-security. What one of them needs and is not
# installed may come from any. Of pins for all packages, the first decides: those of the image go before.
only_security() {
  # shellcheck disable=SC2016  # apt's own
  if ! apt-get indextargets --format '$(SUITE)' | grep -e '-security$' >/dev/null; then
    echo "FAILED none of the image's repositories is an archive of security updates" >&2
    return 1
  fi
  {
    pin '*' 'release a=now' 100
    pin '*' 'release a=*-security' 500
    pin '*' 'release *' 50
  } >"$pins/zz-goldshelf.pref"
}

# No version is one to install. What is installed stays, also where a pin of the image wants another.
leave_out() {
  pin "$*" 'version *' -1 >"$pins/00-goldshelf.pref"
}

leave_nothing_out() {
  rm -f "$pins"/{00,zz}-goldshelf.pref
}

pin() {
  printf 'Package: %s\nPin: %s\nPin-Priority: %s\n\n' "$@"
}

update_all() {
  apt -y -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold dist-upgrade
}

not_up_to_date() {
  apt --simulate dist-upgrade | sed -n 's/^Inst //p'
}

install_gpg() {
  install_packages gnupg
}

refresh_repositories() {
  apt update
}

# What to ask for: a package, and its version where the catalog pins one.
pinned() {
  echo "$1=$2"
}

install_packages() {
  apt -y --no-install-recommends --allow-downgrades install -- "$@"
}

name_in_file() {
  dpkg-deb --field "$1" Package
}

# The installed version; nothing if the package is not installed.
version_of() {
  dpkg-query --show --showformat='${db:Status-Status} ${Version}\n' "$1" 2>/dev/null | sed -n 's/^installed //p'
}

list_packages() {
  dpkg-query --show --showformat='${Package} ${Version}\n'
}

# Why a restart is pending; nothing if none is.
pending_restart() {
  if [ -e /var/run/reboot-required ]; then
    echo /var/run/reboot-required
  fi
}

clean_up() {
  apt -y autoremove --purge
  apt clean
}

# Nothing of apt's own tells one machine from another.
forget_registration() {
  :
}
