#!/usr/bin/env bash
# Make a system of rpm's in Debian: a database, packages, their repositories, and keys. $1 is dnf or zypper.
set -euo pipefail
export HOME=/root
work=/srv/work
mkdir -p /etc/rpm /var/lib/rpm "$work" /srv/www /srv/system /root/.gnupg
chmod 700 /root/.gnupg
# Debian's rpm is for the account that runs it.
printf '%%_dbpath /var/lib/rpm\n%%__gpg /usr/bin/gpg\n' >/etc/rpm/macros
rpm --initdb

key() { # name
  gpg --batch --quiet --passphrase '' --quick-gen-key "$1 <$1@contoso.example>" rsa2048 sign never
  gpg --armor --export "$1@contoso.example" >"/srv/$1.asc"
}

package() { # folder, name, version, what else its spec says above %description, and at its end
  cat >"$work/$2.spec" <<SPEC
Name: $2
Version: $3
Release: 1
Summary: $2
License: MIT
BuildArch: noarch
${4:-}
%description
$2
%install
mkdir -p %{buildroot}/opt/bin
printf '#!/bin/sh\necho $2 $3.0\n' >%{buildroot}/opt/bin/$2
chmod 755 %{buildroot}/opt/bin/$2
%files
/opt/bin/$2
${5:-}
SPEC
  rpmbuild -bb --quiet --define "_topdir $work/$1" "$work/$2.spec"
}

repository() { # folder, key, where its packages are
  mkdir -p "$1"
  cp "$work/${3:-$2}"/RPMS/noarch/*.rpm "$1"
  rpmsign --addsign --define "_gpg_name $2@contoso.example" "$1"/*.rpm >/dev/null 2>&1
  createrepo_c --quiet "$1"
}

key system
key contoso
key stranger
package system base 1 'Provides: /bin/sh /usr/bin/sh glibc'
package system hello 1
package system hello 2
package system failing 1 '' $'%post\necho the licence server does not answer >&2\nexit 3'
package system linux-firmware 1 'Provides: installhint(reboot-needed)'
repository /srv/system system
package security lib 1
package security lib 2
repository /srv/security system security
# As a kernel's: zypper passes over what asks for a restart.
cat >"$work/updateinfo.xml" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<updates><update from="contoso" status="stable" type="security" version="1">
<id>CONTOSO-1</id><title>lib</title><issued date="1767225600"/><severity>important</severity>
<pkglist><collection short="c"><name>c</name>
<package name="lib" version="2" release="1" epoch="0" arch="noarch" src="lib-2-1.src.rpm">
<filename>lib-2-1.noarch.rpm</filename><reboot_suggested>True</reboot_suggested>
</package></collection></pkglist></update></updates>
XML
modifyrepo_c --mdtype=updateinfo "$work/updateinfo.xml" /srv/security/repodata >/dev/null
package contoso tool 1
package contoso tool 2
repository /srv/www/contoso contoso
package stranger later 1
repository /srv/www/stranger stranger
package files agent 1
cp "$work"/files/RPMS/noarch/agent-*.rpm /srv/www/agent.rpm

rpm --import /srv/system.asc
rpm --install --nodeps --force-debian "$work"/system/RPMS/noarch/base-1-1.noarch.rpm
rpm --install --nodeps --force-debian "$work"/system/RPMS/noarch/hello-1-1.noarch.rpm
rpm --install --nodeps --force-debian "$work"/security/RPMS/noarch/lib-1-1.noarch.rpm
folder=/etc/zypp/repos.d
[ "$1" = zypper ] || folder=/etc/yum.repos.d
mkdir -p "$folder"
for name in system security; do
  printf '[%s]\nname=%s\nbaseurl=file:///srv/%s\ngpgcheck=1\npkg_gpgcheck=1\nrepo_gpgcheck=0\n' "$name" "$name" "$name" \
    >"/srv/$name.repo"
done
cp /srv/system.repo "$folder"
if [ "$1" = dnf ]; then
  echo 9 >/etc/dnf/vars/releasever
  # Debian's plugin for a repository of what dnf has downloaded, which is not there.
  printf '[main]\nenabled = false\n' >/etc/dnf/plugins/local.conf
fi
rm -rf "$work"
