"""A catalog with every kind of build: what the tests of the Packer folders render."""

import json
from itertools import product

from facts.security import PROFILES
from tests import image_content, linux_content, own_products, own_settings, own_steps, source_kinds

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/my-resources"
GALLERY = f"{GROUP}/providers/Microsoft.Compute/galleries/my_image_gallery"
OTHER = source_kinds.OTHER
DES = f"{GROUP}/providers/Microsoft.Compute/diskEncryptionSets/des"
SOURCES = {
    "windows": '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }',
    "linux": '{ publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }',
}
NETWORKS = {
    "public": 'allowed_inbound_ip_addresses = ["203.0.113.0/24"]',
    "vnet": 'virtual_network_name = "vnet"\nvirtual_network_subnet_name = "build"\n'
    'virtual_network_resource_group_name = "network"',
    "no-vault": "skip_create_build_key_vault = true",
}
AUTHENTICATIONS = ["azure_cli", "gitlab_oidc", "github_oidc", "managed_identity", "service_principal"]


def image(
    key: str,
    *build: str,
    system: str = "windows",
    security: str = "standard",
    source: str = "",
    head: str = "",
) -> str:
    """One image of a catalog, as a user would write it."""
    given = {line.split()[0] for line in build}
    size = "Standard_DC4ads_v5" if security == "confidential_vm" else "Standard_D4ads_v5"
    return f"""
[images.{key}]
name = "{key}"
os_type = "{system.capitalize()}"
hyper_v_generation = "V2"
security = "{security}"
identifier = {{ publisher = "p", offer = "o", sku = "{key}" }}
{head}
[images.{key}.build]
source = {source or SOURCES[system]}
{"" if "vm_size" in given else f'vm_size = "{size}"'}
{"" if "version" in given else 'version = "1.0.0"'}
{"" if "regions" in given else 'regions = [{ name = "East US" }]'}
""" + "\n".join(build)


def short(security: str) -> str:
    """The profile's initials: trusted_launch_supported is tls."""
    return "".join(part[0] for part in security.split("_"))


COMBINATIONS = {
    (key := f"{short(security)}-{system}-{network}-{authentication}".replace("_", "-")): image(
        key,
        f'authentication = "{authentication}"',
        NETWORKS[network],
        system=system,
        security=security,
    )
    for security, system, network, authentication in product(PROFILES, SOURCES, NETWORKS, AUTHENTICATIONS)
    if (system, network) != ("linux", "no-vault")
}

OTHERS = {
    "everything": image(
        "everything",
        'languages = ["de-DE", "fr-FR"]',
        'software = ["vscode", "chrome", "edge-policy", "git", "teams", "fslogix", "own"]',
        "settings = { rdp_shortpath = true, optimize = false }",
        "os_disk_size_gb = 256",
        'vm_size = "Standard_D4ads_v6"',
        'disk_controller_type = "NVMe"',
        'license_type = "Windows_Server"',
        'spot = { eviction_policy = "Delete", max_price = 0.5 }',
        f'user_assigned_managed_identities = ["{GROUP}/providers/Microsoft.ManagedIdentity/'
        'userAssignedIdentities/reader"]',
        'build_resource_group_name = "vaults"',
        'build_key_vault_name = "vault"',
        'build_key_vault_secret_name = "secret"',
        'storage_account_type = "Standard_ZRS"',
        'shared_gallery_image_version_end_of_life_date = "2099-01-31T00:00:00Z"',
        "shared_gallery_image_version_exclude_from_latest = true",
        'shared_image_gallery_timeout = "3h"',
        'polling_duration_timeout = "90m"',
        f'regions = [{{ name = "East US", replicas = 2, disk_encryption_set_id = "{DES}" }}, '
        f'{{ name = "westeurope", replicas = 3, disk_encryption_set_id = "{DES}-west" }}]',
        'extra = { winrm_timeout = "45m", encryption_at_host = true, disk_additional_size = [32, 64], '
        'temp_compute_name = "builder" }',
        'version_tags = { "source \\"x\\"" = "{source_version}", built = "{date} $${{x}} 100%{{}} $${date}", '
        'by = "{commit} {pipeline}", is = "{image} {version} é\\\\" }',
        head='tags = { "cost \\"centre\\"" = "é\\\\", "a${b}" = "%{c}" }\n'
        'purchase_plan = { name = "n", publisher = "p", product = "q" }\n'
        "disk_controller_type_nvme_enabled = true\naccelerated_network_support_enabled = true",
    ),
    "own-settings": image("own-settings", f"settings = {{ {own_settings.ON} }}", head="specialized = true"),
    **{key: image(key, line, source=source) for key, (line, source) in own_products.CASES.items()},
    "bare": image("bare", "windows_update = false", "software = []"),
    "updates": image("updates", image_content.UPDATES, image_content.MACHINE_FILES),
    "series": image("series", 'version = "1.4"', 'version_tags = { is = "{version}" }'),
    "dated": image("dated", 'version = "{date}"', 'version_tags = { is = "{version}" }'),
    "machine": image("machine", image_content.MACHINE),
    "machine-linux": image("machine-linux", image_content.LINUX_MACHINE, system="linux"),
    "tagged": image("tagged", head='tags = { Image = "mine" }'),
    "shallow": image("shallow", "use_shallow_replication = true"),
    "group": image("group", 'build_resource_group_name = "builds"', 'location = "East US"'),
    "no-sysprep": image("no-sysprep", head="specialized = true"),
    "no-sysprep-linux": image("no-sysprep-linux", system="linux", head="specialized = true"),
    "other-user": image("other-user", 'extra = { ssh_username = "builder" }', system="linux"),
    "tools": image("tools", 'software = ["git", "jq"]', system="linux"),
    "layer": image("layer", source='{ image = "bare", version = "1.0.0" }'),
    "layer-latest": image(
        "layer-latest", 'version_tags = { base = "bare {base_version}" }', source='{ image = "bare" }'
    ),
    "other-gallery": image(
        "other-gallery",
        source='{ gallery_name = "other", image_name = "base", resource_group = "others" }',
    ),
    "by-id": image(
        "by-id",
        'version_tags = { source = "{source_version}" }',
        source=f'{{ id = "{GROUP}/providers/Microsoft.Compute/galleries/g/images/base/versions/1.2.3" }}',
    ),
    "cmk": image(
        "cmk",
        'confidential_vm_image_encryption_type = "EncryptedWithCmk"',
        f'disk_encryption_set_id = "{DES}"',
        f'regions = [{{ name = "East US", disk_encryption_set_id = "{DES}" }}]',
        security="confidential_vm",
    ),
    "elsewhere": image(
        "elsewhere",
        'location = "West Europe"',
        'regions = [{ name = "westeurope" }]',
        source=f'{{ subscription = "{OTHER}", gallery_name = "g", image_name = "i", resource_group = "r" }}',
    ),
    "through-group": image(
        "through-group", 'managed_image_resource_group_name = "managed"', security="trusted_launch_supported"
    ),
    "in-group": image(
        "in-group",
        'build_resource_group_name = "builds"',
        system="linux",
        security="trusted_launch_supported",
    ),
    "in-group-oidc": image(
        "in-group-oidc",
        'build_resource_group_name = "builds"',
        'authentication = "gitlab_oidc"',
        security="confidential_vm_supported",
    ),
    "temporary": image("temporary", 'temp_resource_group_name = "mine"', security="trusted_launch_supported"),
    "prefixed": image(
        "prefixed",
        'extra = { custom_resource_build_prefix = "avd" }',
        security="trusted_launch_supported",
    ),
    "many": image(
        "many",
        "regions = [" + ", ".join(f'{{ name = "{n}" }}' for n in ["East US", *map(str, range(26))]) + "]",
    ),
}
OWN = {
    "own": image("own", own_steps.WINDOWS_STEPS),
    "own-linux": image("own-linux", own_steps.LINUX_STEPS, 'hcl = { folder = "hcl" }', system="linux"),
    "own-ansible": image("own-ansible", own_steps.RUNNER, system="linux"),
    "own-specialized": image("own-specialized", 'steps = ["seal", "hosts"]', head="specialized = true"),
}
CASES = COMBINATIONS | OTHERS | OWN | linux_content.images(image) | source_kinds.images(image)
CATALOG = f"""
tags = {{ owner = "the desktop team" }}
accept = [{{ rule = "GS221", reason = "no PowerShell" }}, {{ rule = "GS232", reason = "nothing is built" }}]
[gallery]
name = "my_image_gallery"
resource_group = "my-resources"
location = "East US"
[software.windows.git]
version = "1.2.3"
sha256 = "{"0" * 64}"

{linux_content.CONTENT}
[software.windows.own]
name = "A tool of \\"ours\\" $(whoami) `n ${{x}} 😀"
url = "https://contoso.blob.core.windows.net/tools/own.exe"
installer = "exe"
arguments = '/S /D="C:\\Program Files\\Own"'
signer = "Contoso"
with_identity = true
proof = {{ file = '%ProgramFiles%\\Own\\own.exe' }}
{own_products.PRODUCTS}{own_steps.STEPS}
{own_settings.OWN}
{"".join(CASES.values())}
"""


def outputs(names: dict[str, str]) -> str:
    """What a deploy would publish of the gallery that every catalog here has: definitions by image key."""
    return json.dumps(
        {
            "gallery": {
                "resource_group_name": "my-resources",
                "location": "eastus",
                "gallery_name": "my_image_gallery",
                "gallery_id": GALLERY,
            },
            "image-definition": {
                "image_definitions": {
                    key: {"name": name, "id": f"{GALLERY}/images/{name}"} for key, name in names.items()
                }
            },
        }
    )
