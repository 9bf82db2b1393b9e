"""What random catalogs start from: images of the marketplace, and those that others share."""

DESKTOP, WINDOWS_10, DESKTOP_ARM64, UBUNTU, UBUNTU_ARM64, PARTNER, SERVER, WITH_PLAN = (
    {"publisher": publisher, "offer": offer, "sku": sku}
    for publisher, offer, sku in (
        ("MicrosoftWindowsDesktop", "windows-11", "win11-25h2-avd"),
        ("MicrosoftWindowsDesktop", "windows-10", "win10-22h2-avd"),
        ("MicrosoftWindowsDesktop", "windows11preview-arm64", "win11-25h2-ent"),
        ("Canonical", "ubuntu-24_04-lts", "server"),
        ("Canonical", "ubuntu-24_04-lts", "server-arm64"),
        ("contoso", "desktops", "desktop"),
        ("MicrosoftWindowsServer", "WindowsServer", "2025-datacenter-g2"),
        ("center-for-internet-security-inc", "cis-windows-11-l1", "cis-windows-11-l1-gen2"),
    )
)
MARKETPLACE = (DESKTOP, WINDOWS_10, DESKTOP_ARM64, UBUNTU, UBUNTU_ARM64, PARTNER, SERVER, WITH_PLAN)
SHARED = (
    {"community_gallery_image_id": "/communityGalleries/contoso-1a2b3c4d/images/win11"},
    {"community_gallery_image_id": "/CommunityGalleries/contoso-1a2b3c4d/Images/ubuntu/Versions/1.2.3"},
    {"direct_shared_gallery_image_id": "/SharedGalleries/contoso-IMAGES/Images/win11/Versions/latest"},
    {"custom_managed_image_name": "hardened", "custom_managed_image_resource_group_name": "Images"},
)
