"""The catalog as Terraform JSON. Never imports packer/."""
