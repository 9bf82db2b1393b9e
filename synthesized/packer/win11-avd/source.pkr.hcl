locals {
  # The version and all that Packer makes on the way carry these.
  azure_tags = {
    image = "win11-avd"
  }

  provenance = { for name, value in { git_commit = var.git_commit, pipeline_url = var.pipeline_url } : name => value if value != "" }

  # The manifest carries it: the artifact of a build through a managed image is that image.
  image_version_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-resources/providers/Microsoft.Compute/galleries/my_image_gallery/images/Win11-AVD-Template/versions/${var.image_version}"

  # The build brings it from the VM, and the manifest reads there what the VM was made from.
  software_list = "${abspath(var.manifest_folder)}/win11-avd.software.json"
}

source "azure-arm" "win11-avd" {
  subscription_id    = "00000000-0000-0000-0000-000000000000"
  use_azure_cli_auth = true

  os_type         = "Windows"
  image_publisher = "MicrosoftWindowsDesktop"
  image_offer     = "windows-11"
  image_sku       = "win11-25h2-avd"
  image_version   = var.source_version == "" ? "latest" : var.source_version

  location                           = "East US"
  vm_size                            = "Standard_D4ads_v5"
  managed_image_storage_account_type = "Premium_LRS"
  license_type                       = "Windows_Client"

  security_type       = "TrustedLaunch"
  secure_boot_enabled = true
  vtpm_enabled        = true

  allowed_inbound_ip_addresses = var.allowed_inbound_ip_addresses

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
      replicas = 2
    }
  }

  shared_gallery_image_version_exclude_from_latest = var.exclude_from_latest

  shared_image_gallery_timeout = "120m"
  polling_duration_timeout     = "1h"
  azure_tags                   = merge(local.provenance, local.azure_tags)
  async_resourcegroup_delete   = true
}
