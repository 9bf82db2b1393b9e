"""What the scripts in the image read: image.json.

Values reach PowerShell and bash as data, never as code, so no character in them can do harm. The text is
ASCII: Windows PowerShell reads it right in any code page.
"""

from typing import Any

from pydantic_core import to_json

from catalog.build import Build
from catalog.fields import seconds
from catalog.image import Image
from catalog.model import Catalog
from catalog.windows_update import WindowsUpdate
from packer.family import FAMILIES
from packer.image_settings import phases
from packer.leftovers import taken_back
from packer.limits import limits_of
from packer.linux_content import content
from packer.machine import NOTHING, accounts_of, machine_of, proxy_of_services
from packer.own_files import bash_options, environment, on_first_boot
from packer.products import product_json


def image_json(key: str, image: Image, catalog: Catalog) -> str:
    """Return the text of image.json. Every key is always present: a script that reads another one fails."""
    login = {**FAMILIES[image.os_type].communicator, **image.build.extra}
    data: dict[str, Any] = {
        "image": key,
        # Azure creates this account for Packer; `extra` can change its name.
        "build_user": login[f"{login['communicator']}_username"],
        "specialized": bool(image.specialized),
        "limits": limits_of(image),
    }
    if image.os_type == "Linux":
        data |= content(image, catalog)
    else:
        chosen = {name: catalog.software.windows[name] for name in image.build.software}
        data["software"] = [
            product_json(name, product, image.build, catalog.own) for name, product in chosen.items()
        ]
        data["languages"] = image.build.languages
        data |= _only_of_some(image.build)
        data["local_accounts"] = accounts_of(image, catalog)
        data |= phases(image, catalog)
        policy = [value.model_dump() for product in chosen.values() for value in product.registry]
        data["last"]["registry"] = [*policy, *data["last"]["registry"]]
        if image.build.machine.time_zone:
            data["last"]["time_zones"] = [*data["last"]["time_zones"], image.build.machine.time_zone]
    if image.build.machine != NOTHING:
        data["machine"] = machine_of(image, catalog)
    data["first_boot"] = [
        {"name": name, "file": file, "environment": environment(image, step)}
        | ({"options": bash_options(step, image, catalog.own)} if image.os_type == "Linux" else {})
        for file, name, step in on_first_boot(image, catalog)
    ]
    data["leftovers"] = taken_back(image.os_type, specialized=bool(image.specialized))
    return to_json(data, indent=2, ensure_ascii=True).decode() + "\n"


def _only_of_some(build: Build) -> dict[str, Any]:
    """What only scripts read that the build has for it."""
    data: dict[str, Any] = {}
    if build.windows_update:
        data["updates"] = _updates(build.windows_update)
    if build.proxy:
        data["proxy"] = proxy_of_services(build.proxy)
    return data


def _updates(wanted: WindowsUpdate) -> dict[str, Any]:
    """What the plugin cannot do, for the scripts that only such a build has."""
    return {
        **wanted.model_dump(include={"service", "server", "target_group", "keep_service"}),
        "timeout": round(seconds(wanted.timeout)),
        "time_limit": wanted.timeout,
    }
