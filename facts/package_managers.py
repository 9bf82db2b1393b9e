"""The package manager of a marketplace image, as far as its names tell; nothing is assumed of the others.

Sources: Azure, "Linux distributions endorsed on Azure"; Azure/azure-rest-api-specs,
arm-compute/quickstart-templates/aliases.json; Azure, "Package management on Azure Linux" (dnf from 4.0 on);
SUSE, "SLE Micro in the Public Cloud"; Red Hat, "Managing software with the DNF tool" (from RHEL 8 on).
"""

import re
from typing import Literal

PackageManager = Literal["apt", "dnf", "zypper"]
PUBLISHERS: dict[str, PackageManager] = {
    "almalinux": "dnf",
    "canonical": "apt",
    "debian": "apt",
    "erockyenterprisesoftwarefoundationinc1653071250513": "dnf",
    "openlogic": "dnf",
    "oracle": "dnf",
    "redhat": "dnf",
    "resf": "dnf",
    "suse": "zypper",
}
"""Whose images all have it, but for those in OTHERS."""
LINUX = frozenset({*PUBLISHERS, "kinvolk", "microsoftcblmariner", "thefreebsdfoundation"})
"""Publishers of Linux only, and of FreeBSD, which Azure takes for one."""
OFFERS: dict[PackageManager, re.Pattern[str]] = {
    "apt": re.compile(r"(?:^|[-_])(?:debian|ubuntu|ubuntu-?pro)(?![a-z])"),
    "dnf": re.compile(
        r"(?:^|[-_])(?:alma-?linux|centos|fedora|oracle-?linux|redhat|rhel|rocky-?linux|rocky)(?![a-z])"
    ),
    "zypper": re.compile(r"(?:^|[-_])(?:open-?suse|sles|suse)(?![a-z])"),
}
"""Part of an offer of any other publisher, such as cis-rhel-9-l1."""
OTHERS = {
    re.compile(pattern): has
    for pattern, has in (
        (r"kinvolk / .*|\S+ / (?:\S*[-_])?flatcar(?![a-z]).*", "no package manager"),
        (r"thefreebsdfoundation / .*|\S+ / (?:\S*[-_])?freebsd(?![a-z]).*", "pkg"),
        (r"\S+ / (?:\S*[-_])?(?:mariner|azure-?linux-[123])(?![a-z0-9]).*", "tdnf"),
        (r"suse / (?:\S*-)?micro(?![a-z]).*", "transactional-update"),
        (r"(?:openlogic|oracle|redhat) / \S+ / (?:rhel-(?:lvm|raw)|ol)?[67](?![0-9]{2}).*", "yum"),
    )
}
"""What images have in place of apt, dnf and zypper, by their names: publisher / offer / sku."""


def package_manager(publisher: str, offer: str) -> PackageManager | None:
    """Return the one that the names tell, in lower case; None if they tell nothing."""
    if publisher in PUBLISHERS:
        return PUBLISHERS[publisher]
    return next((manager for manager, names in OFFERS.items() if names.search(offer)), None)


def other_manager(publisher: str, offer: str, sku: str) -> str | None:
    """Return what an image has in place of apt, dnf and zypper; None if nothing is known of that."""
    names = f"{publisher} / {offer} / {sku}"
    return next((has for pattern, has in OTHERS.items() if pattern.fullmatch(names)), None)
