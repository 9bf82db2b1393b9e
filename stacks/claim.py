"""Whose folder it is: two catalogs share neither a folder of stacks nor a local state."""

import json
import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

from catalog.backend import LocalBackend
from catalog.contract import GALLERY_STACK
from catalog.model import Catalog
from catalog.run import Run, default_out
from facts.resources import GALLERY


@dataclass(frozen=True, kw_only=True)
class Place:
    """What belongs to one catalog alone."""

    name: str
    mark: Path
    """Holds the path of that catalog, from here: none of it is the machine's."""
    files: tuple[Path, ...]
    """Without any of them, the place is free."""
    gallery: Path
    """The file that names a gallery, where an older goldshelf left no mark."""
    stranger: str | None
    """Whose the files are where that one names none; None: nobody's."""

    def holder(self, path: Path, catalog: Catalog, *, own: bool) -> str | None:
        """Whose it is, where it is not the catalog's at `path`; `own`: it is that one's default folder."""
        if not self.files:
            return None
        if marked := self._marked():
            other = (self.mark.parent / marked).resolve()
            return None if other == path.resolve() else os.path.relpath(other)
        if own:
            return None
        found = _gallery(self.gallery)
        if not found:
            return self.stranger
        ours = (catalog.gallery.resource_group, catalog.gallery.name)
        return None if _lower(found) == _lower(ours) else f"the gallery {found[1]} in {found[0]}"

    def take(self, path: Path) -> None:
        """Mark it as the catalog's at `path`."""
        marked = os.path.relpath(path.resolve(), self.mark.parent.resolve())
        if self._marked() != marked:
            self.mark.parent.mkdir(parents=True, exist_ok=True)
            self.mark.unlink(missing_ok=True)  # a link would be written through
            self.mark.write_text(f"{marked}\n", "utf-8")

    def _marked(self) -> str:
        return self.mark.read_text("utf-8", "replace").rstrip("\n") if self.mark.exists() else ""


def refusal(outdir: Path, *, catalog: Catalog, run: Run, goal: str | None) -> str | None:
    """Why the run's catalog must not be synthesized to `outdir`, and what to type; None where it may.

    `goal` is that of the make that runs this, if one does.
    """
    taken = list(_taken(outdir, run.catalog, catalog))
    if not taken:
        return None
    place, holder = taken[0]
    out = _free(run.sandbox, run.catalog, catalog)
    other = replace(run, out=out, sandbox=run.sandbox and out)
    instead = other.make(goal, OUT=str(out)) if goal else shlex.join(["-o", str(other.cdktf_out)])
    said = f"{place.name} of {holder}: give {run.catalog} a folder of its own: {instead}"
    marks = [str(place.mark) for place, _ in taken if place.mark.exists()]
    remove = shlex.join(["rm", *marks])
    return f"{said}; only if {run.catalog} is {holder} under a new name: {remove}" if marks else said


def take(outdir: Path, *, catalog: Catalog, run: Run) -> None:
    """Mark what the run's catalog now has; raise OSError where that fails."""
    for place in _places(outdir, catalog):
        place.take(run.catalog)


def _places(outdir: Path, catalog: Catalog) -> Iterator[Place]:
    """What a catalog has for itself: `outdir`, and the folder of its local state."""
    yield Place(
        name=f"{outdir} holds the stacks",
        mark=outdir / ".catalog",
        files=tuple(outdir.glob("stacks/*/cdk.tf.json")),
        gallery=outdir / "stacks" / GALLERY_STACK / "cdk.tf.json",
        stranger="another program",
    )
    if isinstance(catalog.backend, LocalBackend):
        folder = outdir.parent / (catalog.backend.path or "")
        yield Place(
            name=f"{folder / 'terraform.*.tfstate'} is the state",
            mark=folder / "terraform.tfstate.catalog",
            files=tuple(folder.glob("terraform.*.tfstate")),
            gallery=folder / f"terraform.{GALLERY_STACK}.tfstate",
            stranger=None,
        )


def _taken(outdir: Path, path: Path, catalog: Catalog) -> Iterator[tuple[Place, str]]:
    """The places that another catalog has, and whose they are."""
    own = outdir.resolve() == (default_out(path) / "cdktf.out").resolve()
    for place in _places(outdir, catalog):
        if holder := place.holder(path, catalog, own=own):
            yield place, holder


def _free(sandbox: Path | None, path: Path, catalog: Catalog) -> Path:
    """A folder for the catalog that no other one has: the default one where that is free."""
    within = path.parent if sandbox is None else sandbox
    own = default_out(Path(path.name))
    named = (own, Path(path.stem), Path(f"{path.resolve().parent.name}-{path.stem}"))
    every = chain(named, (Path(f"{path.stem}-{number}") for number in count(2)))
    return next(
        out for out in (within / one for one in every) if not any(_taken(out / "cdktf.out", path, catalog))
    )


def _lower(names: tuple[str, str]) -> list[str]:
    return [name.lower() for name in names]


def _gallery(file: Path) -> tuple[str, str] | None:
    """The group and the name of the gallery in a stack or a state; None where there is none."""
    try:
        data: dict[str, Any] = json.loads(file.read_text("utf-8"))
        values = data["resource"][GALLERY]["main"] if "resource" in data else _in_state(data)
        return str(values["resource_group_name"]), str(values["name"])
    except (OSError, ValueError, LookupError, TypeError, StopIteration):
        return None


def _in_state(data: dict[str, Any]) -> Any:
    (found,) = (one for one in data["resources"] if one["type"] == GALLERY)
    return found["instances"][0]["attributes"]
