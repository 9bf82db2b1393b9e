"""One image definition."""

from catalog.image import Definition
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Rule, each_definition, rule
from catalog.rules.forms import must_be

security_needs_generation_2 = Rule(
    id="GS103",
    title='An image with security other than "standard" must have hyper_v_generation = "V2"',
    example="""
[images.win11-avd]
hyper_v_generation = "V1"
- security           = "trusted_launch"
+ security           = "standard"

[images.win11-avd.build]
source = { publisher = "MicrosoftWindowsServer", offer = "WindowsServer", sku = "2019-datacenter" }
""",
    find=each_definition(must_be('hyper_v_generation = "V2"', where='security != "standard"')),
    happens="Azure refuses the definition at apply; azurerm does not check it.",
    fix='Set hyper_v_generation = "V2", and use a source of generation 2.',
    source="Azure: Trusted Launch for Azure virtual machines",
)

arm64_needs_generation_2 = Rule(
    id="GS125",
    title='An Arm64 image must have hyper_v_generation = "V2"',
    example="""
[images.win11-avd]
architecture       = "Arm64"
- hyper_v_generation = "V1"
+ hyper_v_generation = "V2"
security           = "standard"

[images.win11-avd.build]
source  = { gallery_name = "shared", image_name = "win11-arm", resource_group = "shared" }
vm_size = "Standard_D4ps_v5"
""",
    find=each_definition(must_be('hyper_v_generation = "V2"', where='architecture = "Arm64"')),
    happens="The build VM cannot start at VM creation: Arm64 sizes support generation 2 only.",
    fix='Set hyper_v_generation = "V2".',
    source="Azure: Generation 2 VMs, sizes",
)


@rule(
    "GS105",
    "min_recommended_* must not exceed max_recommended_*",
    example="""
[images.win11-avd]
- min_recommended_vcpu_count = 5
+ min_recommended_vcpu_count = 4
max_recommended_vcpu_count = 4
""",
    happens="azurerm refuses the definition at apply.",
    fix="Change one of the two.",
    source="azurerm 4.55.0: shared_image_resource.go; Azure: Troubleshoot shared images",
)
@each_definition
def recommended_ranges(image: Definition, _: Catalog) -> Found:
    """Of vCPUs and of memory."""
    for unit in ("vcpu_count", "memory_in_gb"):
        low = getattr(image, f"min_recommended_{unit}")
        high = getattr(image, f"max_recommended_{unit}")
        if low is not None and high is not None and low > high:
            yield (
                (f"min_recommended_{unit}",),
                f"must not exceed max_recommended_{unit} = {high}, got {low}: change one of them",
            )
