"""What is known from the name of a VM size, and what Azure retires."""

import pytest

from facts.retired import retirement
from facts.vm_sizes import VmSize, azure_sizes, vm_size

PROPERTIES = (
    *("arm64", "confidential", "generation_1_only", "generation_2_only", "nvme_only", "premium_disks"),
    *("scsi_only", "trusted_launch"),
)
OF_THE_BUILD = ("spot", "accelerated_networking", "encryption_at_host", "windows")


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
        ("FX4ms_v2", "generation_2_only premium_disks trusted_launch"),
        ("FX4mds GS4", "premium_disks trusted_launch"),
        ("G4", "trusted_launch"),
        ("D4nds_v6 E8ds_v7", "generation_2_only nvme_only premium_disks trusted_launch"),
    ],
)
def test_vm_sizes(names: str, properties: str) -> None:
    """The properties of a size come from its name, in upper or lower case, as on Azure's pages."""
    for name in names.split():
        assert (name, set(properties.split())) == (name, told(vm_size(f"Standard_{name}")))
        assert told(vm_size(f"standard_{name.lower()}")) == told(vm_size(f"Standard_{name}"))


@pytest.mark.parametrize(
    ("names", "lacks"),
    [
        ("D4ads_v5 E4-2s_v5 D2s_v3 DS2_v2 F2s_v2 F2s L8s_v2 NC4as_T4_v3 DC1s_v3 D4_v5", ""),
        ("B12ms B16ms B20ms", "spot"),
        ("B1s B2ms B8ms", "spot accelerated_networking"),
        ("B1ls B1ls2", "spot accelerated_networking windows"),
        ("B2ts_v2 B2als_v2 B4ls_v2", ""),
        ("DS3_v2_Promo", "spot"),
        ("D3_v2_Promo", "spot encryption_at_host"),
        ("D2_v2 D2_v3 E4_v3 E64i_v3 F4 D4_v3", "encryption_at_host"),
        ("D1_v2 F1 A2m_v2 A8_v2 A1 D4 D14 G5", "accelerated_networking encryption_at_host"),
        ("DS1_v2 DS4 F1s GS5 L8s NP10s", "accelerated_networking"),
    ],
)
def test_what_a_build_can_ask_of_a_size(names: str, lacks: str) -> None:
    """Spot, accelerated networking and encryption at host: what Azure says that a size has not."""
    for name in names.split():
        size = vm_size(f"Standard_{name}")
        assert (name, set(lacks.split())) == (name, {one for one in OF_THE_BUILD if not getattr(size, one)})


@pytest.mark.parametrize(
    ("argument", "value", "day", "status"),
    [
        ("vm_size", "Standard_NC6s_v3", "2025-09-30", "retired"),
        ("vm_size", "standard_nc24RS_v3", "2025-09-30", "retired"),
        ("vm_size", "Basic_A2", "2024-08-31", "retired"),
        ("vm_size", "Standard_DC16ads_cc_v5", "2026-09-01", "retired"),
        ("vm_size", "Standard_NV4as_v4", "2026-09-30", "announced"),
        ("vm_size", "Standard_DS13-4_v2", "2028-05-01", "announced"),
        ("vm_size", "Standard_B2ms", "2028-11-15", "announced"),
        ("vm_size", "Standard_E64is_v3", "2029-11-15", "announced"),
        ("public_ip_sku", "basic", "2025-09-30", "retired"),
        ("managed_image_storage_account_type", "Standard_LRS", "2028-09-08", "announced"),
    ],
)
def test_what_azure_retires(argument: str, value: str, day: str, status: str) -> None:
    """Each value has the day that Azure's own page has for it, in upper or lower case."""
    it = retirement(argument, value)

    assert it is not None
    assert (day, status) == (str(it.day), it.status)


@pytest.mark.parametrize(
    "value",
    "D4ads_v5 D4s_v5 B4as_v2 B2ts_v2 DC4ads_v5 HB176rs_v4 HX176rs M64 L8s_v3 NV6ads_A10_v5 F4as_v6".split(),
)
def test_what_azure_keeps(value: str) -> None:
    """A series of a similar name is not taken for one that retires."""
    assert retirement("vm_size", f"Standard_{value}") is None


@pytest.mark.parametrize("name", ["D4ads_v5", "Standrd_D4s_v5", "Standard_", "Standard D4s"])
def test_names_that_no_size_has(name: str) -> None:
    """Nothing is known about a name of another form."""
    assert vm_size(name) is None


def test_old_sizes() -> None:
    """Basic_A2 is an A size too."""
    assert told(vm_size("Standard_A2")) == told(vm_size("Basic_A2"))


def test_sizes_that_azure_lists() -> None:
    """Every name in the list has the form of size names, so that every rule can check it."""
    assert 1504 == len(azure_sizes())
    assert [] == [name for name in azure_sizes().values() if vm_size(name) is None]
    assert {"standard_d4ads_v5", "standard_dc4ads_v5", "standard_d4ads_v7"} <= azure_sizes().keys()
