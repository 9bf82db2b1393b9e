"""The tables of facts: what the name of a VM size or of a marketplace image tells."""

import pytest

from catalog.build import MarketplaceSource
from catalog.marketplace import Known, known
from catalog.regions import WITH_ZONES, WITHOUT_ZONES
from catalog.vm_sizes import VmSize, vm_size

PROPERTIES = (
    *("arm64", "confidential", "generation_1_only", "generation_2_only", "nvme_only", "premium_disks"),
    *("scsi_only", "trusted_launch"),
)


def told(size: VmSize | None) -> set[str]:
    """What is true of a size."""
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
    """A size is judged by its name, in any case, as Azure's pages have it."""
    for name in names.split():
        assert (name, set(properties.split())) == (name, told(vm_size(f"Standard_{name}")))
        assert told(vm_size(f"standard_{name.lower()}")) == told(vm_size(f"Standard_{name}"))


@pytest.mark.parametrize("name", ["D4ads_v5", "Standrd_D4s_v5", "Standard_", "Standard D4s"])
def test_names_that_no_size_has(name: str) -> None:
    """A name that is made otherwise is not judged."""
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
        ("resf rockylinux-x86_64 9-base", None, None, "x64"),
    ],
)
def test_marketplace(urn: str, os_type: object, generation: object, architecture: object) -> None:
    """An image of the marketplace is judged by its names where a source says what they mean, and not else."""
    publisher, offer, sku = urn.split()
    it = known(MarketplaceSource(publisher=publisher, offer=offer, sku=sku))

    assert (os_type, generation, architecture) == (it.os_type, it.generation, it.architecture)
    assert isinstance(it, Known)


def test_regions() -> None:
    """The two lists are those of Azure's page: 38 regions with availability zones, 18 without."""
    assert (38, 18) == (len(WITH_ZONES), len(WITHOUT_ZONES))
    assert frozenset() == WITH_ZONES & WITHOUT_ZONES
