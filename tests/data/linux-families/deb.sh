#!/usr/bin/env bash
# Make packages of Debian, their repositories, and keys: the same as rpm.sh.
set -euo pipefail
export HOME=/root
work=/srv/work
mkdir -p "$work" /srv/www /srv/system /root/.gnupg
chmod 700 /root/.gnupg

key() { # name
  gpg --batch --quiet --passphrase '' --quick-gen-key "$1 <$1@contoso.example>" rsa2048 sign never
  gpg --armor --export "$1@contoso.example" >"/srv/$1.asc"
}

package() { # folder, name, version, script after the installation
  local root=$work/$2-$3
  mkdir -p "$1" "$root/DEBIAN" "$root/opt/bin"
  printf 'Package: %s\nVersion: %s-1\nArchitecture: all\nMaintainer: Contoso\nDescription: %s\n' "$2" "$3" "$2" \
    >"$root/DEBIAN/control"
  printf '#!/bin/sh\necho %s %s.0\n' "$2" "$3" >"$root/opt/bin/$2"
  chmod 755 "$root/opt/bin/$2"
  if [ -n "${4:-}" ]; then
    printf '#!/bin/sh\n%s\n' "$4" >"$root/DEBIAN/postinst"
    chmod 755 "$root/DEBIAN/postinst"
  fi
  dpkg-deb --build "$root" "$1/$2_$3.deb" >/dev/null
}

repository() { # folder, key, suite
  cd "$1"
  apt-ftparchive packages . >Packages
  apt-ftparchive -o "APT::FTPArchive::Release::Suite=${3:-stable}" release . >Release
  gpg --batch --quiet --local-user "$2@contoso.example" --clearsign --output InRelease Release
}

key system
key contoso
key stranger
package /srv/system hello 1
package /srv/system hello 2
package /srv/system failing 1 $'echo the licence server does not answer >&2\nexit 3'
package /srv/system linux-firmware 1 'touch /var/run/reboot-required'
repository /srv/system system
package "$work/installed" lib 1
package /srv/security lib 2
repository /srv/security system stable-security
package /srv/www/contoso tool 1
package /srv/www/contoso tool 2
repository /srv/www/contoso contoso
package /srv/www/stranger later 1
repository /srv/www/stranger stranger
package "$work" agent 1
cp "$work/agent_1.deb" /srv/www/agent.deb

dpkg --install /srv/system/hello_1.deb "$work/installed/lib_1.deb" >/dev/null
rm -f /etc/apt/sources.list
for name in system security; do
  printf 'Types: deb\nURIs: file:///srv/%s\nSuites: ./\nSigned-By: /srv/system.asc\n' "$name" >"/srv/$name.sources"
done
cp /srv/system.sources /etc/apt/sources.list.d
rm -rf "$work"
