"""The commands that goldshelf prints: each can be run as it is, and works on the same catalog and folder."""

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from catalog.contract import STACKS

DEFAULT = "catalog.toml"
"""The catalog if CATALOG is not set."""
SANDBOX = Path(".sandbox")
"""The default folder of the sandbox."""
UNSHALLOW = "git fetch --unshallow"
"""Fetches the commits that a shallow clone does not have."""


GOLDSHELF = Path(__file__).resolve().parent.parent
"""The checkout of goldshelf. Catalogs can be anywhere else."""


def default_out(catalog: Path) -> Path:
    """Return the folder for what is made from `catalog`: its own folder, or prod/ in it for prod.toml."""
    return catalog.parent if catalog.name in {"", DEFAULT} else catalog.with_suffix("")


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run works on. A printed command names it again."""

    catalog: Path
    out: Path
    """Contains cdktf.out, the outputs and packer.out."""
    terraform: str = "terraform"
    """Terraform or OpenTofu, as in TERRAFORM_BINARY_NAME."""
    sandbox: Path | None = None
    """The folder of the sandbox that this runs in. Outside of it, the same command would reach Azure."""
    python: str = ".venv/bin/python"
    goldshelf: Path = Path()
    """The path of its checkout, relative to the working directory; Path() if that is the checkout."""

    @property
    def cdktf_out(self) -> Path:
        """The folder of the synthesized stacks."""
        return self.out / "cdktf.out"

    def make(self, target: str, **variables: str) -> str:
        """Return `make target`, with the variables that make would otherwise choose differently."""
        given = self._variables()
        if self.out.resolve() != default_out(self.catalog).resolve():
            given["OUT"] = str(self.out)
        makefile = () if self.goldshelf == Path() else ("-f", str(self.goldshelf / "Makefile"))
        return self._typed("make", *makefile, target, *_assigned({**given, **variables}))

    def terraform_in(self, stack: str, *arguments: str) -> str:
        """Return a Terraform command in the folder of a stack."""
        return self._typed(self.terraform, f"-chdir={self.cdktf_out / 'stacks' / stack}", *arguments)

    def cdktf(self, verb: str, *arguments: str) -> str:
        """Return a `cdktf` command for both stacks, with .venv and node_modules on PATH as in README.md."""
        folder = () if self.out == Path() else ("--output", str(self.cdktf_out))
        command = self._typed("cdktf", verb, *STACKS, "--parallelism", "1", *folder, *arguments)
        return " ".join([*map(shlex.quote, _assigned(self._variables())), command])

    def _variables(self) -> dict[str, str]:
        given = {"TERRAFORM_BINARY_NAME": self.terraform} if self.terraform != "terraform" else {}
        if PurePath(self.catalog) != PurePath(DEFAULT):
            given["CATALOG"] = str(self.catalog)
        return given

    def module(self, name: str, *arguments: str | Path) -> str:
        """Return the command for a module of goldshelf, such as packer.hook."""
        command = shlex.join([self.python, "-m", name, *map(str, arguments)])
        path = "" if self.goldshelf == Path() else f"PYTHONPATH={shlex.quote(str(self.goldshelf))} "
        return path + command

    def _typed(self, *words: str) -> str:
        if self.sandbox is None:
            return shlex.join(words)
        folder = () if self.sandbox == SANDBOX else ("--folder", self.sandbox)
        return self.module("sandbox", *folder, *words)


def _assigned(variables: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in variables.items()]


def packer_build(
    folder: Path, *, asks: bool, source_version: str | None = None, series: str | None = None
) -> str:
    """Return Packer's commands for an image. `asks`: the build needs an address that may reach its VM.

    `source_version` is the script in the folder that finds the version of the source, if a build needs it.
    `series` is what the version begins with: the command asks for its last number.
    """
    words = ["packer", "build"]
    words += ["-var", 'allowed_inbound_ip_addresses=["<your address>"]'] if asks else []
    build = shlex.join(words)
    if series:
        build += f' -var "image_version={series}.$NUMBER"'
    if source_version:
        build += f' -var "source_version=$({shlex.join(["bash", str(folder / source_version)])})"'
    asked = (
        f"printf {shlex.quote(f'{folder.name}: version {series}.')} && read -r NUMBER && " if series else ""
    )
    return f"{asked}{shlex.join(['packer', 'init', str(folder)])} && {build} {shlex.quote(str(folder))}"


def catalog_of_environment() -> Path:
    """Return the catalog that CATALOG names. It reads the environment, as do the functions below."""
    return Path(os.environ.get("CATALOG") or DEFAULT)


def user_cache() -> Path:
    """Return goldshelf's folder in the cache of the user: what is in it can be made again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "goldshelf")


def of_project(folder: Path) -> Run:
    """Return the run of a command that works on all catalogs of a folder."""
    return run_of_environment(catalog=folder / DEFAULT, out=folder)


def synth_command() -> str:
    """Return the command that writes synthesized/ for the catalogs beside CATALOG."""
    return of_project(catalog_of_environment().parent).make("synth")


def run_of_environment(*, catalog: Path, out: Path, terraform: str | None = None) -> Run:
    """Return the run of this process, in the sandbox or not."""
    sandbox = os.environ.get("SANDBOX_FOLDER")
    return Run(
        catalog=catalog,
        out=out,
        terraform=terraform or os.environ.get("TERRAFORM_BINARY_NAME") or "terraform",
        sandbox=_typed_path(sandbox) if sandbox else None,
        python=str(_typed_path(sys.executable)),
        goldshelf=_typed_path(str(GOLDSHELF)),
    )


def _typed_path(path: str) -> Path:
    """Return the path relative to the working directory, if it is inside."""
    here = Path.cwd()
    return Path(path).relative_to(here) if Path(path).is_relative_to(here) else Path(path)
