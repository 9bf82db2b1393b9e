"""One image definition."""

from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import each_image, rule


@rule(
    "GS103",
    "A security profile needs generation 2",
    happens="Azure refuses the definition, at apply; azurerm does not look.",
    todo='Write hyper_v_generation = "V2", and start from a source of generation 2.',
    source="Azure: Trusted Launch for Azure virtual machines",
)
@each_image
def security_needs_generation_2(image: Image, _: Catalog) -> Found:
    """Every security type but Standard."""
    if image.security != "standard" and image.hyper_v_generation != "V2":
        yield (
            ("hyper_v_generation",),
            f"{image.hyper_v_generation!r} does not go with security = "
            f"{image.security!r}; Azure needs a generation 2 definition for it: use 'V2'",
        )


@rule(
    "GS105",
    "The least that is recommended is not more than the most",
    happens="azurerm refuses the definition, at apply.",
    todo="Change one of the two.",
    source="azurerm 4.55.0: shared_image_resource.go; Azure: Troubleshoot shared images",
)
@each_image
def recommended_ranges(image: Image, _: Catalog) -> Found:
    """Of vCPUs and of memory."""
    for unit in ("vcpu_count", "memory_in_gb"):
        low = getattr(image, f"min_recommended_{unit}")
        high = getattr(image, f"max_recommended_{unit}")
        if low is not None and high is not None and low > high:
            yield (
                (f"min_recommended_{unit}",),
                f"{low} is more than max_recommended_{unit} = {high}; "
                "azurerm refuses it at apply: change one of them",
            )


@rule(
    "GS166",
    "NVMe needs generation 2",
    happens="Azure refuses the definition at apply, or the build VM at VM creation.",
    todo='Write hyper_v_generation = "V2", or leave disk_controller_type_nvme_enabled out.',
    source="Azure: NVMe overview: 'We currently do not support NVMe disks on Generation 1 VMs'",
)
@each_image
def nvme_needs_generation_2(image: Image, _: Catalog) -> Found:
    """Whatever the size."""
    if image.disk_controller_type_nvme_enabled and image.hyper_v_generation != "V2":
        yield (
            ("disk_controller_type_nvme_enabled",),
            f"does not go with hyper_v_generation = {image.hyper_v_generation!r}, which has no NVMe disks: "
            "use 'V2'",
        )


@rule(
    "GS125",
    "Arm64 needs generation 2",
    happens="The build VM cannot start, at VM creation: every Arm64 size is of generation 2 only.",
    todo='Write hyper_v_generation = "V2".',
    source="Azure: Generation 2 VMs, sizes",
)
@each_image
def arm64_needs_generation_2(image: Image, _: Catalog) -> Found:
    """There is no Arm64 size of generation 1."""
    if image.architecture == "Arm64" and image.hyper_v_generation != "V2":
        yield (
            ("hyper_v_generation",),
            f"{image.hyper_v_generation!r} has no VM of architecture 'Arm64': use 'V2'",
        )
