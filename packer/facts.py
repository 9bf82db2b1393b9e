"""facts.json, beside each template: what goldshelf knew when it wrote it. A review compares it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from facts.regions import region_id
from files.digests import digest_of
from files.folders import Files
from files.limits import from_json
from packer.hcl import given
from packer.template_input import TemplateInput

FILE = "facts.json"
Values = dict[str, Any]


class Facts(BaseModel):
    """One image's build. Expressions stand as HCL writes them, such as var.image_version."""

    model_config = ConfigDict(frozen=True)

    image: str
    """Its key."""
    version: str
    """Of the next version, unless `packer build` is given another one."""
    exclude_from_latest: bool
    allowed_inbound_ip_addresses: list[str] | None
    """Who may reach the build VM. None: asked for, or a private network."""
    source: Values
    """The arguments of azure-arm, without the regions."""
    regions: list[Values]
    """Where copies are kept; `id` is the region's name as Azure compares it."""
    azure_tags: dict[str, str]
    version_tags: dict[str, str] = {}
    """As the catalog has them, with the names of their facts."""
    unsafe: list[str] = []
    """What the blocks of build.hcl may undo."""
    secrets: list[str] = []
    """Variables that own steps need: PKR_VAR_<name> in the environment of Packer."""
    timeout: str | None = None
    """For all that runs in the build VM, if the catalog says it: the pipeline's job has it."""
    vcpu_quotas: list[Values] = []
    """The quotas that its build VM counts against, each with its limit and the vCPUs that it takes."""
    provisioners: list[Values]
    """In order; `id` tells one from another."""
    scripts: dict[str, str]
    """The SHA-256 digest of each."""
    steps: list[Values] = []
    """The image's own, in order: when each runs, what it does with which files beside the catalog, and which
    of those may be executed."""
    files: dict[str, str] = {}
    """The same for what own steps bring: own/ has the path beside the catalog, steps/ is in the catalog."""

    @property
    def specialized(self) -> bool:
        """Whether hosts keep what is the build VM's own."""
        destination = self.source.get("shared_image_gallery_destination")
        return isinstance(destination, dict) and destination.get("specialized") is True


def facts_json(known: TemplateInput, *, scripts: Files, steps: list[Values], own: Mapping[str, str]) -> str:
    """Return the text of facts.json."""
    source = given(known.source)
    regions = source["shared_image_gallery_destination"].pop("target_region")
    build = known.image.build
    facts = Facts(
        image=known.key,
        version=build.version,
        exclude_from_latest=bool(build.shared_gallery_image_version_exclude_from_latest),
        allowed_inbound_ip_addresses=build.allowed_inbound_ip_addresses,
        source=source,
        regions=[{"id": region_id(region["name"]), **region} for region in regions],
        unsafe=sorted(known.image.build.hcl.unsafe) if known.image.build.hcl else [],
        secrets=list(known.secrets),
        azure_tags=dict(known.tags.arguments),
        version_tags=build.version_tags,
        timeout=build.timeouts.build,
        vcpu_quotas=[one._asdict() for one in known.vcpu_quotas],
        provisioners=[one.facts for one in known.provisioners],
        scripts={path.removeprefix("scripts/"): digest_of(text) for path, text in scripts.items()},
        steps=steps,
        files=dict(own),
    )
    return facts.model_dump_json(indent=2, exclude_defaults=True) + "\n"


@lru_cache(maxsize=4096)  # a review asks for the same facts more than once
def read_facts(text: str) -> Facts | None:
    """The facts of a committed folder; None where they cannot be read."""
    try:
        return Facts.model_validate(from_json(text))
    except ValueError:
        return None
