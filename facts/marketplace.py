"""What is known about a marketplace image from its names; None if no source says it.

Only Azure is certain: `az vm image show --urn <urn>`. Sources: Azure, "Trusted launch FAQ" and "Generation 2
VMs"; juju, internal/provider/azure/internal/imageutils; actions/runner-images#13939; Azure/AgentBaker#381;
Azure/azure-rest-api-specs, arm-compute/quickstart-templates/aliases.json.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from facts.name_table import fact
from facts.package_managers import LINUX, PackageManager, other_manager, package_manager
from facts.windows_names import Windows, language, multi_session, release, windows

DESKTOPS = {"office-365", "windows-10", "windows-11"}
"""Offers of MicrosoftWindowsDesktop for AVD hosts."""
WINDOWS = {"microsoftwindowsdesktop", "microsoftwindowsserver"}
ARM64 = re.compile(r"(?:^|[-_])arm(?:64)?(?:$|[-_])")
"""Part of an offer or a sku, such as windows11preview-arm64, server-arm64 or almalinux-arm."""
WINDOWS_SERVER_1 = re.compile(r"20(?:16|19|22|25)-datacenter(?:-(?:with-containers|smalldisk))*")
"""Skus of Windows Server of generation 1."""
FIRST_LTS_OF_GENERATION_2 = 24
"""From ubuntu-24_04-lts on, the sku `server` is of generation 2."""


@dataclass(frozen=True, kw_only=True)
class ImageFacts:
    """What is known about an image."""

    os_type: Literal["Linux", "Windows"] | None
    package_manager: PackageManager | None
    """That of a Linux image."""
    other_manager: str | None
    """What a Linux image has in place of apt, dnf and zypper."""
    generation: Literal["V1", "V2"] | None
    architecture: Literal["x64", "Arm64"] | None
    windows: Windows | None
    release: str | None
    """Such as Windows 11, or Windows Server 2022."""
    multi_session: bool | None
    """Whether it is Windows Enterprise multi-session, which is for hosts of AVD."""
    language: str | None
    """The language of its Windows, such as en-US."""
    brings: frozenset[str] | None
    """Products that it has, or may have."""
    plan: bool | None
    """Whether it has a purchase plan."""
    licenses: frozenset[str] | None
    """The values of license_type that fit it."""


NOTHING = ImageFacts(
    os_type=None,
    package_manager=None,
    other_manager=None,
    generation=None,
    architecture=None,
    windows=None,
    release=None,
    multi_session=None,
    language=None,
    brings=None,
    plan=None,
    licenses=None,
)
"""Of an image that has no names, such as one of a gallery."""


@cache
def facts_of(publisher: str, offer: str, sku: str) -> ImageFacts:
    """Return what the names tell. Azure ignores upper and lower case."""
    publisher, offer, sku = publisher.lower(), offer.lower(), sku.lower()
    arm64 = bool(ARM64.search(offer) or ARM64.search(sku))
    kind = windows(publisher, offer, sku)
    other = None if kind else other_manager(publisher, offer, sku)
    manager = None if kind or other else package_manager(publisher, offer)
    linux = bool(manager or other or publisher in LINUX)
    return ImageFacts(
        os_type="Windows" if kind else "Linux" if linux else None,
        package_manager=manager,
        other_manager=other,
        generation="V2" if arm64 else _generation(publisher, offer, sku),
        architecture="Arm64" if arm64 else "x64" if publisher in WINDOWS or "x86_64" in offer else None,
        windows=kind,
        release=None if linux else release(publisher, offer, sku),
        multi_session=None if linux else multi_session(publisher, offer, sku),
        language=language(publisher, sku),
        brings=_brings(publisher, offer, sku),
        plan={"yes": True, "no": False, None: None}[fact("plans", publisher, offer, sku)],
        licenses=_licenses(publisher, offer, kind) if kind or linux else None,
    )


def _licenses(publisher: str, offer: str, kind: Windows | None) -> frozenset[str]:
    if kind:
        return frozenset({f"Windows_{kind.capitalize()}"})
    if publisher == "redhat" or "rhel" in offer:
        return frozenset({"RHEL_BYOS"})
    return frozenset({"SLES_BYOS"} if publisher == "suse" or "sles" in offer else ())


def _brings(publisher: str, offer: str, sku: str) -> frozenset[str] | None:
    found = fact("brought", publisher, offer, sku)
    return None if found is None else frozenset(found.split()) - {"nothing"}


def _generation(publisher: str, offer: str, sku: str) -> Literal["V1", "V2"] | None:
    if "gen1" in sku:
        return "V1"
    if "gen2" in sku or "gensecond" in sku or sku.endswith("-g2") or "cvm" in offer or "cvm" in sku:
        return "V2"
    if publisher == "microsoftwindowsdesktop":
        if sku.startswith("win11-"):
            return "V2"
        # Not windows-ent-cpc: no source says of which generation its Windows 10 images are.
        return "V1" if sku.startswith("win10-") and offer in DESKTOPS else None
    if publisher == "microsoftwindowsserver":
        if "azure-edition" in sku:
            return "V2"
        return "V1" if offer == "windowsserver" and WINDOWS_SERVER_1.fullmatch(sku) else None
    return _generation_of_ubuntu(offer, sku) if publisher == "canonical" else None


def _generation_of_ubuntu(offer: str, sku: str) -> Literal["V1", "V2"] | None:
    if offer.startswith("0001-com-ubuntu-server-"):
        return "V1"
    release = re.fullmatch(r"ubuntu-([0-9]{2})_[0-9]{2}-lts", offer)
    if release and int(release[1]) >= FIRST_LTS_OF_GENERATION_2 and sku == "server":
        return "V2"
    return None
