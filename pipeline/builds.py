"""Which images to build, as the jobs of a pipeline: python -m pipeline.builds HEAD --since BASE --patch N.

An image is built where its template differs from the one of BASE in more than how it is built, and after the
image that it starts from. Without a BASE, or with one of zeros as GitLab has it on schedules, tags and first
pushes, all are built. Exit codes: 0 done, 1 a revision or a version cannot be used.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from catalog.fields import INT32_MAX, ImageVersion, is_duration, seconds
from catalog.run import SYNTH, catalog_of_environment
from committed.git import Git
from committed.revision import read
from files.border import exit_code
from files.errors import GoldshelfError
from files.folders import Files
from review.compare import compare
from review.image_folder import facts_of, version_of
from review.layers import bases
from review.products import Products, sorted_out

IN_THE_VM = 180
"""Minutes for all that runs in the build VM: updates and large products have taken three hours."""

VERSION = TypeAdapter[str](ImageVersion)


@dataclass(frozen=True, kw_only=True)
class Build:
    """One image to build."""

    key: str
    version: str
    minutes: int
    """After which the job has failed: Packer's own timeouts end nothing that hangs in the VM."""
    after: str | None
    """The image that it starts from, where that is built too."""


def builds(head: Products, *, changed: set[str], version: Callable[[str, Files], str]) -> list[Build]:
    """The images to build, each after the one that it starts from."""
    versions = {key: version(key, head.images[key]) for key in sorted(changed)}
    below = dict(_below(head, versions))
    return [
        Build(key=key, version=versions[key], minutes=_minutes(head.images[key]), after=below.get(key))
        for key in _in_order(sorted(changed), below)
    ]


def _in_order(keys: list[str], below: Mapping[str, str]) -> Iterator[str]:
    """Each after the one below it; those of a circle last."""
    above: dict[str | None, list[str]] = defaultdict(list)
    for key in keys:
        above[below.get(key)].append(key)
    ready = above.pop(None, [])
    while ready:
        yield from ready
        ready = sorted(key for one in ready for key in above.pop(one, []))
    yield from sorted(key for circle in above.values() for key in circle)


def _below(head: Products, versions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The images that start from another one that is built now: from its latest, or from that version."""
    for key, (base, wanted) in bases(head.images).items():
        if key not in versions or base not in versions:
            continue
        if wanted in {None, versions[base]}:
            yield key, base
        elif wanted == version_of(head.images[base]):
            raise GoldshelfError(
                f"images.{key}: starts from version {wanted} of {base!r}, which this pipeline builds as "
                f"{versions[base]}: let it start from the latest, without a version"
            )


def _minutes(files: Files) -> int:
    """What runs in the VM, and as long as the template lets Azure take."""
    facts = facts_of(files)
    names = ("polling_duration_timeout", "shared_image_gallery_timeout")
    given = [str(facts.source.get(name)) for name in names] if facts else []
    return IN_THE_VM + sum(round(seconds(text) / 60) for text in given if is_duration(text))


def numbered(patch: int, *, released: tuple[int, ...]) -> Callable[[str, Files], str]:
    """The catalog's Major.Minor, with the pipeline's number in the last place; above the last release."""

    def version(key: str, files: Files) -> str:
        given = re.fullmatch(r"([0-9]{1,10})\.([0-9]{1,10})\.[0-9]{1,10}", version_of(files) or "")
        if not given:
            raise GoldshelfError(f"images.{key}: its template has no version; run {SYNTH} and commit it")
        numbers = (int(given[1]), int(given[2]), patch)
        if numbers <= released:
            raise GoldshelfError(
                f"images.{key}: {_text(numbers)} is not above the release v{_text(released)}, which hosts "
                "would keep as the latest: raise its version in the catalog"
            )
        return _text(numbers)

    return version


def _text(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def _released(project: Path) -> tuple[int, ...]:
    """The highest release: tags such as v1.4.0."""
    tags = re.findall(
        r"^v([0-9]{1,10})\.([0-9]{1,10})\.([0-9]{1,10})$", Git(project).tag_names(), flags=re.MULTILINE
    )
    return max((tuple(map(int, tag)) for tag in tags), default=())


def gitlab(ordered: list[Build], catalog: str) -> str:
    """A child pipeline. JSON is YAML; a pipeline without a job would be an error."""
    jobs = {f"build {one.key}": _job(one, catalog) for one in ordered}
    nothing = {"nothing to build": {"script": ["echo No template changed in what it makes"]}}
    include = {"include": [{"local": ".gitlab/build.yml"}]}
    return json.dumps({**include, **jobs} if jobs else nothing, indent=2)


def _job(one: Build, catalog: str) -> dict[str, object]:
    base = [{"job": f"build {one.after}"}] if one.after else []
    return {
        "extends": ".build",
        "timeout": f"{one.minutes} minutes",
        "resource_group": f"{catalog}/{one.key}",
        "needs": [{"pipeline": "$PARENT_PIPELINE_ID", "job": "render"}, *base],
        "variables": {"FOLDER": f"packer.out/{one.key}", "IMAGE_VERSION": one.version},
    }


def github(ordered: list[Build], _: str) -> str:
    """A matrix. Its jobs know no order but that of one after the other, which layers need."""
    include = [{"image": one.key, "version": one.version, "minutes": one.minutes} for one in ordered]
    at_once = 1 if any(one.after for one in ordered) else max(len(ordered), 1)
    return json.dumps({"include": include, "at_once": at_once})


FORMATS: Mapping[str, Callable[[list[Build], str], str]] = {"gitlab": gitlab, "github": github}


def main(arguments: list[str] | None = None) -> int:
    """Print the jobs and return the exit code."""
    options = _options(arguments)
    return exit_code(lambda: _print(options))


def _print(options: argparse.Namespace) -> int:
    print(_printed(options))
    return 0


def _printed(options: argparse.Namespace) -> str:
    project = Path(options.catalog).parent
    files = read(options.head, project=project)
    head = sorted_out(files).get(Path(options.catalog).name)
    if head is None:
        raise GoldshelfError(
            f"{options.head!r} holds no products of {options.catalog}; run {SYNTH} and commit it"
        )
    changed = set(head.images) if not options.since.strip("0") else set(_changed(options, files))
    version = (
        numbered(options.patch, released=_released(project))
        if options.version is None
        else lambda *_: str(options.version)
    )
    return FORMATS[options.format](builds(head, changed=changed, version=version), options.catalog)


def _changed(options: argparse.Namespace, files: Files) -> Iterator[str]:
    review = compare(
        options.since, read(options.since, project=Path(options.catalog).parent), options.head, files
    )
    for catalog in review.catalogs:
        if catalog.name == Path(options.catalog).name:
            yield from (image.key for image in catalog.images if image.needs_build)


def _patch(given: str) -> int:
    if not _is_version(f"0.0.{given}"):
        raise argparse.ArgumentTypeError(f"use a whole number up to {INT32_MAX}, got {given!r}")
    return int(given)


def _version(given: str) -> str:
    version = given.removeprefix("v")
    if not _is_version(version):
        raise argparse.ArgumentTypeError(f"use Major.Minor.Patch, such as 1.4.0, got {given!r}")
    return version


def _is_version(text: str) -> bool:
    try:
        VERSION.validate_python(text)
    except ValidationError:
        return False
    return True


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pipeline.builds", description=__doc__)
    parser.add_argument("head", metavar="HEAD", help="the revision to build")
    parser.add_argument(
        "--since", default="", metavar="BASE", help="build what differs from it; default: all"
    )
    parser.add_argument("--catalog", default=str(catalog_of_environment()), help="whose images")
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--patch", type=_patch, metavar="N", help="the last part of each version")
    given.add_argument("--version", type=_version, metavar="V", help="of all images, such as 1.4.0 or v1.4.0")
    parser.add_argument("--format", choices=FORMATS, default="gitlab")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
