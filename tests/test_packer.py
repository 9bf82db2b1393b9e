"""The real Packer accepts what the hook writes: for every kind of build.

Packer 1.6.6 validates two copies of a folder: one without the builder, one with only what it knows of it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.builds import AUTHENTICATIONS, CASES
from tests.conftest import Run, Write
from tests.old_packer import (
    ENVIRONMENT,
    NULL,
    accepted,
    as_1_6_6_reads_it,
    asked,
    console,
    copy_of,
    formatted,
)
from tests.torture import Tried


def test_format(rendered: Path, packer: Run, tmp_path: Path) -> None:
    """Every file that the hook writes is as `packer fmt` would have it."""
    formatted(packer, rendered, tmp_path)

    assert 4 * len(CASES) == len(list(tmp_path.iterdir()))


def different(rendered: Path, system: str, parts: Callable[[Path], Iterable[str]]) -> Iterator[Path]:
    """Each folder that has a part which no folder before it has, apart from the image's key."""
    seen: set[str] = set()
    for key, toml in CASES.items():
        if f'os_type = "{system}"' in toml:
            new = {" ".join(part.replace(key, "").split()) for part in parts(rendered / key)} - seen
            seen |= new
            if new:
                yield rendered / key


def build_of(folder: Path) -> str:
    """Its provisioners: each is a process of Packer's."""
    return (folder / "build.pkr.hcl").read_text()


def source_of(folder: Path) -> str:
    """Its source as the old Packer reads it."""
    return as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text())


def parts(path: Path, *, whole: bool) -> list[str]:
    """A file, or in the short form its lines: those that are different stand in fewer folders."""
    return [path.read_text()] if whole else path.read_text().splitlines()


def first_seen(build: str, *, seen: set[str]) -> str:
    """The build with those of its provisioners only that no build before it has."""

    def kept(step: re.Match[str]) -> str:
        if step[0] in seen:
            return "\n"
        seen.add(step[0])
        return step[0]

    return re.sub(r'\n  provisioner ".*?\n  }\n', kept, build, flags=re.DOTALL)


@pytest.mark.torture
@pytest.mark.parametrize("system", ["Windows", "Linux"])
def test_variables_provisioners_and_scripts(
    rendered: Path, packer: Run, tmp_path: Path, system: str, torture: bool
) -> None:
    """Every file parses, variables have values, provisioners their arguments, and scripts exist.

    Packer starts a process for each provisioner: in the short form, for each that is different.
    """
    builds = list(different(rendered, system, lambda folder: [build_of(folder)]))
    variables = list(
        different(rendered, system, lambda folder: parts(folder / "variables.pkr.hcl", whole=torture))
    )
    seen: set[str] = set()
    for folder in dict.fromkeys([*builds, *variables]):
        text = (folder / "source.pkr.hcl").read_text()
        copy = copy_of(
            folder,
            tmp_path,
            re.sub(r'source "azure-arm" .*', NULL.replace("KEY", folder.name), text, flags=re.DOTALL),
        )
        build = copy / "build.pkr.hcl"
        if folder in builds:
            text = build.read_text().replace("source.azure-arm.", "source.null.")
            build.write_text(text if torture else first_seen(text, seen=seen))
        else:
            build.write_text(f'build {{\n  sources = ["source.null.{folder.name}"]\n}}\n')
        accepted(packer, copy, "-var", "image_version=1.0.1")
    assert torture or len(seen) >= {"Windows": 80, "Linux": 40}[system]
    assert len(builds) >= {"Windows": 4, "Linux": 3}[system]
    assert len(variables) >= len(AUTHENTICATIONS)


def test_files_of_a_build_are_there(rendered: Path) -> None:
    """What a build takes from its own folder is in that folder: of every kind of build."""
    named = {key: set(re.findall(r'"\$\{path\.root\}/([^"]+)"', build_of(rendered / key))) for key in CASES}

    assert [] == [key for key, paths in named.items() if len(paths) < 4]
    assert [] == [
        f"{key}/{path}"
        for key, paths in named.items()
        for path in sorted(paths)
        if not (rendered / key / path).exists()
    ]


@pytest.mark.torture
@pytest.mark.parametrize("system", ["Windows", "Linux"])
def test_rules_of_azure_arm(
    rendered: Path, packer: Run, tmp_path: Path, system: str, tried: Tried, torture: bool
) -> None:
    """The rules of azure-arm that Packer 1.6.6 has are kept, whatever stands beside an argument."""
    folders = list(
        different(
            rendered,
            system,
            lambda folder: [source_of(folder)] if torture else source_of(folder).splitlines(),
        )
    )
    for folder in folders:
        copy = copy_of(folder, tmp_path, source_of(folder))
        # The provisioners are held against Packer above.
        (copy / "build.pkr.hcl").write_text(f'build {{\n  sources = ["source.azure-arm.{folder.name}"]\n}}\n')
        accepted(packer, copy)
    assert len(folders) >= len(AUTHENTICATIONS)
    tried("Packer validates each different source", len(folders), "valid in Packer 1.6.6")


@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_the_harness_can_fail(folder: Path, packer: Run, tmp_path: Path) -> None:
    """A script that is missing, a version and an argument that are wrong: Packer notices each."""
    text = as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text())
    copy = copy_of(folder, tmp_path, text)
    source = copy / "source.pkr.hcl"

    def said(*arguments: str) -> str:
        run = packer("validate", *arguments, copy)
        return run.stdout + run.stderr

    given = asked(copy)
    assert "successfully" in said(*given) or "" == said(*given)
    assert "must be Major.Minor.Patch" in said(*given, "-var", "image_version=1.0")
    assert "allowed_inbound_ip_addresses" in said()
    assert "at least one address" in said("-var", "allowed_inbound_ip_addresses=[]")
    source.write_text(text.replace('"Windows"', '"Wndows"'))
    assert 'The os_type "Wndows" is invalid' in said(*given)
    source.write_text(text)
    (copy / "scripts/sysprep.ps1").unlink()
    assert "sysprep.ps1" in said(*given)


@pytest.mark.parametrize(
    ("authentication", "missing"),
    [
        ("gitlab-oidc", ["ARM_CLIENT_ID", "ARM_OIDC_TOKEN"]),
        ("github-oidc", ["ARM_CLIENT_ID", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"]),
        ("service-principal", ["ARM_CLIENT_ID", "ARM_CLIENT_SECRET"]),
        ("managed-identity", []),
        ("azure-cli", []),
    ],
)
def test_what_an_authentication_reads(
    rendered: Path, packer: Run, tmp_path: Path, authentication: str, missing: list[str]
) -> None:
    """Packer names each variable that a way of signing in needs and that is not set; none is in a file."""
    folder = rendered / f"tl-windows-public-{authentication}"
    copy = copy_of(folder, tmp_path, (folder / "source.pkr.hcl").read_text())
    run = packer("validate", copy, **dict.fromkeys(ENVIRONMENT, ""))
    text = (copy / "variables.pkr.hcl").read_text()

    assert missing == re.findall(r"Set (\w+) in the environment", text)
    assert [] == [name for name in missing if f"Set {name} in" not in run.stdout + run.stderr]
    assert len(re.findall(r"default +. env\(", text)) == text.count("sensitive = true")


@pytest.mark.parametrize("folder", ["everything", "tools"], indirect=True)
def test_provenance(folder: Path, packer: Run, tmp_path: Path) -> None:
    """A version carries its image's key, the commit and the pipeline, but only what it was told."""
    copy = copy_of(folder, tmp_path, as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))
    tags = "jsonencode(merge(local.provenance, local.azure_tags))"

    assert {"image", "owner"} <= json.loads(console(packer, copy, tags)).keys()
    assert {"git_commit": "abc", "image": folder.name}.items() <= json.loads(
        console(packer, copy, tags, "-var", "git_commit=abc")
    ).items()


def test_validate_says_how_far_it_went(
    hook: Run, catalog_file: Write, outputs_file: Path, packer: Run
) -> None:
    """`--validate` asks the packer on PATH, and is honest about what an old one can check."""
    assert "1.6.6" in packer("version").stdout
    run = hook("--outputs", outputs_file, "--catalog", catalog_file(), "--validate")

    assert 0 == run.returncode
    assert "packer 1.6.6: format and syntax are valid; Packer 1.10 or newer also checks" in run.stdout
