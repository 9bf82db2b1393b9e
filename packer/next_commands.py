"""The commands to run after the hook: a build for each image, the base of a layered image first."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from catalog.build import Build
from catalog.model import Catalog
from catalog.run import Run, default_out, packer_build
from catalog.source import CatalogSource, MarketplaceSource
from catalog.version import series
from catalog.version_tags import latest_source, names_the_source
from packer.installed import OLDEST, Version
from packer.source_version import FILE as LOOKUP
from packer.template_input import secrets_of

INSTALL = "https://developer.hashicorp.com/packer/install"


def next_commands(
    catalog: Catalog, *, folder: Path, run: Run, render: str, version: Version
) -> Iterator[str]:
    """Yield the next commands. `folder` is packer.out; `render` is the command that ran the hook."""
    if run.sandbox is not None:
        real = replace(run, sandbox=None, out=default_out(run.catalog))
        yield f"az login && export ARM_SUBSCRIPTION_ID=<your subscription> && {real.make('deploy')}"
        folder, render = real.out / "packer.out", real.make("render")
    if not version or version < OLDEST:
        here = f"this one is {'.'.join(map(str, version))}" if version else "it is not installed"
        yield f"install Packer {'.'.join(map(str, OLDEST))} or newer ({here}): {INSTALL}"
        yield f"then, for the build commands of {', '.join(in_order(catalog))}: {render}"
        return
    for name in sorted({name for image in catalog.builds.values() for name in secrets_of(image, catalog)}):
        yield f"printf 'PKR_VAR_{name}: ' && read -rs PKR_VAR_{name} && export PKR_VAR_{name}"
    for key in in_order(catalog):
        build = catalog.builds[key].build
        asks = build.virtual_network_name is None and build.allowed_inbound_ip_addresses is None
        told = latest_source(build) and (names_the_source(build) or _adds_disks(build))
        yield packer_build(
            folder / key,
            asks=asks,
            source_version=LOOKUP if told else None,
            series=series(build.version),
        )


def _adds_disks(build: Build) -> bool:
    """Return whether Packer must know the data disks of the source: it asks only for a version that is named.

    Source: packer-plugin-azure 2.6.3, step_get_source_image_name.go.
    """
    return bool(build.extra.get("disk_additional_size")) and not isinstance(build.source, MarketplaceSource)


def in_order(catalog: Catalog) -> list[str]:
    """Return the images, each after its base."""
    return sorted(catalog.builds, key=lambda key: _below(key, catalog))


def _below(key: str, catalog: Catalog) -> int:
    """Count the images of the catalog that this one is built on."""
    count = 0
    while key in catalog.builds and isinstance(source := catalog.builds[key].build.source, CatalogSource):
        key, count = source.image, count + 1
    return count
