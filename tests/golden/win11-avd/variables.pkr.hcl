variable "image_version" {
  description = "Version to publish: Major.Minor.Patch. It must not exist in the gallery yet."
  type        = string
  default     = "1.0.0"

  validation {
    condition     = var.image_version != "" && regex_replace(var.image_version, "^[0-9]+\\.[0-9]+\\.[0-9]+$", "") == ""
    error_message = "The image_version must be Major.Minor.Patch, such as 1.0.0."
  }
}

variable "allowed_inbound_ip_addresses" {
  description = "Who may reach WinRM on the build VM: addresses or CIDR blocks. Empty means everyone."
  type        = list(string)
  default     = []
}
