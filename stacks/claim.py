"""Refuse to synthesize into a folder, or next to a local state, of another catalog."""

import json
import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from catalog.backend import LocalBackend
from catalog.contract import GALLERY_STACK
from catalog.model import Catalog
from catalog.run import Run, default_out
from facts.resources import GALLERY


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder of stacks or a local state: only one catalog may use it."""

    name: str
    mark: Path
    """Has the path of that catalog, relative to the mark, so that the project can be moved."""
    files: tuple[Path, ...]
    """If none exists, the place is free."""
    gallery: Path
    """Identifies the catalog by its gallery, if an older goldshelf left no mark."""
    otherwise: str | None
    """The owner if that file has no gallery; None if the place is then free."""

    def owner(self, path: Path, catalog: Catalog, *, own: bool) -> str | None:
        """The owner, if it is not the catalog at `path`; `own`: this is that catalog's default folder."""
        if not self.files:
            return None
        if marked := self._marked():
            other = (self.mark.parent / marked).resolve()
            return None if other == path.resolve() else os.path.relpath(other)
        if own:
            return None
        found = _gallery(self.gallery)
        if not found:
            return self.otherwise
        ours = (catalog.gallery.resource_group, catalog.gallery.name)
        return None if _lower(found) == _lower(ours) else f"the gallery {found[1]} in {found[0]}"

    def take(self, path: Path) -> None:
        """Mark it as used by the catalog at `path`."""
        marked = os.path.relpath(path.resolve(), self.mark.parent.resolve())
        if self._marked() != marked:
            self.mark.parent.mkdir(parents=True, exist_ok=True)
            self.mark.unlink(missing_ok=True)  # if it is a link, its target must not be overwritten
            self.mark.write_text(f"{marked}\n", "utf-8")

    def _marked(self) -> str:
        return self.mark.read_text("utf-8", "replace").rstrip("\n") if self.mark.exists() else ""


def refusal(outdir: Path, *, catalog: Catalog, run: Run, goal: str | None) -> str | None:
    """Why the run's catalog must not be synthesized to `outdir`, and what to do; None if it may.

    `goal` is the target of the `make` that started this, if any.
    """
    taken = list(_taken(outdir, run.catalog, catalog))
    if not taken:
        return None
    place, owner = taken[0]
    out = _free(run.sandbox, run.catalog, catalog)
    other = replace(run, out=out, sandbox=run.sandbox and out)
    instead = other.make(goal, OUT=str(out)) if goal else shlex.join(["-o", str(other.cdktf_out)])
    message = f"{place.name} of {owner}; use another folder for {run.catalog}: {instead}"
    marks = [str(place.mark) for place, _ in taken if place.mark.exists()]
    remove = shlex.join(["rm", *marks])
    return f"{message}; only if {owner} was renamed to {run.catalog}: {remove}" if marks else message


def take(outdir: Path, *, catalog: Catalog, run: Run) -> None:
    """Mark the places as used by the run's catalog; raise OSError if that fails."""
    for place in _places(outdir, catalog):
        place.take(run.catalog)


def _places(outdir: Path, catalog: Catalog) -> Iterator[Place]:
    """The places of a catalog: `outdir`, and the folder of its local state."""
    yield Place(
        name=f"{outdir} has the stacks",
        mark=outdir / ".catalog",
        files=tuple(outdir.glob("stacks/*/cdk.tf.json")),
        gallery=outdir / "stacks" / GALLERY_STACK / "cdk.tf.json",
        otherwise="another program",
    )
    if isinstance(catalog.backend, LocalBackend):
        folder = outdir.parent / (catalog.backend.path or "")
        yield Place(
            name=f"{folder / 'terraform.*.tfstate'} is the state",
            mark=folder / "terraform.tfstate.catalog",
            files=tuple(folder.glob("terraform.*.tfstate")),
            gallery=folder / f"terraform.{GALLERY_STACK}.tfstate",
            otherwise=None,
        )


def _taken(outdir: Path, path: Path, catalog: Catalog) -> Iterator[tuple[Place, str]]:
    """The places that another catalog uses, with their owners."""
    own = outdir.resolve() == (default_out(path) / "cdktf.out").resolve()
    for place in _places(outdir, catalog):
        if owner := place.owner(path, catalog, own=own):
            yield place, owner


def _free(sandbox: Path | None, path: Path, catalog: Catalog) -> Path:
    """A folder that no other catalog uses: the default one if it is free."""
    within = path.parent if sandbox is None else sandbox
    own = default_out(Path(path.name))
    first = (own, Path(path.stem), Path(f"{path.resolve().parent.name}-{path.stem}"))
    candidates = chain(first, (Path(f"{path.stem}-{number}") for number in count(2)))
    return next(
        out
        for out in (within / name for name in candidates)
        if out == within / own
        or not out.exists()
        or (out / "cdktf.out").is_dir()  # not a folder of another kind
        if not any(_taken(out / "cdktf.out", path, catalog))
    )


def _lower(names: tuple[str, str]) -> list[str]:
    return [name.lower() for name in names]


def _gallery(file: Path) -> tuple[str, str] | None:
    """The group and the name of the gallery in a stack or a state; None if there is none."""
    try:
        data = json.loads(file.read_text("utf-8"))
        if "resource" in data:
            values = data["resource"][GALLERY]["main"]
        else:
            (found,) = (one for one in data["resources"] if one["type"] == GALLERY)
            values = found["instances"][0]["attributes"]
        return str(values["resource_group_name"]), str(values["name"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
