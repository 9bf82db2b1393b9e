"""Which updates a Linux build installs, with apt, dnf and zypper that really run."""

from pathlib import Path

import pytest

from tests.linux_families import PACKAGES, Built, Family, fresh
from tests.torture import Tried

pytestmark = [pytest.mark.torture, pytest.mark.long]

UPDATE = "update.sh"
# Of its own, which is there after the build too.
OWN = {
    "apt": ("/etc/apt/preferences.d/own.pref", "Package: hello\nPin: version 2-1\nPin-Priority: 900\n"),
    "dnf": ("/etc/dnf/vars/own", "own\n"),
    "zypper": (
        "/etc/zypp/locks",
        "\ntype: package\nmatch_type: glob\ncase_sensitive: on\nsolvable_name: own\n",
    ),
}
ADD = {
    "apt": "cp /srv/security.sources /etc/apt/sources.list.d",
    "dnf": "cp /srv/security.repo /etc/yum.repos.d",
    "zypper": "cp /srv/security.repo /etc/zypp/repos.d",
}

family = pytest.fixture(params=PACKAGES)(fresh)


def updated(family: Family, folder: Path, updates: str) -> Built:
    """Build until the update is done."""
    return family.built(family.rendered(folder, f"package_updates = {updates}", ""), until=UPDATE)


def versions(family: Family) -> dict[str, str]:
    """Which version of each package is installed, as its program says."""
    said = family.machine.said("for one in hello lib; do /opt/bin/$one; done")
    return dict(line.split() for line in said.splitlines())


def test_one_is_left_out(family: Family, tmp_path: Path, tried: Tried) -> None:
    """All others are updated, and no hold, lock or pin of the build stays; those of the image do."""
    path, text = OWN[family.manager]
    family.machine.said(f"{ADD[family.manager]}; printf %s '{text}' >{path}")
    settings = set(filter(_is_setting, family.machine.files()))
    built = updated(family, tmp_path / "team", '{ exclude = ["hel?o*", "other"] }')

    assert built.failed is None, built.said
    assert {"hello": "1.0", "lib": "2.0"} == versions(family)
    assert text == family.machine.said(f"cat {path}")
    assert settings == set(filter(_is_setting, family.machine.files()))
    tried(
        f"an update is left out ({family.manager})", 1, "the others are installed, and nothing of it is left"
    )


def _is_setting(path: str) -> bool:
    return path.startswith(("etc/apt/", "etc/dnf/", "etc/zypp/"))


def test_only_for_security(family: Family, tmp_path: Path, tried: Tried) -> None:
    """Only what repositories call an update for security is installed; if none says so, the build fails."""
    built = updated(family, tmp_path / "unknown", "{ security_only = true }")

    assert UPDATE == built.failed, built.said
    assert "FAILED none of the image's repositories" in built.said
    assert {"hello": "1.0", "lib": "1.0"} == versions(family)

    family.machine.said(f"{ADD[family.manager]}; rm -r /build")
    built = updated(family, tmp_path / "known", "{ security_only = true }")

    assert built.failed is None, built.said
    assert {"hello": "1.0", "lib": "2.0"} == versions(family)
    tried(
        f"only updates for security are wanted ({family.manager})",
        1,
        "they are installed, and no others; where no repository names any, the build fails",
    )


def test_none(family: Family, tmp_path: Path, tried: Tried) -> None:
    """Without updates, products are installed all the same, and everything else stays as it was."""
    product = '[software.linux.tool]\nname = "Tool"\npackage = "lib"\nproof = { command = "/opt/bin/lib" }\n'
    family.machine.said(ADD[family.manager])
    rendered = family.rendered(tmp_path / "team", 'package_updates = false\nsoftware = ["tool"]', product)
    built = family.built(rendered, until="install-packages.sh")

    assert built.failed is None, built.said
    assert UPDATE not in built.ran
    assert {"hello": "1.0", "lib": "2.0"} == versions(family)
    tried(f"no updates are wanted ({family.manager})", 1, "products are installed, and nothing else changes")
