variable "image_version" {
  description = "Version to publish: Major.Minor.Patch, such as 1.0.0. It must not exist in the gallery yet."
  type        = string
  default     = "1.0.0"

  # Packer takes leading zeros too, and nobody says what Azure makes of them.
  validation {
    condition     = var.image_version != "" && regex_replace(var.image_version, "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$", "") == ""
    error_message = "The image_version must be Major.Minor.Patch, such as 1.0.0, without leading zeros: 2026.2.6, not 2026.02.06."
  }

  validation {
    condition     = can(max(split(".", var.image_version)...)) == false || try(max(split(".", var.image_version)...), 0) <= 2147483647
    error_message = "Each number of the image_version must be at most 2147483647."
  }
}

variable "exclude_from_latest" {
  description = "Hosts that take the latest version do not take this one: to try it first."
  type        = bool
  default     = false
}

variable "allowed_inbound_ip_addresses" {
  description = "Who may reach the build VM: addresses or CIDR blocks, such as the runner's own."
  type        = list(string)

  # The plugin opens the VM to everyone where it is given nothing.
  validation {
    condition     = length(var.allowed_inbound_ip_addresses) > 0
    error_message = "Give allowed_inbound_ip_addresses at least one address or CIDR block."
  }
}

variable "source_version" {
  description = "Exact version of the source, as source-version.sh prints it; empty: the latest. It is in the manifest, and in the tags that name it."
  type        = string
  default     = ""

  validation {
    condition     = var.source_version == "" || regex_replace(var.source_version, "^[0-9]+\\.[0-9]+\\.[0-9]+$", "") == ""
    error_message = "The source_version must be three numbers, such as 1.0.0."
  }
}

variable "git_commit" {
  description = "The commit that this version is built from: a tag of the version, and in the manifest."
  type        = string
  default     = ""
}

variable "pipeline_url" {
  description = "The pipeline that builds it: a tag of the version, and in the manifest."
  type        = string
  default     = ""
}

variable "manifest_folder" {
  description = "Where the manifests of the version are written. The folder must exist."
  type        = string
  default     = "."

  # Asked first: after the build it would fail one that is published. fileexists() fails on a folder.
  validation {
    condition     = can(fileexists(abspath(var.manifest_folder))) == false
    error_message = "The manifest_folder must be a folder that exists: make it first."
  }

  validation {
    condition     = fileexists("${abspath(var.manifest_folder)}/win11-avd.manifest.json") == false || can(jsondecode(file("${abspath(var.manifest_folder)}/win11-avd.manifest.json")))
    error_message = "In the manifest_folder, win11-avd.manifest.json is not JSON, and Packer adds to it: move it away."
  }
}
