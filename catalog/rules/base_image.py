"""What a layered image and its base must have in common."""

from catalog.problem import Found
from catalog.rule import rule
from catalog.rules.layers import SOURCE, Layer, each_layer
from facts.security import BASES


@rule(
    "GS141",
    "The security profile of a layered image must be compatible with that of its base",
    example="""
[images.win11-avd]
security = "trusted_launch"

[images.win11-dev]
- security = "standard"
+ security = "trusted_launch"

[images.win11-dev.build]
source = { image = "win11-avd" }
""",
    happens="Azure refuses the build VM at VM creation, or the version after the build.",
    fix="Change security in one of the two.",
    source="Azure: Trusted Launch for Azure virtual machines; packer-plugin-azure#304",
)
@each_layer
def security_of_base(layer: Layer) -> Found:
    """By the table BASES in facts/security.py."""
    mine, other = layer.image.security, layer.base.security
    if other not in BASES[mine]:
        yield (
            ("security",),
            f"{mine!r} cannot be built from {layer.name}, which is {other!r}: its base must be one of "
            f"{', '.join(BASES[mine])}",
        )


@rule(
    "GS142",
    "A layered image must have the os_type, generation, architecture and purchase plan of its base",
    example="""
[images.win11-avd]
- hyper_v_generation = "V1"
+ hyper_v_generation = "V2"
security           = "standard"

- [images.win11-avd.build]
- source = { publisher = "MicrosoftWindowsServer", offer = "WindowsServer", sku = "2019-datacenter" }

[images.win11-dev]
hyper_v_generation = "V2"
security           = "standard"

[images.win11-dev.build]
source = { image = "win11-avd" }
""",
    happens="Azure refuses the version after the build: 'different Hypervisor generation', or "
    "'different plan'.",
    fix="Set the same os_type, hyper_v_generation, architecture and purchase_plan in both.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery; packer-plugin-azure#42",
)
@each_layer
def like_base(layer: Layer) -> Found:
    """A version gets these from its source, and the definition must match."""
    for name in ("os_type", "hyper_v_generation", "architecture"):
        mine, other = getattr(layer.image, name), getattr(layer.base, name)
        if name == "architecture":
            mine, other = mine or "x64", other or "x64"
        if mine != other:
            yield (name,), f"must be {other!r} as in its base {layer.name}, got {mine!r}: change one of them"
    if layer.image.purchase_plan != layer.base.purchase_plan:
        yield ("purchase_plan",), f"must be the same as in its base {layer.name}: change one of them"


@rule(
    "GS145",
    "A base must be generalized",
    example="""
[images.win11-avd]
- specialized = true
+ specialized = false

[images.win11-dev.build]
source = { image = "win11-avd" }
""",
    happens="Packer cannot create its account in a VM of a specialized image, so after VM creation it tries to "
    "connect until it gives up.",
    fix="Remove specialized = true from the base. For Linux, extra.ssh_private_key_file works too.",
    source="packer-plugin-azure#307, #308",
)
@each_layer
def base_is_generalized(layer: Layer) -> Found:
    """A specialized image keeps its accounts; over SSH, Packer can use the key of one of them."""
    has_key = layer.image.os_type == "Linux" and "ssh_private_key_file" in layer.image.build.extra
    if layer.base.specialized and not has_key:
        yield (
            SOURCE,
            f"{layer.source.image!r} is specialized, so Packer cannot create its account in the build VM: use "
            "a generalized image",
        )
