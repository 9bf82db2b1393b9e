"""What is installed is what was locked: every Python and npm package, by its version and its hash."""

import json
import re

import pytest

from tests.conftest import PROJECT
from tests.programs import execute

ASKED = ["requirements.txt", "requirements-dev.txt", "benchmarks/cdktn.txt"]
ENTRY = re.compile(r"\S+==[^\s;]+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n    # via .+\n")


def lock(asked: str) -> str:
    """The lock of a requirements file."""
    return (PROJECT / asked).with_suffix(".lock").read_text()


def entries(text: str) -> list[str]:
    """What stands before the first package, then each package with its hashes."""
    return re.split(r"(?m)^(?=\w)", text)


def pins(text: str) -> set[str]:
    """Each `name==version`, the names as PyPI compares them."""
    found = re.findall(r"(?m)^([\w.-]+)(==[^\s;]+)", text)
    return {re.sub(r"[-_.]+", "-", name).lower() + version for name, version in found}


@pytest.mark.parametrize("asked", ASKED)
def test_the_lock_is_of_these_requirements(asked: str) -> None:
    """What a person asks for is in the lock, in that version, and nothing that was asked for before."""
    text = (PROJECT / asked).read_text()
    locked = [entry for entry in entries(lock(asked)) if re.search(rf"# via .*-r {asked}\b", entry)]

    assert len(re.findall(r"(?m)^\w", text)) == len(pins(text)), "a requirement has no =="
    assert pins(text) == pins("".join(locked)), "run `make lock` and commit it"


@pytest.mark.parametrize("asked", ASKED)
def test_each_package_has_its_hashes(asked: str) -> None:
    """Each package, direct or not, has one version and the sha256 of the files that pip may take."""
    header, *packages = entries(lock(asked))

    assert re.fullmatch(r"(#.*\n)+", header)
    assert [] == [package for package in packages if not ENTRY.fullmatch(package)]


def test_the_checks_run_on_what_runs() -> None:
    """The tests' environment has the very versions that a deploy has."""
    assert set() == pins(lock("requirements.txt")) - pins(lock("requirements-dev.txt"))


def test_npm_packages_have_their_hashes() -> None:
    """So has npm: what it fetches has a sha512. What is bundled comes in the file of another package."""
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    fetched = {name: one for name, one in packages.items() if name and not one.keys() & {"inBundle", "link"}}

    assert "node_modules/cdktf-cli" in fetched
    assert [] == [name for name, one in fetched.items() if not one.get("integrity", "").startswith("sha512-")]
    assert [] == [name for name, one in packages.items() if "resolved" in one]


@pytest.mark.parametrize("asked", ASKED)
def test_no_host_is_named(asked: str) -> None:
    """pip takes packages from where it is told to, such as a company's mirror."""
    text = (PROJECT / asked).read_text() + lock(asked)

    assert [] == re.findall(r"(?m)^-(?!r ).*|.*://.*", text)


def test_nothing_is_installed_without_a_hash() -> None:
    """make installs the locks, all of them with hashes required, and npm's by `npm ci`."""
    run = execute("make", "--dry-run", "--always-make", "setup", ".venv/dev.ready", "cdktn")
    installs = re.findall(r"pip install .*|npm .*", run.stdout)

    assert [
        "--require-hashes -r requirements.lock",
        "npm ci",
        "--require-hashes -r requirements-dev.lock",
        "--require-hashes -r benchmarks/cdktn.lock",
    ] == [re.sub(r"^pip install .*(?=--require)|(?<=npm ci) .*", "", line) for line in installs]
