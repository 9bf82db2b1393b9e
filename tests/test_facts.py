"""The tables of facts: what is known from the name of a marketplace image or a region."""

from itertools import combinations

import pytest
from rapidfuzz.distance import OSA

from facts.marketplace import ImageFacts, facts_of
from facts.marketplace_names import unlisted
from facts.regions import WITH_ZONES, WITHOUT_ZONES, one_letter_off


@pytest.mark.parametrize(
    ("urn", "os_type", "generation", "architecture"),
    [
        ("MicrosoftWindowsDesktop windows-11 win11-25h2-avd", "Windows", "V2", "x64"),
        ("microsoftwindowsdesktop OFFICE-365 Win11-25h2-avd-m365", "Windows", "V2", "x64"),
        ("MicrosoftWindowsDesktop windows-10 win10-22h2-avd", "Windows", "V1", "x64"),
        ("MicrosoftWindowsDesktop windows-10 win10-22h2-avd-g2", "Windows", "V2", "x64"),
        ("MicrosoftWindowsDesktop windows-ent-cpc win10-22h2-ent-cpc", "Windows", None, "x64"),
        ("MicrosoftWindowsDesktop windows11preview-arm64 win11-25h2-ent", "Windows", "V2", "Arm64"),
        ("MicrosoftWindowsServer WindowsServer 2025-datacenter", "Windows", "V1", "x64"),
        ("MicrosoftWindowsServer WindowsServer 2022-datacenter-g2", "Windows", "V2", "x64"),
        ("MicrosoftWindowsServer WindowsServer 2019-datacenter-gensecond", "Windows", "V2", "x64"),
        (
            "MicrosoftWindowsServer WindowsServer 2019-datacenter-with-containers-smalldisk",
            "Windows",
            "V1",
            "x64",
        ),
        ("MicrosoftWindowsServer WindowsServer 2022-datacenter-azure-edition", "Windows", "V2", "x64"),
        ("MicrosoftWindowsServer WindowsServer 2019-datacenter-gs", "Windows", None, "x64"),
        ("MicrosoftWindowsServer windows-cvm 2022-datacenter-cvm", "Windows", "V2", "x64"),
        ("Canonical ubuntu-24_04-lts server", "Linux", "V2", None),
        ("Canonical ubuntu-26_04-lts server", "Linux", "V2", None),
        ("Canonical ubuntu-24_04-lts minimal", "Linux", None, None),
        ("Canonical ubuntu-24_04-lts server-gen1", "Linux", "V1", None),
        ("Canonical ubuntu-24_04-lts server-arm64", "Linux", "V2", "Arm64"),
        ("Canonical 0001-com-ubuntu-server-jammy 22_04-lts", "Linux", "V1", None),
        ("Canonical 0001-com-ubuntu-server-jammy 22_04-lts-gen2", "Linux", "V2", None),
        ("Canonical 0001-com-ubuntu-server-arm-preview-focal 20_04-lts", "Linux", "V2", "Arm64"),
        ("almalinux almalinux-arm 9-arm-gen2", "Linux", "V2", "Arm64"),
        ("almalinux almalinux-x86_64 9-gen1", "Linux", "V1", "x64"),
        ("RedHat RHEL 9-lvm-gen2", "Linux", "V2", None),
        ("suse sles-15-sp5 gen2", "Linux", "V2", None),
        ("Debian debian-12 12", "Linux", None, None),
        ("resf rockylinux-x86_64 9-base", "Linux", None, "x64"),
        ("contoso desktops desktop", None, None, None),
    ],
)
def test_marketplace(urn: str, os_type: object, generation: object, architecture: object) -> None:
    """Properties of a marketplace image come from its names, but only if a source says what they mean."""
    publisher, offer, sku = urn.split()
    it = facts_of(publisher, offer, sku)

    assert (os_type, generation, architecture) == (it.os_type, it.generation, it.architecture)
    assert isinstance(it, ImageFacts)


def test_regions() -> None:
    """The two lists are those of Azure's page: 38 regions with availability zones, 18 without."""
    assert (38, 18) == (len(WITH_ZONES), len(WITHOUT_ZONES))
    assert frozenset() == WITH_ZONES & WITHOUT_ZONES


def test_no_region_is_a_slip_of_another() -> None:
    """No region passes for a misspelt other one: they differ in two or more letters, or in a digit."""
    every = sorted(WITH_ZONES | WITHOUT_ZONES)
    near = [pair for pair in combinations(every, 2) if OSA.distance(*pair) == 1]

    assert {one.strip("0123456789") for one, _ in near} == {one.strip("0123456789") for _, one in near}
    assert [] == [name for name in every if one_letter_off(name)]


@pytest.mark.parametrize(
    ("name", "region"),
    [
        *(("Est US", "eastus"), ("East SU", "eastus"), ("westeurpoe", "westeurope"), ("eastuss2", "eastus2")),
        *(("North-Europe", "northeurope"), ("uksout", "uksouth"), ("WestUs", None), ("eastus3", None)),
        *(("northindia", None), ("Taiwan North", None), ("brazilnorth", None), ("US East", None)),
    ],
)
def test_slips(name: str, region: str | None) -> None:
    """One extra, missing, wrong or misplaced letter is a typing error; a possible newer region is not."""
    assert region == one_letter_off(name)


@pytest.mark.parametrize(
    ("urn", "part"),
    [
        ("MicrosoftWindowsDesktop windows-11 win11-25h2-avd", None),
        ("microsoftwindowsdesktop Office-365 WIN11-25h2-avd-m365", None),
        ("MicrosoftWindowsDesktop windows-ent-cpc win11-25h2-ent-cpc", None),
        ("MicrosoftWindowsServer WindowsServer 2016-datacenter-server-core-smalldisk-g2", None),
        ("MicrosoftWindowsServer WindowsServer 2019-datacenter-with-containers-gs", None),
        ("MicrosoftWindowsServer windowsserver 2025-Datacenter-Azure-Edition-Core-smalldisk", None),
        ("Canonical ubuntu-22_04-lts ubuntu-pro-fips-arm64", None),
        ("canonical 0001-com-ubuntu-server-jammy 22_04-lts-gen2", None),
        ("Debian debian-12 12-backports-gen2", None),
        ("MicrosoftWindowDesktop windows-11 win11-25h2-avd", "publisher"),
        ("contoso desktops desktop", "publisher"),
        ("MicrosoftWindowsDesktop windows11 win11-25h2-avd", "offer"),
        ("Canonical ubuntu-2404-lts server", "offer"),
        ("MicrosoftWindowsDesktop windows-11 win11-25h2-avd-m365", "sku"),
        ("MicrosoftWindowsDesktop windows-11 win11-99h2-avd", "sku"),
        ("Debian debian-12 13", "sku"),
    ],
)
def test_names_that_are_listed(urn: str, part: str | None) -> None:
    """The first name that is not listed is reported, in upper or lower case."""
    publisher, offer, sku = urn.split()
    found = unlisted(publisher, offer, sku)

    assert part == (found and found[0])
