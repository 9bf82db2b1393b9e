"""`[[vcpu_quota]]`: how many vCPUs Azure allows at once."""

from typing import Annotated

from pydantic import Field

from catalog import build_fields, fields
from catalog.limit import matching
from catalog.toml_table import TomlTable

TOTAL, SPOT = "cores", "lowprioritycores"
"""Azure's names, in lower case, of the quota of a region for all sizes, and of the one for all spot VMs."""
QuotaName = Annotated[
    str,
    matching(
        "[Cc]ores|[Ll]ow[Pp]riority[Cc]ores|[Ss]tandard[A-Za-z0-9_ ]{1,80}Family",
        "use cores, lowPriorityCores or the quota of a family such as standardDADSv5Family, as "
        "`az vm list-usage --location eastus --query [].name.value` writes it",
    ),
]


class VcpuQuota(TomlTable):
    """A vCPU quota: a pipeline starts only as many builds at once as fit it."""

    location: fields.RegionName
    """The region."""
    limit: Annotated[int, Field(ge=1)]
    """How many vCPUs builds may have at once: the limit of `az vm list-usage`, less what others use."""
    subscription_id: build_fields.SubscriptionId | None = None
    """For builds with this build_subscription_id. Default: for those in the gallery's subscription."""
    name: QuotaName = "cores"
    """cores: all sizes; lowPriorityCores: all spot VMs; or a family, such as standardDADSv5Family."""
