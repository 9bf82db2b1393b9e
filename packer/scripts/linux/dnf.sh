#!/usr/bin/env bash
# What a build asks of dnf, which waits for its lock itself. apt.sh and zypper.sh have the same functions for theirs.
set -euo pipefail
export LC_ALL=C.UTF-8
limits=()

program() {
  echo dnf
}

# A repository that does not answer fails the build, whatever its file says. So does a script of a package: dnf itself
# only warns of one that fails after its package is in place.
dnf() {
  local said=/var/tmp/goldshelf/dnf.said
  command dnf -y --best '--setopt=*.skip_if_unavailable=0' "$@" 2>&1 | tee "$said"
  if grep 'scriptlet failed' "$said" >&2; then
    echo "FAILED a script of a package did" >&2
    return 1
  fi
}

# Those that are loaded: they would start in the middle of the build. Source: dnf 5ad76ab, etc/systemd; PackageKit, data.
stop_updates() {
  systemctl stop 'dnf-*.timer' 'packagekit*.service'
}

# By what the repositories say of each update. Some say nothing: docs/linux.md.
only_security() {
  if [ -z "$(command dnf -q updateinfo list --all --security)" ]; then
    echo "FAILED none of the image's repositories says which updates are for security" >&2
    return 1
  fi
  limits+=(--security)
}

leave_out() {
  limits+=("${@/#/--exclude=}")
}

# They were for single calls.
leave_nothing_out() {
  limits=()
}

update_all() {
  dnf "${limits[@]}" upgrade
}

# dnf ends with 100 when there are updates.
not_up_to_date() {
  { command dnf -q "${limits[@]}" check-update || [ $? -eq 100 ]; } | sed -n '/^Obsoleting/,$d; s/^\(\S\+\)\s\+\(\S\+\)\s.*/\1 \2/p'
}

install_gpg() {
  install_packages gnupg2
}

refresh_repositories() {
  dnf --refresh makecache
}

pinned() {
  echo "$1-$2"
}

install_packages() {
  dnf --setopt=install_weak_deps=0 install -- "$@"
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

pending_restart() {
  if ! command dnf needs-restarting --help >/dev/null 2>&1; then
    echo "Whether a restart is pending was not checked: there is no dnf needs-restarting here" >&2
  elif ! command dnf -q needs-restarting -r >&2; then
    echo "dnf needs-restarting -r"
  fi
}

# The kernels that the build has replaced. What nothing needs any more stays: images are not made by dnf alone.
clean_up() {
  local found old
  found=$(command dnf -q repoquery --installed --installonly --latest-limit=-1)
  mapfile -t old <<<"$found"
  if [ -n "$found" ]; then
    dnf remove -- "${old[@]}"
  fi
  dnf clean all
}

# Azure's own registration of RHEL is from a package, the same for every VM, and stays: /etc/pki/rhui. Of one of your own,
# this forgets the identity, on this machine only. Source: subscription-manager 3a53d82, man/subscription-manager.8.
forget_registration() {
  if command -v subscription-manager >/dev/null; then
    subscription-manager clean
  fi
}
