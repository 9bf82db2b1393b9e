"""The vCPU quotas that the catalog names."""

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule
from catalog.vcpu_quota import VcpuQuota
from catalog.vcpus_taken import Quota, counts, named
from facts.regions import WITH_ZONES, WITHOUT_ZONES, cloud_of, region_id
from facts.vcpus import quota_family, vcpus
from files.quote import quoted


@rule(
    "GS378",
    "Each build must fit the vCPU quotas, and a quota must be named once, and be one that builds count against",
    example="""
[[vcpu_quota]]
location = "East US"
- limit    = 2
+ limit    = 16
""",
    happens='Azure refuses the build VM at VM creation, with the error "QuotaExceeded" or "OperationNotAllowed"; a '
    "quota that no build counts against would limit nothing, and one with two limits has none that is right.",
    fix="Ask Azure for a higher quota, use a smaller size, or correct the quota.",
    source="Azure: Check vCPU quotas; REST reference, VirtualMachineSize; kubernetes/autoscaler, "
    "azure_instance_types.go",
)
def builds_fit(catalog: Catalog) -> Found:
    """As far as the size is in Azure's list; how many fit at once is up to the pipeline."""
    for number, quota in enumerate(catalog.vcpu_quota):
        counted = {key: counts(image, catalog, quota) for key, image in catalog.builds.items()}
        for key, image in catalog.builds.items():
            size = image.build.vm_size
            number_of = vcpus(size) if counted[key] else None
            if number_of and number_of > quota.limit:
                yield (
                    ("images", key, "build", "vm_size"),
                    f"{quoted(size)} takes {number_of} vCPUs, more than the {quota.limit} of {quota.name} in "
                    f"{quota.location} that vcpu_quota allows: use a smaller size, or ask Azure for a higher quota",
                )
        if all(one is False for one in counted.values()) and not _is_unknown(quota, catalog):
            yield ("vcpu_quota", number), _unused(catalog, quota)
    yield from _named_again(catalog)


def _named_again(catalog: Catalog) -> Found:
    first: dict[Quota, int] = {}
    for number, quota in enumerate(catalog.vcpu_quota):
        before = first.setdefault(named(quota), number)
        if before != number:
            yield ("vcpu_quota", number), f"is the same quota as vcpu_quota[{before}]: keep one of them"


def _is_unknown(quota: VcpuQuota, catalog: Catalog) -> bool:
    """Return whether the region is one that GS175 or GS210 reports."""
    id_ = region_id(quota.location)
    return catalog.cloud.is_public and cloud_of(id_) == "public" and id_ not in WITH_ZONES | WITHOUT_ZONES


def _unused(catalog: Catalog, quota: VcpuQuota) -> str:
    """Say which families builds in the region have, if there are any."""
    subscription = quota.subscription_id
    region = VcpuQuota(location=quota.location, limit=quota.limit, subscription_id=subscription)
    here = [image.build.vm_size for image in catalog.builds.values() if counts(image, catalog, region)]
    families = ", ".join(sorted({family for size in here if (family := quota_family(size))}))
    hint = f" (regular ones there are of {families})" if families else ""
    where = f"{quota.location} of " + (
        f"subscription {subscription}" if subscription else "the gallery's subscription"
    )
    return (
        f"limits nothing, because no build counts against {quota.name} in {where}{hint}: correct or remove it"
    )
