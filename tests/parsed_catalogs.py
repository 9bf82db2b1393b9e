"""Catalogs with own steps, for the tests of what the parsers say of them."""

from collections.abc import Mapping
from pathlib import Path

from catalog.finding import Finding
from catalog.load import examine
from catalog.parsed import parse_together
from tests.catalogs import Toml, write, written

LINUX = """
[images.win11-avd]
os_type = "Linux"
[images.win11-avd.build]
source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
"""


def catalog(folder: Path, lines: str, files: Mapping[str, str | bytes], *, linux: bool = False) -> Path:
    """Write a catalog whose image has the steps of these lines, and the files beside it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    data: Toml = written(f"{LINUX if linux else ''}\n{lines}")
    build = data["images"]["win11-avd"]["build"]
    return write(
        folder,
        {
            **data,
            "images": data["images"]
            | {
                "win11-avd": data["images"]["win11-avd"]
                | {"build": {**build, "steps": [*data.get("steps", {})]}}
            },
        },
    )


def scripts(names: list[str], *, phase: str = "settings") -> str:
    """Return a step for each script, named s1, s2 and so on."""
    return "".join(
        f'[steps.s{number}]\nphase = "{phase}"\nscript = "{name}"\n' for number, name in enumerate(names, 1)
    )


def parsed(*paths: Path, search: Path | str = "", kept: Path | None = None) -> list[Finding]:
    """Return the findings of the parsers. `search` stands for PATH."""
    return parse_together(
        [examine(path) for path in paths], kept=kept or paths[0].parent / "cache", search=str(search)
    )


def told(*paths: Path, search: Path | str = "", kept: Path | None = None) -> list[str]:
    """Return the same as lines, without the folder that the test runs in."""
    return [str(one).replace(f"{paths[0].parent}/", "") for one in parsed(*paths, search=search, kept=kept)]
