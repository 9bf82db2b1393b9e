"""The tables of facts: what is known from the name of a VM size or a marketplace image."""

from itertools import combinations

import pytest
from rapidfuzz.distance import OSA

from facts.marketplace import ImageFacts, facts_of
from facts.marketplace_names import unlisted
from facts.regions import WITH_ZONES, WITHOUT_ZONES, one_letter_off
from facts.vm_sizes import VmSize, azure_sizes, vm_size

PROPERTIES = (
    *("arm64", "confidential", "generation_1_only", "generation_2_only", "nvme_only", "premium_disks"),
    *("scsi_only", "trusted_launch"),
)


def told(size: VmSize | None) -> set[str]:
    """Return the properties of a size."""
    return {name for name in PROPERTIES if getattr(size, name)}


@pytest.mark.parametrize(
    ("names", "properties"),
    [
        (
            "D4ads_v5 E8-4ads_v5 D4s_v3 DS2_v2 DS11-1_v2 F4s_v2 B2ms B1ls2",
            "premium_disks scsi_only trusted_launch",
        ),
        ("D4d_v5 E4_v5 F4 D4_v4", "scsi_only trusted_launch"),
        ("D2_v2 D2_v2_Promo D4_v3 E4_v3 A2_v2 A1", "generation_1_only scsi_only"),
        ("NC6 NV6 NP10s", "generation_1_only premium_disks"),
        ("NC24ads_A100_v4 NV36ads_A10_v5 L8s_v3 HB120rs_v3", "premium_disks trusted_launch"),
        ("E4bds_v5 E112ibs_v5 NG32adms_V620_v1 NC128ds_xl_RTXPRO6000BSE_v6", "premium_disks trusted_launch"),
        ("D4ads_v6 E4s_v7 F4as_v6", "generation_2_only nvme_only premium_disks trusted_launch"),
        ("L8s_v4 L2aos_v4", "nvme_only premium_disks trusted_launch"),
        ("D4pds_v5 E4ps_v5", "arm64 generation_2_only premium_disks scsi_only"),
        ("D4ps_v6 D4plds_v6", "arm64 generation_2_only premium_disks trusted_launch"),
        ("ND128isr_NDR_GB200_v6 ND128isr_GB300_v6", "arm64 generation_2_only premium_disks trusted_launch"),
        ("DC4ads_v5 DC4es_v5 EC4as_v5 EC4eds_v6 EC96ias_v5", "confidential generation_2_only premium_disks"),
        ("NCC40ads_H100_v5", "confidential premium_disks"),
        ("DC8_v2 DC4s_v3 DC4ds_v3", "generation_2_only premium_disks trusted_launch"),
        ("DC4eds_cc_v5", "generation_2_only premium_disks"),
        ("M64 M8-2ms", "premium_disks"),
        ("M416ms_v2 ND96asr_v4", "generation_2_only premium_disks"),
    ],
)
def test_vm_sizes(names: str, properties: str) -> None:
    """The properties of a size come from its name, in upper or lower case, as on Azure's pages."""
    for name in names.split():
        assert (name, set(properties.split())) == (name, told(vm_size(f"Standard_{name}")))
        assert told(vm_size(f"standard_{name.lower()}")) == told(vm_size(f"Standard_{name}"))


@pytest.mark.parametrize("name", ["D4ads_v5", "Standrd_D4s_v5", "Standard_", "Standard D4s"])
def test_names_that_no_size_has(name: str) -> None:
    """Nothing is known about a name of another form."""
    assert vm_size(name) is None


def test_old_sizes() -> None:
    """Basic_A2 is an A size too."""
    assert told(vm_size("Standard_A2")) == told(vm_size("Basic_A2"))


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


def test_sizes_that_azure_lists() -> None:
    """Every name in the list has the form of size names, so that every rule can check it."""
    assert 1370 == len(azure_sizes())
    assert [] == [name for name in azure_sizes().values() if vm_size(name) is None]
    assert {"standard_d4ads_v5", "standard_dc4ads_v5", "standard_d4ads_v7"} <= azure_sizes().keys()


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
