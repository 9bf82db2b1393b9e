"""What a machine itself has, as its scripts are told."""

from base64 import b64encode
from typing import Any

from catalog.certificate import Certificate, TrustedCertificate, certificate_in
from catalog.image import Image
from catalog.machine import Machine, Proxy
from catalog.model import Catalog
from catalog.origin import layers

NOTHING = Machine()
"""Of an image that says nothing of its machine."""


def machine_of(image: Image, catalog: Catalog) -> dict[str, Any]:
    """Return what image.json says of the machine."""
    windows = image.os_type == "Windows"
    machine = image.build.machine
    return {
        **machine.model_dump(),
        "path": [folder.replace("/", "\\") if windows else folder for folder in machine.path],
        "local_accounts": accounts_of(image, catalog),
        "user_defaults": machine.user_defaults and machine.user_defaults.whole,
        "trusted_certificates": [
            _trusted(one, certificate_in(catalog.own.texts[one.file])) for one in machine.trusted_certificates
        ],
    }


def _trusted(wanted: TrustedCertificate, found: Certificate) -> dict[str, str]:
    store = wanted.store or found.store
    return {
        "id": f"{wanted.file} {store} {found.thumbprint}",
        "file": wanted.file,
        "store": store,
        "thumbprint": found.thumbprint,
        "data": b64encode(found.der).decode(),
    }


def accounts_of(image: Image, catalog: Catalog) -> list[str]:
    """Return the local accounts that the image may have: its own, and those of the images below it."""
    return list(
        dict.fromkeys(
            name
            for layer in layers(image, catalog)
            if isinstance(layer, Image)
            for name in layer.build.machine.local_accounts
        )
    )


def proxy_of_services(proxy: Proxy) -> dict[str, Any]:
    """Return the proxy as netsh takes it: by scheme, and with patterns of what is reached without it."""
    known = {"http": proxy.http, "https": proxy.https}
    addresses = {scheme: address.partition("//")[2] for scheme, address in known.items() if address}
    return {
        "server": ";".join(f"{scheme}={address}" for scheme, address in addresses.items()),
        "bypass": ";".join(f"*{one}" if one.startswith(".") else one for one in proxy.direct),
        "addresses": sorted(set(addresses.values())),
    }
