"""What a Linux image gets its packages from: the products, package files and repositories in image.json."""

from collections.abc import Iterator
from typing import Any

from catalog.image import Image
from catalog.linux_product import LinuxProduct, of_manager
from catalog.model import Catalog
from catalog.package_manager import linux_software, package_manager, repositories
from facts.package_managers import PackageManager
from packer.provisioners import Provisioner, in_folder, provisioner

FOLDER = "/var/tmp/goldshelf"  # noqa: S108  (in the build VM, which nobody else uses)
PACKAGES = "packages"
"""The folder below it for package files."""
KEYS = "keys"
"""The folder below it for keys of repositories."""


def manager_of(image: Image, catalog: Catalog) -> PackageManager:
    """The package manager, which the rules have made sure of."""
    known = package_manager(image, catalog)
    if known is None:
        raise ValueError("GS310 was not checked")
    return known


def content(image: Image, catalog: Catalog) -> dict[str, Any]:
    """Return what image.json has of it: in the words of the image's package manager."""
    manager = manager_of(image, catalog)
    return {
        "package_manager": manager,
        "package_updates": image.build.package_updates and image.build.package_updates.model_dump(),
        "repositories": [_repository(name, manager, catalog) for name in repositories(image, catalog)],
        "software": [
            _product(name, product, manager) for name, product in linux_software(image, catalog).items()
        ],
    }


def _product(name: str, product: LinuxProduct, manager: PackageManager) -> dict[str, Any]:
    return {
        "id": name,
        "name": product.name,
        "proof": product.proof.model_dump(),
        "package": product.package_of(manager),
        "version": of_manager(product.version, manager),
        "repository": product.repository_of(manager),
        "file": _file_of(name, product),
        "url": product.url,
        "sha256": product.sha256,
        "with_identity": product.with_identity,
    }


def _repository(name: str, manager: PackageManager, catalog: Catalog) -> dict[str, Any]:
    repository = catalog.repositories[name]
    found = repository.of(manager)
    return {
        "id": name,
        "keep": repository.keep,
        "key": repository.key,
        "fingerprint": repository.fingerprint.replace(" ", "").upper(),
        **(found.model_dump() if found else {}),
    }


def _file_of(name: str, product: LinuxProduct) -> str | None:
    """The name of its package file in the VM."""
    return f"{name}.{product.format}" if product.format else None


def brought(image: Image, catalog: Catalog) -> dict[str, str]:
    """Return what is brought from beside the catalog: the path there, by the place in goldshelf's folder."""
    chosen = {name: catalog.repositories[name].key_file for name in repositories(image, catalog)}
    keys = {f"{KEYS}/{name}.asc": path for name, path in chosen.items() if path}
    products = linux_software(image, catalog).items()
    return keys | {
        f"{PACKAGES}/{_file_of(name, product)}": product.file for name, product in products if product.file
    }


def folders(image: Image, catalog: Catalog) -> list[str]:
    """Return the folders that hold what is brought, and what the VM downloads."""
    some_file = any(product.format for product in linux_software(image, catalog).values())
    given = {KEYS: bool(repositories(image, catalog)), PACKAGES: some_file}
    return [f"{FOLDER}/{name}" for name, needed in given.items() if needed]


def downloads(image: Image, catalog: Catalog) -> bool:
    """Return whether the VM downloads something that is checked: a package file, a key, or goss."""
    return (
        any(product.url for product in linux_software(image, catalog).values())
        or any(catalog.repositories[name].key.startswith("https://") for name in repositories(image, catalog))
        or any(step.goss is not None and step.goss.url for _, step in catalog.steps_of(image))
    )


def provisioners(image: Image, catalog: Catalog) -> Iterator[Provisioner]:
    """Yield what brings the files to the VM."""
    for place, path in brought(image, catalog).items():
        yield provisioner("file", source=in_folder(f"own/{path}")[0], destination=f"{FOLDER}/{place}")
