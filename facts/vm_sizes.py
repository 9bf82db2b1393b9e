"""What the name of a VM size shows: facts about whole series, as far as the sources are certain.

vm-sizes.txt lists the sizes.

Sources: Azure, "Virtual machine sizes naming conventions", "Generation 2 VMs", "Trusted Launch for Azure
virtual machines" (tables of sizes), "NVMe overview", "Confidential VM options", and the pages of the series.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

LISTED = Path(__file__).parent / "vm-sizes.txt"
AS_OF = "March 2026"
"""The date of that list."""
NAME = re.compile(
    r"(?:Standard|Basic)_(?P<family>[A-Z]+)[0-9]+(?:-[0-9]+)?(?P<features>[A-Z]*)[0-9]?"
    r"(?P<accelerator>(?:_[A-Z0-9]+)*?)(?:_V(?P<version>[0-9]{1,3}))?(?:_Promo)?",
    re.IGNORECASE,
)
CONFIDENTIAL = {"as", "ads", "es", "eds"}
"""Features of DC and EC sizes with encrypted memory; the other DC sizes have SGX enclaves."""


@dataclass(frozen=True, kw_only=True)
class VmSize:
    """The parts of a name: Standard_D4ads_v5 has family D, features ads and version 5."""

    family: str
    features: str
    accelerator: str
    version: int

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
        """Whether it supports only generation 2: DC, EC, Arm64, M and ND from v2, D, E and F from v6 on."""
        second = self.family in {"M", "ND"} and self.version > 1
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
        """Whether it supports premium disks: A, D, E and F only with an `s`; other sizes are assumed to."""
        return self.family not in {"A", "D", "E", "F"} or "s" in self.features

    @cached_property
    def _newest(self) -> bool:
        return self.family in {"D", "E", "F"} and self.version >= 6  # noqa: PLR2004


@cache
def vm_size(name: str) -> VmSize | None:
    """Return the size of that name, in upper or lower case; None if the name has another form."""
    parts = NAME.fullmatch(name)
    return parts and VmSize(
        family=parts["family"].upper(),
        features=parts["features"].lower(),
        accelerator=parts["accelerator"].lower(),
        version=int(parts["version"] or 1),
    )


@cache
def azure_sizes() -> Mapping[str, str]:
    """Return the names in Azure's list by their lower case: Azure ignores upper and lower case."""
    lines = (line.split() for line in LISTED.read_text("utf-8").splitlines() if line[0] != "#")
    names = (f"Standard_{series.replace('#', number)}" for series, *numbers in lines for number in numbers)
    return {name.lower(): name for name in names}


@cache
def _newest() -> Mapping[str, int]:
    """Return the highest version in the list of each family, such as 7 for D."""
    newest: dict[str, int] = {}
    for name in azure_sizes():
        if size := vm_size(name):
            newest[size.family] = max(newest.get(size.family, 0), size.version)
    return newest


@cache
def may_exist(name: str) -> bool:
    """Return whether a size is in Azure's list, or newer than the sizes of its family there."""
    if name.lower() in azure_sizes():
        return True
    size = vm_size(name)
    return size is not None and size.version > _newest().get(size.family, 0)
