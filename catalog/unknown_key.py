"""What an unknown key was meant as: a misspelt key, a key of another table, or something said elsewhere."""

from collections.abc import Collection
from typing import NamedTuple

from catalog.arguments import arguments_of
from catalog.backend_words import of_the_backend, of_the_cloud
from catalog.build import Build
from catalog.extra import set_elsewhere
from catalog.finding import dotted
from catalog.gallery import Gallery
from catalog.image import Image
from catalog.machine import Machine
from catalog.model import Catalog
from catalog.office import Office
from catalog.problem import Location
from catalog.said_elsewhere import said_elsewhere
from catalog.settings import settings
from catalog.source_errors import of_another_kind
from catalog.time_limit_keys import time_limit_key
from catalog.toml_table import TomlTable
from catalog.windows_product import WindowsProduct
from files.quote import look_alike
from files.suggest import most_similar, nearest

FEW = 8
"""A table with at most that many keys shows all of them."""
MISSPELT = 85
"""From this similarity on, in percent, a key is a misspelt one even if it means something elsewhere."""
SAME = {
    word: keys.split()
    for words, keys in {
        "architecture bitness edition platform": "client_edition",
        "auto_update enable_updates updates": "updates_enabled",
        "args options parameters switches": "arguments",
        "checksum hash sha sha256sum": "sha256",
        "choco chocolatey_package": "chocolatey",
        "depends_on requires": "needs",
        "dest extract_to folder target_folder unpack_to": "destination",
        "detection test verify": "proof",
        "env env_vars environment_variables environment_vars": "environment",
        "gpg_key gpgkey key_url signed_by": "key",
        "id package_id package_name": "package",
        "definition gallery_image_name image_definition image_definition_name": "image_name",
        "image_version": "version",
        "packages": "package exclude",
        "excludepkgs filters hold kb kbs": "exclude",
        "link uri": "url uris",
        "reboot reboot_after restart_after windows_restart": "restart",
        "registry_keys registry_values": "registry",
        "repo": "repository feed",
        "roles windows_roles": "server_features",
        "source": "service feed repository",
        "cores cpus max vcpus": "limit",
        "region": "location",
        "security": "security_only categories",
        "security_only": "categories",
        "success_codes success_exit_codes valid_exit_codes": "exit_codes",
        "version": "image_version",
        "wsus wsus_server wu_server": "server",
    }.items()
    for word in words.split()
}
"""Words for keys of the same table, if it has one of them; not for keys of an image and its build."""
ADDRESSES = ("baseurl", "uri", "uris", "url")
"""Words for where a repository is."""
PRODUCT = ("software", "windows", "<id>")
"""Where a product that can have a table office is."""


class Meant(NamedTuple):
    """What to write instead, and the place that the key was meant for, if that is clear."""

    message: str
    place: Location | None = None


def unknown_key(where: Location, known: Collection[str]) -> Meant:
    """Return what the unknown key was meant as; its value, which may be a secret, is not shown."""
    key, table = str(where[-1]), where[:-1]
    if table == ("backend",) and (said := of_the_backend(key)):
        return Meant(said)
    if table == ("cloud",) and (said := of_the_cloud(key)):
        return Meant(said)
    if mixed := of_another_kind(where, known):
        return Meant(mixed)
    if moved := _other_table(where):
        return moved
    if limit := time_limit_key(where):
        return Meant(*limit)
    misspelt = most_similar(key, known, at_least=MISSPELT) or _same(where, known)
    ours = misspelt or where[0] == "vcpu_quota"  # its words mean something else in an image
    elsewhere = None if ours else _said_elsewhere(where) or _too_high(where) or _of_azure_arm(where)
    similar = misspelt or (None if elsewhere else most_similar(key, known))
    if similar:
        return Meant(f"unknown key; did you mean {similar!r}?{look_alike(key)}", (*table, similar))
    return elsewhere or Meant(f"unknown key; {_valid(key, known)}{look_alike(key)}")


def _same(where: Location, known: Collection[str]) -> str | None:
    """Return the key of the same table that has the meaning of the word."""
    if where[0] == "images" and len(where) <= len(("images", "key", "build", "word")):
        return None
    words = SAME.get(str(where[-1]).replace("-", "_").lower(), ())
    return next((word for word in words if word in known), None)


def _valid(key: str, known: Collection[str]) -> str:
    if len(known) <= FEW:
        return f"valid keys: {', '.join(known)}"
    return f"the nearest keys are {', '.join(nearest(key, known))}"


def _other_table(where: Location) -> Meant | None:
    """Return the table that has the key: of the same image, around it, or the gallery."""
    if where[0] == "defaults":
        return _default(where)
    if where[0] == "repositories" and len(where) == len(("repositories", "name", "url")):
        return _address(str(where[-1]))
    if where[0] == "software":
        return _of_office(where)
    places: list[Location] = []
    tables: dict[int, type[TomlTable]] = {0: Catalog, 1: Gallery, 2: Image, 3: Build}
    match where:
        case ("images", image, _) | ("images", image, "build", _):
            places = [("images", image, "build"), ("images", image), ()]
        case (_,) | ("gallery", _):
            places = [("gallery",), ()]
    for place in places:
        if where[-1] in tables[len(place)].model_fields:
            to = f"[{dotted(place)}]" if place else "the top of the catalog"
            return Meant(f"is a key of {to}: move it there", (*place, where[-1]))
    if len(where) <= len(("gallery", "key")) and where[0] in {where[-1], "gallery"}:
        for name, table in (("[images.<key>]", Image), ("[images.<key>.build]", Build)):
            if where[-1] in table.model_fields:
                return Meant(f"is a key of {name}: move it there")
    return None


def _too_high(where: Location) -> Meant | None:
    """Return the table of the build that has the key: of its machine, or of its settings."""
    if where[0] != "images" or where[2:-1] not in ((), ("build",)):
        return None
    for name, known in (("machine", Machine.model_fields), ("settings", settings())):
        if where[-1] in known:
            place = (*where[:2], "build", name)
            return Meant(f"is a key of [{dotted(place)}]: move it there", (*place, where[-1]))
    return None


def _of_office(where: Location) -> Meant | None:
    """Return the table of a product that has the key: its own, or that of Office in it."""
    match where:
        case (*product, key) if len(product) == len(PRODUCT) and key in Office.model_fields:
            place = (*product, "office")
        case (*product, "office", key) if len(product) == len(PRODUCT) and key in WindowsProduct.model_fields:
            place = (*product,)
        case _:
            return None
    return Meant(f"is a key of [{dotted(place)}]: move it there", (*place, key))


def _default(where: Location) -> Meant | None:
    """Return the table of [defaults] that has the key."""
    if where[1:-1] not in ((), ("build",), ("images",)):
        return None
    if where[-1] in Image.model_fields and where[-1] != "build" and where[1:-1] != ("images",):
        return Meant("is a key of [defaults.images]: move it there")
    if where[-1] in Build.model_fields:
        return Meant("is a key of [defaults.build.windows] or [defaults.build.linux]: move it there")
    return None


def _address(key: str) -> Meant | None:
    if key not in ADDRESSES:
        return None
    return Meant(
        "unknown key; where the packages are is said for each package manager: dnf = { baseurl = ... }, the "
        "same for zypper, or apt = { uris = [...], suites = [...], components = [...] }"
    )


def _said_elsewhere(where: Location) -> Meant | None:
    said = said_elsewhere(str(where[-1]))
    if said is None:
        return None
    place = (*where[:2], *said.instead.split(".")) if said.instead and where[0] == "images" else None
    return Meant(f"unknown key; {said.say}", place)


def _of_azure_arm(where: Location) -> Meant | None:
    """Return how an argument of azure-arm is set that has no key, if the key of an image is one."""
    key = str(where[-1])
    if where[0] != "images" or where[2:-1] not in ((), ("build",)):
        return None
    argument = arguments_of("azure_arm").get(key)
    if argument is None:
        return None
    if argument.in_extra:
        return Meant("unknown key; an argument of azure-arm: set it in build.extra")
    reason = set_elsewhere(key)
    return Meant(f"is {reason}" if argument.secret else f"unknown key; {reason}")
