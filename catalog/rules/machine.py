"""What the machine itself has and loses."""

import re

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Rule, each_image, rule
from catalog.rules.forms import only_for
from catalog.settings import settings
from facts.secrets import looks_secret, sounds_secret
from facts.time_zones import AS_OF, time_zones
from files.suggest import did_you_mean

MACHINE = ("build", "machine")
LISTS = ("remove_apps", "local_accounts", "path")
MOST_OF_WINDOWS = 20
"""Characters of the name of a local account. Source: Microsoft, "New-LocalUser"."""
NOT_FOR_PAM = "\"'#\\$`"
"""Characters of /etc/environment that its readers understand in different ways. Source: pam_env(8)."""
A_PATH = re.compile(r"[A-Za-z]:[\\/]|/|%\w+%[\\/]")
"""A file is named, which may hold a secret; it is none itself."""

apps_of_windows = Rule(
    id="GS334",
    title="remove_apps must be set only for Windows images",
    example="""
- [images.win11-avd]
- os_type = "Linux"

- [images.win11-avd.build]
- source   = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
- software = ["git"]

[images.win11-avd.build.machine]
remove_apps = ["Microsoft.BingNews"]
""",
    find=each_image(only_for('os_type = "Windows"', "build.machine.remove_apps", even_if_false=True)),
    happens="It would be ignored in the build of a Linux image.",
    fix="Remove the key.",
    source="goldshelf: packer/provisioners/linux.py",
)


@rule(
    "GS335",
    "machine must name each thing once, and remove nothing that the image installs",
    example="""
[images.win11-avd.build]
software = ["teams"]

[images.win11-avd.build.machine]
- remove_apps = ["MSTeams"]
+ remove_apps = ["Microsoft.BingNews"]
""",
    happens="The test of the product fails in the build, an hour after it was installed.",
    fix="Keep one of them.",
    source="goldshelf: packer/scripts/windows/remove-apps.ps1, test-image.ps1",
)
@each_image
def named_once(image: Image, catalog: Catalog) -> Found:
    """Windows compares the names of apps, accounts, folders and variables without regard to case."""
    machine, windows = image.build.machine, image.os_type == "Windows"
    for key in (*LISTS, "environment"):
        seen: dict[str, str] = {}
        for index, name in enumerate(getattr(machine, key)):
            same = name.lower().replace("\\", "/").rstrip("/") if windows else name
            if same in seen:
                other = (
                    f"{name!r} is {seen[same]!r} again" if name != seen[same] else f"{name!r} is listed twice"
                )
                yield (*MACHINE, key, name if key == "environment" else index), f"{other}: keep one"
            seen.setdefault(same, name)
    brought = _brought(image, catalog)
    for index, name in enumerate(machine.remove_apps):
        if product := brought.get(name.lower()):
            yield (
                (*MACHINE, "remove_apps", index),
                f"{name!r} is what the product {product!r} brings: remove it here, or from software",
            )


def _brought(image: Image, catalog: Catalog) -> dict[str, str]:
    """Return the app of each product that is one, with the product's name."""
    known = catalog.software.windows if image.os_type == "Windows" else {}
    proofs = ((name, known[name].proof) for name in image.build.software if name in known)
    return {proof.appx.lower(): name for name, proof in proofs if proof and proof.appx}


@rule(
    "GS336",
    "The time zone of a machine must be one of its system, and one that hosts keep",
    example="""
[images.win11-avd]
specialized = true

[images.win11-avd.build.machine]
- time_zone = "Europe/Berlin"
+ time_zone = "W. Europe Standard Time"
""",
    happens="The script that sets the time zone fails in the build, or hosts have another one.",
    fix="Use Windows' id for Windows, a name such as Europe/Berlin for Linux. Hosts of generalized Windows images get "
    "theirs from Azure, where they are created.",
    source="goldshelf: facts/time-zones.txt; Azure: osProfile.windowsConfiguration.timeZone",
)
@each_image
def time_zone_of_the_system(image: Image, catalog: Catalog) -> Found:
    """Azure sets the time zone of a host when it creates it, unless the image is specialized."""
    zone, where = image.build.machine.time_zone, (*MACHINE, "time_zone")
    if zone is None:
        return
    if image.os_type == "Linux":
        if " " in zone:
            yield where, f"{zone!r} is not a time zone of Linux: use one such as Europe/Berlin or Etc/UTC"
        return
    if not image.specialized:
        yield (
            where,
            "is for specialized Windows images: hosts of this one get theirs from Azure, so set it where they are "
            "created (time_zone of the VM), and remove this",
        )
    elif zone not in time_zones():
        hint = did_you_mean(zone, time_zones(), otherwise="`tzutil /l` lists them")
        yield where, f"{zone!r} is not in the list of Windows' time zones ({AS_OF}); {hint}"
    for name in image.build.settings:
        one = {**settings(), **catalog.settings.windows}.get(name)
        if image.build.settings[name] is not False and one and getattr(one, "time_zone", None):
            yield where, f"is set by the setting {name!r} too: keep one"


@rule(
    "GS337",
    "machine.environment must not hold secrets, or what the build's proxy or a product sets",
    example="""
[images.win11-avd.build]
proxy = { https = "http://proxy.contoso.example:3128" }

[images.win11-avd.build.machine]
- environment = { HTTPS_PROXY = "http://proxy.contoso.example:3128" }
+ environment = { CONTOSO_SITE = "berlin" }
""",
    happens="Everybody who gets a host reads the secret, or steps get another proxy in the build than hosts have.",
    fix="Give hosts a secret when they are created. Name a variable of the proxy in one place only.",
    source="goldshelf: packer/provisioners/proxy.py",
)
@each_image
def harmless_environment(image: Image, catalog: Catalog) -> Found:
    """The values are in image.json, in the image, and in every host."""
    products = _set_by_products(image, catalog)
    proxy = image.build.proxy
    taken = set(proxy.variables) if proxy else set()
    for name, value in image.build.machine.environment.items():
        where = (*MACHINE, "environment", name)
        if looks_secret(value) or (sounds_secret(name, value) and not A_PATH.match(value)):
            yield where, "contains what looks like a secret, which every host would have: remove it"
        if name.upper() in taken:
            yield where, f"{name!r} is set by build.proxy during the build: keep one of them"
        if product := products.get(name.lower()):
            yield where, f"{name!r} is set by the product {product!r} too: keep one of them"


def _set_by_products(image: Image, catalog: Catalog) -> dict[str, str]:
    """Return each variable that a product sets for the machine, with the product's name."""
    known = catalog.software.windows if image.os_type == "Windows" else {}
    chosen = ((name, known[name]) for name in image.build.software if name in known)
    return {variable.lower(): name for name, one in chosen for variable in one.machine_environment}


@rule(
    "GS338",
    "Accounts, folders and values of a machine must have the form of its system",
    example="""
[images.win11-avd.build.machine]
- path = ["/opt/contoso/bin"]
+ path = ["C:/Contoso/bin"]
""",
    happens="A folder or an account is not found in the build, or a variable has another value on hosts.",
    fix="Write it as the operating system of the image does.",
    source="Microsoft: New-LocalUser; pam_env(8)",
)
@each_image
def form_of_the_system(image: Image, _: Catalog) -> Found:
    """Windows has drives, and short names of accounts; Linux reads /etc/environment without escapes."""
    machine, windows = image.build.machine, image.os_type == "Windows"
    for index, folder in enumerate(machine.path):
        if folder.startswith("/") is windows:
            form = "C:/Contoso/bin" if windows else "/opt/contoso/bin"
            yield (
                (*MACHINE, "path", index),
                f"{folder!r} is not a folder of {image.os_type}: use one such as {form}",
            )
    for index, name in enumerate(machine.local_accounts):
        if windows and len(name) > MOST_OF_WINDOWS:
            yield (
                (*MACHINE, "local_accounts", index),
                f"{name!r} has more than the {MOST_OF_WINDOWS} characters that Windows allows: use another",
            )
    for name, value in machine.environment.items():
        if not windows and (found := sorted(set(value) & set(NOT_FOR_PAM))):
            yield (
                (*MACHINE, "environment", name),
                f"must not contain {' '.join(found)} on Linux, where programs read /etc/environment differently: "
                "set it in a file of an own step",
            )
