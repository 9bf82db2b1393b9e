"""A catalog that sets every argument of azurerm, with an image of each security profile."""

HEAD = """
tags = { owner = "desktop", env = "all" }

[backend]
type = "azurerm"
storage_account_name = "state"
container_name = "tfstate"
key = "images/prod"
resource_group_name = "state"
subscription_id = "00000000-0000-0000-0000-000000000001"
tenant_id = "00000000-0000-0000-0000-000000000002"
client_id = "00000000-0000-0000-0000-000000000003"
client_certificate_path = "/run/secrets/client.pfx"
client_secret_file_path = "/run/secrets/client"
use_azuread_auth = true
use_cli = false
use_msi = true
msi_endpoint = "http://127.0.0.1:42356/msi/token"
use_oidc = true
oidc_token_file_path = "/run/secrets/token"
use_aks_workload_identity = false
snapshot = true
lookup_blob_endpoint = true

[resource_group]
location = "West US"
managed_by = "someone"
timeouts = { create = "90m" }

[gallery]
name = "g"
resource_group = "my-resources"
location = "East US"
description = "costs ${5} and 5%{x}"
prevent_destroy = false
tags = { env = "gallery" }
timeouts = { create = "1h", read = "5m", update = "30m", delete = "30m" }
"""
IMAGE = """
[images.KEY]
name = "KEY"
os_type = "Linux"
hyper_v_generation = "V2"
security = "SECURITY"
identifier = { publisher = "p", offer = "o", sku = "KEY" }
accelerated_network_support_enabled = true
architecture = "x64"
purpose = "none"
description = "d"
disk_controller_type_nvme_enabled = true
disk_types_not_allowed = ["Standard_LRS"]
end_of_life_date = "2027-01-31T00:00:00Z"
eula = "eula"
hibernation_enabled = true
max_recommended_memory_in_gb = 64
max_recommended_vcpu_count = 16
min_recommended_memory_in_gb = 8
min_recommended_vcpu_count = 2
prevent_destroy = false
privacy_statement_uri = "https://example.com/privacy"
PLAN
release_note_uri = "https://example.com/notes"
specialized = true
tags = { env = "image", "c ${ost}" = "centre" }
timeouts = { create = "1h", read = "5m", update = "30m", delete = "30m" }

[images.KEY.build]
source = { publisher = "p", offer = "o", sku = "s" }
package_manager = "apt"
vm_size = "Standard_D4ads_v5"
version = "1.0.0"
regions = [{ name = "eastus", replicas = 2 }]
"""
PLAN = 'purchase_plan = { name = "s", publisher = "p", product = "o" }'
ACCEPT = """
[[accept]]
rule = "GS216"
reason = "no such image"

[[accept]]
rule = "GS292"
reason = "every argument is said"
"""
SHARING = """
[gallery.sharing]
permission = "Community"
community_gallery = { eula = "e", prefix = "contoso", publisher_email = "a@b.c", publisher_uri = "u" }
"""
FLAGS = {
    "trusted_launch": "trusted_launch_enabled",
    "trusted_launch_supported": "trusted_launch_supported",
    "confidential_vm": "confidential_vm_enabled",
    "confidential_vm_supported": "confidential_vm_supported",
}


def image(security: str, *, plan: str = PLAN) -> str:
    """An image of which everything is said that goes with this profile; its key is the profile."""
    text = (
        IMAGE.replace("SECURITY", security).replace("KEY", security.replace("_", "-")).replace("PLAN", plan)
    )
    if security == "confidential_vm":
        text = text.replace("D4ads", "DC4ads")
    # An image that goes through a managed image is always generalized.
    return text.replace("specialized = true\n", "") if security.endswith("_supported") else text


EVERY_PROFILE = HEAD + "".join(map(image, ("standard", *FLAGS))) + ACCEPT
SHARED = HEAD + SHARING + image("standard", plan="") + ACCEPT.partition("\n\n")[0]
"""A partner's image is never shared."""
