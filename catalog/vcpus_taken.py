"""What a build VM takes of the vCPU quotas that the catalog names."""

from collections.abc import Iterator
from typing import NamedTuple

from catalog.image import Image
from catalog.model import Catalog
from catalog.vcpu_quota import SPOT, TOTAL, VcpuQuota
from facts.regions import region_id
from facts.vcpus import quota_family, vcpus

Quota = tuple[str, str, str]
"""Its subscription, its region and its name."""


class Taken(NamedTuple):
    """A part of a quota."""

    subscription: str
    """Its id; empty: the gallery's."""
    location: str
    """The id of the region."""
    name: str
    """In lower case: Azure ignores upper and lower case."""
    vcpus: int
    limit: int

    @property
    def quota(self) -> Quota:
        """What tells the quota from others."""
        return self.subscription, self.location, self.name


def counts(image: Image, catalog: Catalog, quota: VcpuQuota) -> bool | None:
    """Return whether a build VM counts against a quota; None if the family of its size is not known.

    Spot VMs have a quota of their own. Source: Azure, "Use Azure Spot Virtual Machines", quota.
    """
    name, build = quota.name.lower(), image.build
    if _id(quota.subscription_id) != _id(build.build_subscription_id):
        return False
    if region_id(quota.location) != region_id(catalog.location_of(image)):
        return False
    if (name == SPOT) != bool(build.spot):
        return False
    if name in {TOTAL, SPOT}:
        return True
    family = quota_family(build.vm_size)
    return None if family is None else family.lower() == name


def named(quota: VcpuQuota) -> Quota:
    """Return what tells a quota from others, however the catalog writes it."""
    return _id(quota.subscription_id), region_id(quota.location), quota.name.lower()


def taken_by(image: Image, catalog: Catalog) -> Iterator[Taken]:
    """Yield what a build VM takes of each quota that it may count against: all, where that is not known."""
    for quota in catalog.vcpu_quota:
        if (counted := counts(image, catalog, quota)) is not False:
            known = vcpus(image.build.vm_size) if counted else None
            subscription, location, name = named(quota)
            yield Taken(
                subscription=subscription,
                location=location,
                name=name,
                vcpus=quota.limit if known is None else known,
                limit=quota.limit,
            )


def _id(subscription: str | None) -> str:
    return (subscription or "").lower()
