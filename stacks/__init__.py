"""Make Terraform JSON from the catalog."""
