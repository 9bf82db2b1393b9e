"""The products of a Windows build: a provisioner installs each, in the order of the image."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from catalog.build import Build
from catalog.image import Image
from catalog.model import Catalog
from catalog.windows_product import RESTART, WindowsProduct
from packer.products import limits, save_as
from packer.provisioners import Provisioner, in_folder, provisioner
from packer.provisioners.windows_script import AS, restart

FOR_KIND: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("module", "chocolatey"), ("install-packages",)),
    "winget": ("install-winget",),
    "office": ("install-office", "prove-office"),
    **dict.fromkeys(("features", "server_features", "capabilities"), ("install-features",)),
}
"""What install-software.ps1 and test-image.ps1 have elsewhere of the work for a kind of product."""
RUN_AS = {
    # WinGet finds no sources as SYSTEM, and nothing over WinRM.
    "winget": "elevated",
    # Windows refuses a remote session what it asks Windows Update for, and packages of apps.
    **dict.fromkeys(("msix", "features", "server_features", "capabilities"), "system"),
    # As Configuration Manager does.
    "office": "system",
}
"""Whom a product is installed as that needs more than the build user over WinRM."""

BEFORE = ("start", "updated")
"""The phases before the products."""


def scripts(image: Image, catalog: Catalog) -> tuple[str, ...]:
    """Return what the VM needs before the first product; nothing for an image without any."""
    kinds = [str(product.kind) for _, product in _chosen(image, catalog) if product.runs]
    if not kinds:
        return ()
    own = (name for kind in kinds for name in FOR_KIND.get(kind, ()))
    names = dict.fromkeys(["obtain", "run-installer", *own])
    return tuple(f"scripts/{name}.ps1" for name in names)


def software(image: Image, catalog: Catalog) -> Iterator[Provisioner]:
    """Yield what installs the products of an image, and restarts the VM between them."""
    restarted = not _has_own_before(image, catalog)
    for name, product in _chosen(image, catalog):
        if RESTART in product.needs and not restarted:
            yield replace(
                restart(image.build.timeouts.restart, check_registry=True), name=f"restart before {name}"
            )
        if product.file:
            yield _upload(name, product)
        if product.runs:
            yield _install(name, product, image.build)
        if product.restart:
            yield replace(
                restart(image.build.timeouts.restart, check_registry=True), name=f"restart after {name}"
            )
        restarted = product.restart or (restarted and not product.runs)


def _has_own_before(image: Image, catalog: Catalog) -> bool:
    """Whether something of the company's own, which may need a restart, runs before the first product."""
    before = any(step.phase in BEFORE for _, step in catalog.steps_of(image))
    return before or image.build.hcl is not None


def _chosen(image: Image, catalog: Catalog) -> list[tuple[str, WindowsProduct]]:
    return [(name, catalog.software.windows[name]) for name in image.build.software]


def _upload(name: str, product: WindowsProduct) -> Provisioner:
    (source,) = in_folder(f"own/{product.file}")
    upload = provisioner("file", source=source, destination=f"C:/goldshelf/files/{name}/{save_as(product)}")
    return replace(upload, name=f"file of {name}")


def _install(name: str, product: WindowsProduct, build: Build) -> Provisioner:
    run_as = "system" if product.as_system else RUN_AS.get(str(product.kind), "user")
    return _run(name, run_as, build.retries.software or None, limits(product, build)[1])


@cache  # most images of a catalog have the same products
def _run(name: str, run_as: str, max_retries: int | None, timeout: str) -> Provisioner:
    (script,) = in_folder("scripts/install-software.ps1")
    return provisioner(
        "powershell",
        comment=None,
        environment_vars=[f"PRODUCT={name}"],
        **AS[run_as],
        script=script,
        max_retries=max_retries,
        timeout=timeout,
    )
