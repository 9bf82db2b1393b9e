"""An offline Azure: a Terraform provider with azurerm's own schema, for the demo and the tests."""
