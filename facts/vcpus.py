"""How many vCPUs of a quota a VM size takes, and which quota of its family that is.

Sources: kubernetes/autoscaler, azure_instance_types.go (ffb2c6acc9), VCPU; Azure, "Virtual machine sizes
naming conventions". Of Standard_E32-8s_v3, which has 8, the quota counts all 32:
VirtualMachineSize.numberOfCores in Azure's REST reference.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from facts.vm_sizes import azure_sizes

FAMILIES = Path(__file__).parent / "vm-families.txt"
NUMBER = re.compile(r"([0-9]+)(?:-[0-9]+)?")
"""What a series has in place of `#`."""
OLD = re.compile(r"Standard_(?:DS?[0-9-]+(?:_v2(?:_Promo)?)?|GS?[0-9-]+)")
OF_OLD_D = {1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20}
OF_G = {1: 2, 2: 4, 3: 8, 4: 16, 5: 32}
"""The series whose number is not that of vCPUs."""
UNCLEAR = "Standard_F64-16ams_v7"
"""Listed with 80 vCPUs, against its name."""


@cache
def vcpus(size: str) -> int | None:
    """Return how many vCPUs of a quota a size takes; None if that is not certain."""
    name = azure_sizes().get(size.lower())
    found = name and name != UNCLEAR and NUMBER.search(name)
    if not (name and found):
        return None
    number = int(found[1])
    if OLD.fullmatch(name):
        return (OF_G if name.startswith("Standard_G") else OF_OLD_D).get(number)
    return number


@cache
def quota_family(size: str) -> str | None:
    """Return Azure's name of the quota of a size's family; None if it is not certain."""
    name = azure_sizes().get(size.lower(), "")
    return _families().get(NUMBER.sub("#", name.removeprefix("Standard_"), count=1))


@cache
def _families() -> Mapping[str, str]:
    lines = (line.partition(": ") for line in FAMILIES.read_text("utf-8").splitlines() if line[0] != "#")
    return {one: family for family, _, series in lines for one in series.split()}
