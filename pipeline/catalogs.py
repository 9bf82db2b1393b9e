"""The catalogs of a pipeline, as a matrix of GitHub: python -m pipeline.catalogs dev.toml prod.toml.

Each is deployed to an environment of its own: prod.toml to `prod`, catalog.toml to what --environment says.
Exit codes: 0 done, 1 a name cannot be used.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from catalog.run import DEFAULT, default_out
from files.border import bordered
from files.errors import GoldshelfError
from files.options import Parser

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.toml")
PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/ -]*")
ENVIRONMENT = "production"
"""Of catalog.toml."""


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """One catalog that the pipeline deploys."""

    name: str
    """Its file, in the root of the repository."""
    environment: str

    def path(self, name: str) -> str:
        """Where `name`, such as packer.out, lies in the repository."""
        return (default_out(Path(self.name)) / name).as_posix()


def deployed(names: Iterable[str], *, environment: str = ENVIRONMENT) -> list[Deployed]:
    """The catalogs with their environments; refuse what is not a list of different TOML files of the root."""
    found = [
        Deployed(name=name, environment=environment if name == DEFAULT else name.removesuffix(".toml"))
        for name in names
    ]
    for one in found:
        if not NAME.fullmatch(one.name):
            raise GoldshelfError(
                f"catalogs: {one.name!r} must be the name of a TOML file in the root of the repository, of "
                "letters, digits, '.', '_' and '-'"
            )
        if not PLACE.fullmatch(one.environment):
            raise GoldshelfError(
                f"environment: {one.environment!r} must be letters, digits, '.', '_', '-', '/' or blanks"
            )
    for used, count in Counter(one.environment for one in found).items():
        if count > 1:
            raise GoldshelfError(f"catalogs: {count} of them have the environment {used!r}")
    if not found:
        raise GoldshelfError("catalogs: name at least one, such as catalog.toml")
    return found


@bordered()
def main(arguments: list[str] | None = None) -> int:
    """Print the matrix and return the exit code."""
    parser = Parser(prog="python -m pipeline.catalogs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CATALOG", help="in the order of their deploys")
    parser.add_argument("--environment", default=ENVIRONMENT, help="of catalog.toml")
    options = parser.parse_args(arguments)
    rows = [
        {"catalog": one.name, "environment": one.environment, "folder": one.path("")}
        for one in deployed(options.names, environment=options.environment)
    ]
    print(json.dumps({"include": rows}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
