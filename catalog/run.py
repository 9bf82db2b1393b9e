"""The commands that goldshelf prints: each can be pasted, and is for the very run that prints it."""

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from catalog.contract import STACKS

DEFAULT = "catalog.toml"
"""The catalog of a run that names none."""
SANDBOX = Path(".sandbox")
"""The sandbox's folder when none is named."""
UNSHALLOW = "git fetch --unshallow"
"""Gets the commits that a shallow clone lacks."""


GOLDSHELF = Path(__file__).resolve().parent.parent
"""Its own checkout: catalogs may lie anywhere else."""


def default_out(catalog: Path) -> Path:
    """Where a run keeps what it makes of `catalog`: in its folder; prod.toml has a folder prod there."""
    return catalog.parent if catalog.name in {"", DEFAULT} else catalog.with_suffix("")


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run works on: a command that is printed must name it again."""

    catalog: Path
    out: Path
    """Holds cdktf.out, the outputs and packer.out."""
    terraform: str = "terraform"
    """The program, as TERRAFORM_BINARY_NAME names it."""
    sandbox: Path | None = None
    """The folder of the sandbox that the run happens in: the same command outside of it would reach Azure."""
    python: str = ".venv/bin/python"
    goldshelf: Path = Path()
    """Its checkout, as one types it where the run is; Path(): the run is in it."""

    @property
    def cdktf_out(self) -> Path:
        """Where the stacks are synthesized to."""
        return self.out / "cdktf.out"

    def make(self, target: str, **variables: str) -> str:
        """`make target`, with the variables that this run needs and make would not choose by itself."""
        given = self._variables()
        if self.out.resolve() != default_out(self.catalog).resolve():
            given["OUT"] = str(self.out)
        makefile = () if self.goldshelf == Path() else ("-f", str(self.goldshelf / "Makefile"))
        return self._typed("make", *makefile, target, *_assigned({**given, **variables}))

    def terraform_in(self, stack: str, *arguments: str) -> str:
        """Terraform, in the folder of one stack."""
        return self._typed(self.terraform, f"-chdir={self.cdktf_out / 'stacks' / stack}", *arguments)

    def cdktf(self, verb: str, *arguments: str) -> str:
        """`cdktf`, on both stacks: with the folders of .venv and node_modules on PATH, as README.md says."""
        folder = () if self.out == Path() else ("--output", str(self.cdktf_out))
        command = self._typed("cdktf", verb, *STACKS, "--parallelism", "1", *folder, *arguments)
        return " ".join([*map(shlex.quote, _assigned(self._variables())), command])

    def _variables(self) -> dict[str, str]:
        given = {"TERRAFORM_BINARY_NAME": self.terraform} if self.terraform != "terraform" else {}
        if PurePath(self.catalog) != PurePath(DEFAULT):
            given["CATALOG"] = str(self.catalog)
        return given

    def module(self, name: str, *arguments: str | Path) -> str:
        """One of our own programs, such as packer.hook."""
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


def packer_build(folder: Path, *, asks: bool) -> str:
    """Packer's commands for one image; `asks`: the build must be given an address that may reach its VM."""
    address = ["-var", 'allowed_inbound_ip_addresses=["<your address>"]'] if asks else []
    build = shlex.join(["packer", "build", *address, str(folder)])
    return f"{shlex.join(['packer', 'init', str(folder)])} && {build}"


def catalog_of_environment() -> Path:
    """The catalog that CATALOG names. For a program's edge, as is `run_of_environment`."""
    return Path(os.environ.get("CATALOG") or DEFAULT)


def of_project(folder: Path) -> Run:
    """The run of what a program does for all catalogs of a folder."""
    return run_of_environment(catalog=folder / DEFAULT, out=folder)


def synth_command() -> str:
    """Return the command that writes synthesized/ for the catalogs beside CATALOG."""
    return of_project(catalog_of_environment().parent).make("synth")


def run_of_environment(*, catalog: Path, out: Path, terraform: str | None = None) -> Run:
    """The run of this process, in the sandbox or not."""
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
