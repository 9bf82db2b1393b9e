"""The subnet of the build VM, in a network that is there."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule

RESOLVER = "packer-plugin-azure 2.6.3, resource_resolver.go and template_builder.go"


@rule(
    "GS389",
    "virtual_network_resource_group_name must not be set without virtual_network_subnet_name",
    example="""
[images.win11-avd.build]
virtual_network_name                = "hub"
virtual_network_resource_group_name = "network"
+ virtual_network_subnet_name         = "builds"
""",
    happens="Packer looks for a subnet only where it looks for the group too, so the build VM would be in a subnet without a "
    "name: Azure refuses it at VM creation.",
    fix="Set virtual_network_subnet_name too.",
    source=RESOLVER,
)
@each_image
def subnet_is_named(image: Image, _: Catalog) -> Found:
    """Without both, Packer finds the network in the subscription, which must have one subnet."""
    build, group = image.build, image.build.virtual_network_resource_group_name
    if build.virtual_network_name and group and not build.virtual_network_subnet_name:
        yield (
            ("build", "virtual_network_resource_group_name"),
            "needs virtual_network_subnet_name: set that too",
        )


@rule(
    "GS294",
    "virtual_network_subnet_name should not be set without virtual_network_resource_group_name",
    example="""
[images.win11-avd.build]
virtual_network_name                = "hub"
virtual_network_subnet_name         = "builds"
+ virtual_network_resource_group_name = "network"
""",
    happens="Packer looks for the network itself, and takes its only subnet, whatever is named: with several subnets or "
    "networks of that name, it stops when the build starts.",
    fix="Set virtual_network_resource_group_name too.",
    source=RESOLVER,
)
@each_image
def subnet_is_read(image: Image, _: Catalog) -> Found:
    """It works where the network has one subnet, and that name."""
    build, group = image.build, image.build.virtual_network_resource_group_name
    if build.virtual_network_name and build.virtual_network_subnet_name and not group:
        yield (
            ("build", "virtual_network_subnet_name"),
            "is not read without virtual_network_resource_group_name, because Packer then looks for the network and its "
            "only subnet itself: set that too",
        )
