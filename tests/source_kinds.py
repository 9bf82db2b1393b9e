"""Images that start from what others share or from a managed image, and build VMs in another subscription."""

from collections.abc import Callable

OTHER = "33333333-3333-3333-3333-333333333333"
MANAGED = '{ custom_managed_image_name = "hardened", custom_managed_image_resource_group_name = "images" }'


def images(image: Callable[..., str]) -> dict[str, str]:
    """The text of each, by its key."""
    return {
        "community": image(
            "community",
            'package_manager = "apt"',
            source='{ community_gallery_image_id = "/communityGalleries/c/images/linux/versions/latest" }',
            system="linux",
            security="trusted_launch",
        ),
        "community-pinned": image(
            "community-pinned",
            'version_tags = { source = "{source_version}" }',
            source='{ community_gallery_image_id = "/CommunityGalleries/c/Images/w/Versions/2022.0826.08" }',
        ),
        "direct": image(
            "direct",
            f'build_subscription_id = "{OTHER}"',
            'version_tags = { source = "{source_version}" }',
            source=f'{{ direct_shared_gallery_image_id = "/SharedGalleries/{OTHER}-CONTOSO/Images/win11" }}',
        ),
        "managed": image("managed", source=MANAGED),
        "managed-elsewhere": image(
            "managed-elsewhere",
            f'build_subscription_id = "{OTHER}"',
            'build_resource_group_name = "builds"',
            'managed_image_storage_account_type = "StandardSSD_LRS"',
            source=MANAGED,
            security="trusted_launch_supported",
        ),
        "vm-elsewhere": image(
            "vm-elsewhere", f'build_subscription_id = "{OTHER}"', security="trusted_launch"
        ),
        "layer-elsewhere": image(
            "layer-elsewhere", f'build_subscription_id = "{OTHER}"', source='{ image = "bare" }'
        ),
    }
