"""The steps of a Linux build really run, with apt, dnf and zypper, also where something is wrong."""

import json
from pathlib import Path

import pytest

from tests.linux_families import FOLDER, PACKAGES, WANTED, Family, fresh, wanted
from tests.torture import Tried

pytestmark = [pytest.mark.torture, pytest.mark.long]

HELLO = '[software.linux.hello]\nname = "Hello"\npackage = "hello"\nproof = { command = "/opt/bin/hello" }\n'
TOOL = """
[software.linux.tool]
name = "Tool"
package = "tool"
version = { apt = "1-1", dnf = "1-1", zypper = "1-1" }
repository = "contoso"
proof = { command = "/opt/bin/tool" }
"""
DIGEST = "0" * 64


family = pytest.fixture(params=PACKAGES)(fresh)


def agent(family: Family) -> str:
    """A product that is a package file, which nobody has signed."""
    ending = "deb" if family.manager == "apt" else "rpm"
    return f"""
[software.linux.agent]
name = "Agent"
file = "packages/agent.{ending}"
proof = {{ command = "/opt/bin/agent" }}
"""


def test_whole_build(family: Family, tmp_path: Path, tried: Tried) -> None:
    """It is updated, gets pinned packages and package files from trusted repositories, and is sealed."""
    tables = HELLO + TOOL + agent(family) + family.repository("contoso")
    tables += family.repository("stranger", keep="false", key=f'"{family.address}/stranger.asc"')
    family.machine.said("cp /srv/*.asc /srv/www")
    build = 'software = ["hello", "tool", "agent"]\nrepositories = ["stranger"]'
    manifest = tmp_path / "software.json"
    built = family.built(family.rendered(tmp_path / "team", build, tables), manifest=manifest)

    assert built.failed is None, built.said
    scripts = [name for name in built.ran if name.endswith(".sh")]
    order = "start update add-repositories install-packages test-image cleanup seal"
    assert [f"{name}.sh" for name in order.split()] == scripts
    software = json.loads(manifest.read_text())
    assert {"hello": "2.0", "tool": "1.0", "agent": "1.0"} == {
        one["id"]: one["version"] for one in software["software"]
    }
    assert {"agent 1-1", "hello 2-1", "tool 1-1"} <= set(software["packages"])
    assert f"The repository contoso is trusted by the key {family.fingerprint('contoso')}" in built.said
    _left(family)
    tried(
        f"a Linux image is built with {family.manager}",
        1,
        "packages, a package file and repositories as the catalog says; nothing else is left",
    )


def _left(family: Family) -> None:
    """The repository that hosts get, and nothing of the other; no caches, no logs, nothing of goldshelf."""
    files = family.machine.files()
    assert not [path for path in files if path.startswith(FOLDER)]
    mine = {path for path in files if "contoso" in path and path.startswith("etc/")}
    expected = {
        "apt": {"etc/apt/keyrings/contoso.asc", "etc/apt/sources.list.d/contoso.sources"},
        "dnf": {"etc/pki/rpm-gpg/contoso.asc", "etc/yum.repos.d/contoso.repo"},
        "zypper": {"etc/pki/rpm-gpg/contoso.asc", "etc/zypp/repos.d/contoso.repo"},
    }
    assert expected[family.manager] == mine
    assert not [path for path in files if "stranger" in path and path.startswith("etc/")]
    brought = ("var/cache/dnf/", "var/cache/zypp/raw/", "var/log/dnf", "var/log/zypp/", "var/log/apt/")
    left = [path for path in files if path.startswith(brought) and path not in brought]
    assert [] == left, left
    if family.manager != "apt":
        keys = family.machine.said("rpm -q gpg-pubkey --queryformat '%{SUMMARY}\\n'")
        assert ["contoso", "system"] == sorted(
            line.split()[0].removeprefix("gpg(") for line in keys.splitlines()
        )


def fails(family: Family, tmp_path: Path, build: str, tables: str) -> tuple[str | None, str]:
    """The step in which a build fails, and all that was said until then."""
    built = family.built(family.rendered(tmp_path / "team", build, tables))
    return built.failed, built.reasons


def test_wrong_key(family: Family, tmp_path: Path, tried: Tried) -> None:
    """A key with another fingerprint is not trusted: the repository and both are named."""
    other = family.fingerprint("contoso")
    step, said = fails(
        family,
        tmp_path,
        WANTED,
        TOOL.replace("tool]", "wanted]") + family.repository("contoso", fingerprint="AB" * 20),
    )

    assert "add-repositories.sh" == step
    wrong = f"the key keys/contoso.asc has the fingerprint {other}, and not {'AB' * 20}"
    assert f"FAILED the repository contoso: {wrong}" in said
    tried(
        f"the key of a repository is another one ({family.manager})", 1, "the build fails, and names the key"
    )


def test_packages_of_another_key(family: Family, tmp_path: Path, tried: Tried) -> None:
    """What the pinned key has not signed is not installed, whatever else is right."""
    tables = wanted("later", 'repository = "contoso"') + family.repository("contoso", folder="stranger")
    step, said = fails(family, tmp_path, WANTED, tables)

    expected = {
        "apt": ("add-repositories.sh", "NO_PUBKEY"),
        "dnf": ("install-packages.sh", "later-1-1.noarch"),
        "zypper": ("install-packages.sh", "later-1-1.noarch"),
    }
    assert expected[family.manager][0] == step, said
    assert expected[family.manager][1] in said
    assert "" == family.machine.run("ls /opt/bin/later").stdout
    tried(
        f"a repository is signed with another key ({family.manager})",
        1,
        "the build fails; nothing is installed",
    )


def test_missing_repository(family: Family, tmp_path: Path, tried: Tried) -> None:
    """A repository that does not answer fails the build before anything is installed from the others."""
    tables = wanted("hello", 'repository = "contoso"') + family.repository("contoso", folder="gone")
    step, said = fails(family, tmp_path, WANTED, tables)

    assert "add-repositories.sh" == step
    named = f"{family.address}/gone" if family.manager == "apt" else "contoso"
    assert named in said
    tried(f"a repository is not there ({family.manager})", 1, "the build fails, and names the repository")


def test_repository_of_the_system_that_is_gone(family: Family, tmp_path: Path, tried: Tried) -> None:
    """An update without one of the system's own fails too, even where its file says to go on."""
    family.machine.said(
        "mv /srv/system /srv/gone; for file in /etc/yum.repos.d/system.repo; do "
        "[ ! -e $file ] || echo skip_if_unavailable=1 >>$file; done"
    )
    step, said = fails(family, tmp_path, "software = []", "")

    assert "update.sh" == step, said
    assert "system" in said
    tried(
        f"a repository of the system is gone ({family.manager})",
        1,
        "the build fails in its update, and names it",
    )


@pytest.mark.parametrize(
    ("product", "says"),
    [
        (wanted("nowhere"), "nowhere"),
        (wanted("hello", 'version = "7-1"'), "hello"),
        (wanted("failing"), "the licence server does not answer"),
    ],
    ids=["no such package", "no such version", "its script fails"],
)
def test_failing_package(family: Family, product: str, says: str, tmp_path: Path, tried: Tried) -> None:
    """A package that is not there, or not in the pinned version, or whose script fails, is named."""
    step, said = fails(family, tmp_path, WANTED, product)

    assert "install-packages.sh" == step, said
    assert says in said.partition("Every package is up to date")[2]
    assert "failing" not in product or "failing" in said
    tried(f"a package cannot be installed ({family.manager})", 1, "the build fails, and names the package")


def test_wrong_download(family: Family, tmp_path: Path, tried: Tried) -> None:
    """A package file with another digest is not installed."""
    ending = "deb" if family.manager == "apt" else "rpm"
    product = agent(family).replace(
        f'file = "packages/agent.{ending}"', f'url = "{family.address}/agent.{ending}"\nsha256 = "{DIGEST}"'
    )
    step, said = fails(family, tmp_path, 'software = ["agent"]', product)

    assert "install-packages.sh" == step
    assert f"FAILED Agent: {family.address}/agent.{ending}: SHA-256 {DIGEST} was expected" in said
    tried(
        f"a package file is another one ({family.manager})",
        1,
        "the build fails, and names the file",
    )


@pytest.mark.parametrize("family", ["apt", "zypper"], indirect=True)
def test_pending_restart(family: Family, tmp_path: Path, tried: Tried) -> None:
    """What asks for a restart after the build's own fails it: each host would start so."""
    install = {"apt": "apt-get install -qqy", "zypper": "zypper -qn install"}[family.manager]
    late = f'steps = [{{ name = "late", phase = "settings", inline = "{install} linux-firmware" }}]'
    step, said = fails(family, tmp_path, late, "")

    assert "test-image.sh" == step, said
    assert "FAILED a restart is pending: " in said
    tried(f"a restart is pending ({family.manager})", 1, "the build fails, and says what asks for it")
