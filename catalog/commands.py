"""The commands that goldshelf prints: each can be pasted, and is for the very run that prints it."""

import shlex
from dataclasses import dataclass
from pathlib import Path, PurePath

DEFAULT = "catalog.toml"
"""The catalog of a run that names none."""


def default_out(catalog: Path) -> Path:
    """Where a run keeps what it makes of `catalog`, as the Makefile's OUT says: prod.toml has a folder, prod."""
    return Path() if catalog.name == DEFAULT else Path(catalog.stem)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run works on: a command that is printed must name it again."""

    catalog: Path
    out: Path
    """Holds cdktf.out, the outputs and packer.out."""
    terraform: str = "terraform"
    """The program, as TERRAFORM_BINARY_NAME names it."""

    def make(self, target: str, **variables: str) -> str:
        """`make target`, with the variables that this run needs and make would not choose by itself."""
        given = {"TERRAFORM_BINARY_NAME": self.terraform} if self.terraform != "terraform" else {}
        if PurePath(self.catalog) != PurePath(DEFAULT):
            given["CATALOG"] = str(self.catalog)
        if self.out != default_out(self.catalog):
            given["OUT"] = str(self.out)
        words = (f"{name}={value}" for name, value in {**given, **variables}.items())
        return shlex.join(["make", target, *words])

    def terraform_in(self, stack: str, *arguments: str) -> str:
        """Terraform, in the folder of one stack."""
        folder = self.out / "cdktf.out/stacks" / stack
        return shlex.join([self.terraform, f"-chdir={folder}", *arguments])
