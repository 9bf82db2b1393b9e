"""Which images a pipeline builds: as which version, after which other image, and for how long at most.

An image is built if its template differs from the one of BASE in more than how it is built. Without a BASE,
or with one of zeros as GitLab has it on schedules, tags and first pushes, all images are built.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, get_type_hints

from catalog.fields import is_duration, seconds
from catalog.run import catalog_of_environment, synth_command
from catalog.vcpus_taken import Taken
from committed.revision import read
from files.errors import GoldshelfError
from files.folders import Files
from pipeline.lanes import lanes
from pipeline.versions import VersionOf, numbered, patch_argument, released, version_argument
from review.compare import compare
from review.image_folder import facts_of, version_of
from review.layers import bases
from review.synthesized import Synthesized, by_catalog

IN_THE_VM = 180
"""Minutes for all that runs in the VM, unless the catalog says it: large products have taken as long."""
USUAL, LANGUAGES, UPDATES, RESTART = 60, 120, 150, 30
"""The time limits in minutes of a step, of the languages, of the updates of Windows, and of a restart, unless
the catalog has others."""
PAUSE, PAUSE_OF_LINUX = 1, 0.5
"""How many minutes Packer leaves a VM alone, unless the catalog says otherwise."""
PROOF = 3
"""The time limit in minutes of a command that proves a product, unless the catalog has another."""
TAKEN = get_type_hints(Taken)
MOST_LAYERS = 1_000
"""A gallery has no more images, so an image on more layers is on a cycle."""


@dataclass(frozen=True, kw_only=True)
class Build:
    """One image to build."""

    key: str
    version: str
    minutes: int
    """The job's timeout: Packer's own timeouts do not end a script that hangs in the VM."""
    after: str | None
    """The image that it starts from, if that is built too."""
    layer: int
    """How many images below it are built too."""
    lane: int | None
    """Only one build of a lane runs at a time, so that all fit the vCPU quotas; None if there is no quota."""
    takes: tuple[Taken, ...]
    """What its VM takes of them."""


def add_options(parser: ArgumentParser) -> None:
    """Add what chooses the images and their versions."""
    parser.add_argument("head", metavar="HEAD", help="the revision to build")
    parser.add_argument(
        "--since", default="", metavar="BASE", help="build the images that differ from BASE; default: all"
    )
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--patch", type=patch_argument, metavar="N", help="the last part of each version")
    given.add_argument(
        "--version", type=version_argument, metavar="V", help="of all images, such as 1.4.0 or v1.4.0"
    )


def chosen(options: Namespace, catalogs: Iterable[str]) -> dict[str, list[Build]]:
    """The images to build of each catalog."""
    project = catalog_of_environment().parent
    files = read(options.head, project=project)
    committed = by_catalog(files)
    version = (
        numbered(options.patch, project=project) if options.version is None else released(options.version)
    )
    changed = _changed(options, files, project) if options.since.strip("0") else None
    found = {}
    for name in catalogs:
        if name not in committed:
            raise GoldshelfError(
                f"{options.head!r} has no synthesized files of {name}; run {synth_command()} and commit "
                "what it writes"
            )
        head = committed[name]
        keys = set(head.images) if changed is None else changed.get(name, set())
        found[name] = builds(head, changed=keys, version=version)
    return found


def _changed(options: Namespace, files: Files, project: Path) -> dict[str, set[str]]:
    """The images of each catalog that differ from BASE in more than how they are built."""
    review = compare(options.since, read(options.since, project=project), options.head, files)
    return {one.name: {image.key for image in one.images if image.needs_build} for one in review.catalogs}


def builds(head: Synthesized, *, changed: set[str], version: VersionOf) -> list[Build]:
    """The images to build, each after the one that it starts from."""
    versions = {key: version(key, head.images[key]) for key in sorted(changed)}
    below = dict(_below(head, versions))
    taken = {key: tuple(_taken(files)) for key, files in head.images.items()}
    in_lanes = lanes(taken)
    found = [
        Build(
            key=key,
            version=version,
            minutes=_minutes(head.images[key]),
            after=below.get(key),
            layer=_layer(key, below),
            lane=in_lanes.get(key),
            takes=taken[key],
        )
        for key, version in versions.items()
    ]
    return sorted(found, key=lambda build: (build.layer, build.key))


def _taken(files: Files) -> Iterator[Taken]:
    """What a build takes of each quota that the catalog names; another goldshelf may have written it."""
    facts = facts_of(files)
    for one in facts.vcpu_quotas if facts else []:
        if one.keys() == TAKEN.keys() and all(type(one[key]) is of for key, of in TAKEN.items()):
            taken = Taken(**one)
            yield taken._replace(vcpus=min(taken.vcpus, taken.limit))


def _layer(key: str, below: Mapping[str, str]) -> int:
    layer = 0
    while key in below and layer < MOST_LAYERS:
        key, layer = below[key], layer + 1
    return layer


def _below(head: Synthesized, versions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
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
    azure = sum(round(seconds(text) / 60) for text in given if is_duration(text))
    if facts and is_duration(str(facts.timeout)):
        return round(seconds(str(facts.timeout)) / 60) + azure
    longer = sum(map(_beyond_usual, facts.provisioners if facts else []))
    return IN_THE_VM + azure + longer + _proofs_beyond_usual(files)


def _beyond_usual(provisioner: Mapping[str, Any]) -> int:
    """Minutes that a step of the build may take longer than those that IN_THE_VM is made for."""
    usual = USUAL
    if provisioner.get("id") == "windows-update":  # its restarts are within that
        provisioner, usual = {"timeout": provisioner.get("timeout")}, UPDATES
    if str(provisioner.get("script")).endswith("/install-languages.ps1"):
        usual = LANGUAGES
    # Of what pauses, only the shell of Linux is told how to run a command.
    pause = PAUSE_OF_LINUX if "execute_command" in provisioner else PAUSE
    limits = (
        ("timeout", usual),
        ("restart_timeout", RESTART),
        ("start_retry_timeout", RESTART),
        ("pause_before", pause),
    )
    return sum(
        _minutes_beyond(minutes, seconds(text))
        for name, minutes in limits
        if is_duration(text := str(provisioner.get(name)))
    )


def _proofs_beyond_usual(files: Files) -> int:
    """The same of the proofs in the test of the image, which has no time limit of its own."""
    image = json.loads(files.get("image.json", "{}"))
    commands = [one for one in image.get("software", []) if one["proof"]["command"]]
    limit = image.get("limits", {}).get("proof_command", 0)
    return len(commands) * _minutes_beyond(PROOF, limit)


def _minutes_beyond(usual: float, limit: float) -> int:
    return max(0, ceil(limit / 60 - usual))
