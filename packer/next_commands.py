"""What to type after the hook: one build for each image, and a layered image after its base."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from catalog.build import Build, CatalogSource
from catalog.model import Catalog
from catalog.run import Run, default_out, packer_build
from packer.installed import OLDEST, Version

INSTALL = "https://developer.hashicorp.com/packer/install"


def onward(catalog: Catalog, *, folder: Path, run: Run, render: str, version: Version) -> Iterator[str]:
    """The next commands, one a line: `folder` is packer.out, `render` the command that printed this."""
    if run.sandbox is not None:
        real = replace(run, sandbox=None, out=default_out(run.catalog))
        yield f"az login && export ARM_SUBSCRIPTION_ID=<your subscription> && {real.make('deploy')}"
        folder, render = real.out / "packer.out", real.make("render")
    if not version or version < OLDEST:
        here = f"packer here is {'.'.join(map(str, version))}" if version else "there is none here"
        yield f"install Packer {'.'.join(map(str, OLDEST))} or newer ({here}): {INSTALL}"
        yield f"then, for the build commands of {', '.join(in_order(catalog))}: {render}"
        return
    for key in in_order(catalog):
        yield packer_build(folder / key, asks=_asks(catalog.images[key].build))


def in_order(catalog: Catalog) -> list[str]:
    """The images, each after the one that it starts from."""
    return sorted(catalog.images, key=lambda key: _below(key, catalog))


def _below(key: str, catalog: Catalog) -> int:
    """How many images of the catalog are below this one."""
    count = 0
    while isinstance(source := catalog.images[key].build.source, CatalogSource):
        key, count = source.image, count + 1
    return count


def _asks(build: Build) -> bool:
    """Whether Packer asks who may reach the VM."""
    return build.virtual_network_name is None and build.allowed_inbound_ip_addresses is None
