"""Which images to build, as the jobs of a pipeline: python -m review.builds HEAD --since BASE --patch N.

An image is built where its template differs from the one of BASE in more than how it is built, and after the
image that it starts from. Without a BASE, or with one of zeros as GitLab has it on schedules, tags and first
pushes, all are built. Exit codes: 0 done, 1 a revision or a version cannot be used.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from packer.folder import Files
from review.compare import Products, compare, sorted_out
from review.differ import value_of
from review.layers import bases, pins
from review.revision import RevisionError, read, tag_names
from review.template import version_of
from review.terraform import ProductError

IN_THE_VM = 180
"""Minutes for all that runs in the build VM: updates and large products have taken three hours."""

LARGEST = 2_147_483_647
"""Of each part of a version. Source: Azure, image versions are 32-bit integers."""

UNITS = {"h": 60.0, "m": 1.0, "s": 1 / 60}


class BuildsError(Exception):
    """There is no version to build. Its text is ready to be shown."""


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
    below = {**bases(head.images), **_pinned(head, versions)}
    waiting = sorted(changed)
    ordered: list[Build] = []
    while waiting:
        ready = [key for key in waiting if below.get(key) not in waiting] or waiting
        waiting = [key for key in waiting if key not in ready]
        for key in ready:
            after = below.get(key) if below.get(key) in changed else None
            minutes = _minutes(key, head.images[key])
            ordered.append(Build(key=key, version=versions[key], minutes=minutes, after=after))
    return ordered


def _pinned(head: Products, versions: Mapping[str, str]) -> dict[str, str]:
    """Images that start from just the version of another one that is built now."""
    found = {}
    for key, (base, wanted) in pins(head.images).items():
        if key not in versions or base not in versions:
            continue
        if wanted == versions[base]:
            found[key] = base
        elif wanted == version_of(head.images[base]):
            raise BuildsError(
                f"images.{key}: starts from version {wanted} of {base!r}, which this pipeline builds as "
                f"{versions[base]}: let it start from the latest, without a version"
            )
    return found


def _minutes(key: str, files: Files) -> int:
    """What runs in the VM, and as long as the template lets Azure take."""
    source = files.get("source.pkr.hcl", "")
    names = ("polling_duration_timeout", "shared_image_gallery_timeout")
    given = (value_of(source, f"source.azure-arm.{key}", name) or "" for name in names)
    return IN_THE_VM + sum(round(_duration(text)) for text in given)


def _duration(text: str) -> float:
    """The minutes of a Go duration, such as 1h30m."""
    parts = re.findall(r"(\d{1,6}(?:\.\d{1,6})?)([hms])", text)
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def numbered(patch: int, *, released: tuple[int, ...]) -> Callable[[str, Files], str]:
    """The catalog's Major.Minor, with the pipeline's number in the last place; above the last release."""

    def version(key: str, files: Files) -> str:
        given = re.fullmatch(r"(\d{1,10})\.(\d{1,10})\.\d{1,10}", version_of(files) or "")
        if not given:
            raise BuildsError(f"images.{key}: its template has no version; run make synth and commit it")
        numbers = (int(given[1]), int(given[2]), patch)
        if numbers <= released:
            raise BuildsError(
                f"images.{key}: {_text(numbers)} is not above the release v{_text(released)}, which hosts "
                "would keep as the latest: raise its version in the catalog"
            )
        return _text(numbers)

    return version


def _text(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def _released() -> tuple[int, ...]:
    """The highest release: tags such as v1.4.0."""
    tags = re.findall(r"^v(\d{1,10})\.(\d{1,10})\.(\d{1,10})$", tag_names(), flags=re.MULTILINE)
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
    try:
        print(_printed(options))
    except (BuildsError, RevisionError, ProductError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _printed(options: argparse.Namespace) -> str:
    files = read(options.head)
    head = sorted_out(files).get(options.catalog)
    if head is None:
        raise BuildsError(
            f"{options.head!r} holds no products of {options.catalog}; run make synth and commit it"
        )
    changed = set(head.images) if not options.since.strip("0") else set(_changed(options, files))
    version = (
        numbered(options.patch, released=_released())
        if options.version is None
        else lambda *_: str(options.version)
    )
    return FORMATS[options.format](builds(head, changed=changed, version=version), options.catalog)


def _changed(options: argparse.Namespace, files: Files) -> Iterator[str]:
    review = compare(options.since, read(options.since), options.head, files)
    for catalog in review.catalogs:
        if catalog.name == options.catalog:
            yield from (image.key for image in catalog.images if image.needs_build)


def _patch(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or int(given) > LARGEST:
        raise argparse.ArgumentTypeError(f"use a whole number up to {LARGEST}, got {given!r}")
    return int(given)


def _version(given: str) -> str:
    parts = given.removeprefix("v").split(".")
    if len(parts) != 3 or [str(_patch(part)) for part in parts] != parts:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"use Major.Minor.Patch, such as 1.4.0, got {given!r}")
    return ".".join(parts)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m review.builds", description=__doc__)
    parser.add_argument("head", metavar="HEAD", help="the revision to build")
    parser.add_argument(
        "--since", default="", metavar="BASE", help="build what differs from it; default: all"
    )
    parser.add_argument("--catalog", default="catalog.toml", help="whose images")
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--patch", type=_patch, metavar="N", help="the last part of each version")
    given.add_argument("--version", type=_version, metavar="V", help="of all images, such as 1.4.0 or v1.4.0")
    parser.add_argument("--format", choices=FORMATS, default="gitlab")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
