source "azure-arm" "win11-avd" {
  use_azure_cli_auth = true
  subscription_id    = "00000000-0000-0000-0000-000000000000"

  os_type         = "Windows"
  image_publisher = "MicrosoftWindowsDesktop"
  image_offer     = "windows-11"
  image_sku       = "win11-25h2-avd"
  image_version   = "latest"

  location                     = "East US"
  vm_size                      = "Standard_D4ads_v5"
  allowed_inbound_ip_addresses = var.allowed_inbound_ip_addresses

  security_type       = "TrustedLaunch"
  secure_boot_enabled = true
  vtpm_enabled        = true

  communicator   = "winrm"
  winrm_username = "packer"
  winrm_use_ssl  = true
  winrm_insecure = true
  winrm_timeout  = "30m"

  shared_image_gallery_destination {
    subscription   = "00000000-0000-0000-0000-000000000000"
    resource_group = "my-resources"
    gallery_name   = "my_image_gallery"
    image_name     = "Win11-AVD-Template"
    image_version  = var.image_version

    target_region {
      name     = "East US"
      replicas = 1
    }
  }

  shared_image_gallery_timeout = "2h"
  polling_duration_timeout     = "1h"
}
