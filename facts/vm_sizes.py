"""What the name of a VM size shows: facts about whole series, as far as the sources are certain.

vm-sizes.txt lists the sizes.

Sources: Azure, "Virtual machine sizes naming conventions", "Generation 2 VMs", "Trusted Launch for Azure
virtual machines" (tables of sizes), "NVMe overview", "Confidential VM options", and the pages of the series;
what Azure answered to others: Azure/karpenter-provider-azure (352646f5), zz_generated.sku.southcentralus.go.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

LISTED = Path(__file__).parent / "vm-sizes.txt"
AS_OF = "June 2026"
"""The date of that list."""
NAME = re.compile(
    r"(?:Standard|Basic)_(?P<family>[A-Z]+)(?P<number>[0-9]+)(?:-[0-9]+)?(?P<features>[A-Z]*)[0-9]?"
    r"(?P<accelerator>(?:_[A-Z0-9]+)*?)(?:_V(?P<version>[0-9]{1,3}))?(?P<promo>_Promo)?",
    re.IGNORECASE,
)
CONFIDENTIAL = {"as", "ads", "es", "eds"}
"""Features of DC and EC sizes with encrypted memory; the other DC sizes have SGX enclaves."""
ACCELERATED_B = {12, 16, 20}
"""Those of the first B series. Source: Azure, "Bv1 size series": "only supported for Standard_B12ms, ..."."""


@dataclass(frozen=True, kw_only=True)
class VmSize:
    """The parts of a name: Standard_D4ads_v5 has family D, number 4, features ads and version 5."""

    family: str
    number: int
    features: str
    accelerator: str
    version: int
    promotion: bool

    @cached_property
    def arm64(self) -> bool:
        """Whether its processor is Arm64: feature `p`, or NVIDIA Grace."""
        return "p" in self.features or bool(re.search(r"_gb[0-9]", self.accelerator))

    @cached_property
    def confidential(self) -> bool:
        """Whether its VMs are confidential, and only confidential."""
        if "cc" in self.accelerator.split("_"):
            return False
        return self.family == "NCC" or (
            self.family in {"DC", "EC"} and self.features.removeprefix("i") in CONFIDENTIAL
        )

    @cached_property
    def generation_1_only(self) -> bool:
        """Whether it supports only generation 1: A, Av2, Dv2, Dv3, Ev3, NC, NV, NP."""
        if self.family in {"D", "E"} and not self.features:
            return self.version <= 3  # noqa: PLR2004  (Dv3 and Ev3 are the last of them)
        return self.family in {"A", "NP"} or (self.family in {"NC", "NV"} and self.version == 1)

    @cached_property
    def generation_2_only(self) -> bool:
        """Whether it supports only generation 2: DC, EC, Arm64; FX, M, ND from v2, D, E, F from v6 on."""
        second = self.family in {"FX", "M", "ND"} and self.version > 1
        return self.family in {"DC", "EC"} or self.arm64 or self._newest or second

    @cached_property
    def trusted_launch(self) -> bool:
        """Whether it supports Trusted Launch: every size of generation 2 except those that Azure lists."""
        listed = (
            self.family == "M"
            or self.confidential
            or "cc" in self.accelerator.split("_")
            or (self.arm64 and self.family in {"D", "E"} and self.version == 5)  # noqa: PLR2004
            or (self.family == "ND" and self.version == 4)  # noqa: PLR2004  (ND A100 v4)
        )
        return not (listed or self.generation_1_only)

    @cached_property
    def nvme_only(self) -> bool:
        """Whether it has only NVMe disks: x64 D, E and F from v6, L from v4 on; not confidential sizes."""
        return (self._newest and not self.arm64) or (self.family == "L" and self.version >= 4)  # noqa: PLR2004

    @cached_property
    def scsi_only(self) -> bool:
        """Whether it has only SCSI disks: D and E up to v5 (except Eb), F up to v2, A and B."""
        if self.family in {"D", "DS", "E"}:
            return self.version <= 5 and "b" not in self.features  # noqa: PLR2004
        return self.family in {"A", "B"} or (self.family in {"F", "FS"} and self.version <= 2)  # noqa: PLR2004

    @cached_property
    def premium_disks(self) -> bool:
        """Whether it supports premium disks: A, D, E, F and G only with an `s`; others are assumed to."""
        return self.family not in {"A", "D", "E", "F", "G"} or "s" in self.features

    @cached_property
    def spot(self) -> bool:
        """Whether it can be had as spot: not sizes of a promotion, nor the first B series.

        Sources: Azure, "Use Azure Spot Virtual Machines", limitations; LowPriorityCapable of B1s and B20ms in
        zz_generated.sku.southcentralus.go, and of D13_v2_Promo in Azure/skewer, testdata/eastus.json.
        """
        return not self.promotion and not (self.family == "B" and self.version == 1)

    @cached_property
    def accelerated_networking(self) -> bool:
        """Whether it has accelerated networking: not the oldest series, and in others not the smallest size.

        Sources: Azure, "Bv1 size series", "Av2 size series", "NP size series"; for the others, what Azure
        answered to Azure/aks-engine, azure_skus_const.go, and acs-engine#3600 (DS1_v2).
        """
        oldest = self.version == 1 and self.family in {"D", "DS", "G", "GS", "L"}
        smallest = self.number == 1 and self.family in {"D", "DS", "F"} and self.version <= 2  # noqa: PLR2004
        first_b = self.family == "B" and self.version == 1 and self.number not in ACCELERATED_B
        return not (oldest or smallest or first_b or self.family in {"A", "NP"})

    @cached_property
    def encryption_at_host(self) -> bool:
        """Whether its host encrypts: not A, and of D, E, F and G up to v3 only those with an `s`.

        Sources: Azure, "Enable end-to-end encryption using encryption at host", supported VM sizes of 2020;
        EncryptionAtHostSupported of A0, D2_v2 and D2_v3 in 2025, in zz_generated.sku.southcentralus.go.
        """
        old = self.family in {"D", "E", "F", "G"} and self.version <= 3  # noqa: PLR2004
        return self.family != "A" and not (old and "s" not in self.features)

    @cached_property
    def windows(self) -> bool:
        """Whether it runs Windows. Source: Azure, "Bv1 size series": "B1ls is supported only on Linux"."""
        return not (self.family == "B" and self.features == "ls" and self.version == 1)

    @cached_property
    def _newest(self) -> bool:
        return self.family in {"D", "E", "F"} and self.version >= 6  # noqa: PLR2004


@cache
def vm_size(name: str) -> VmSize | None:
    """Return the size of that name, in upper or lower case; None if the name has another form."""
    parts = NAME.fullmatch(name)
    return parts and VmSize(
        family=parts["family"].upper(),
        number=int(parts["number"]),
        features=parts["features"].lower(),
        accelerator=parts["accelerator"].lower(),
        version=int(parts["version"] or 1),
        promotion=bool(parts["promo"]),
    )


@cache
def azure_sizes() -> Mapping[str, str]:
    """Return the names in Azure's list by their lower case: Azure ignores upper and lower case."""
    lines = (line.split() for line in LISTED.read_text("utf-8").splitlines() if line[0] != "#")
    names = (f"Standard_{series.replace('#', number)}" for series, *numbers in lines for number in numbers)
    return {name.lower(): name for name in names}
