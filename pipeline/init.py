"""Write the first files of a user's repository, from pipeline/init/: python -m pipeline.init [--ci gitlab].

That is a first catalog, the pipeline, and .gitignore, in the folder of CATALOG. It does not overwrite
files. Exit codes: 0 done, 1 a file cannot be written.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from catalog.run import GOLDSHELF, Run, catalog_of_environment, default_out, run_of_environment
from files.border import bordered
from files.errors import GoldshelfError
from files.options import Parser

TEMPLATES = GOLDSHELF / "pipeline/init"
PIPELINES = {
    "gitlab": ("gitlab-ci.yml", ".gitlab-ci.yml"),
    "github": ("github.yml", ".github/workflows/images.yml"),
}
"""The template, and where it goes."""
BOTH = "both"
NONE = "none"


@bordered()
def main(arguments: list[str] | None = None) -> int:
    """Write the files and return the exit code."""
    parser = Parser(prog="python -m pipeline.init", description=__doc__)
    parser.add_argument("--ci", choices=[*PIPELINES, BOTH, NONE], default=BOTH, help="default: %(default)s")
    options = parser.parse_args(arguments)
    catalog = catalog_of_environment()
    if catalog.is_dir():
        raise GoldshelfError(f"{catalog}: is a folder; set CATALOG to a file in it, such as catalog.toml")
    chosen = [one for name, one in PIPELINES.items() if options.ci in {name, BOTH}]
    pipelines = {template: catalog.parent / path for template, path in chosen}
    files = {"catalog.toml": catalog, "gitignore": catalog.parent / ".gitignore"}
    for template, path in {**files, **pipelines}.items():
        content = (TEMPLATES / template).read_text("utf-8")
        _write(path, content.replace("catalog.toml", catalog.name) if template in pipelines else content)
    run = run_of_environment(catalog=catalog, out=default_out(catalog))
    print("next:  " + "\n       ".join(_next(run, [*pipelines.values()])))
    return 0


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        print(f"kept {path}: it exists already")
    except OSError:
        path.unlink(missing_ok=True)  # half of it would pass for the whole
        raise
    else:
        print(f"wrote {path}")


def _next(run: Run, pipelines: list[Path]) -> Iterator[str]:
    yield f"describe your images in {run.catalog}, then check it: {run.make('check')}"
    yield f"write the files to commit: {run.make('synth')}"
    yield f"try it, without Azure: {run.make('demo')}"
    account = "az login && export ARM_SUBSCRIPTION_ID=<your subscription>"
    yield f"deploy to Azure: {account} && {run.make('deploy')}"
    if pipelines:
        yield f"or let CI do it: fill in {' and '.join(map(str, pipelines))}"


if __name__ == "__main__":
    sys.exit(main())
