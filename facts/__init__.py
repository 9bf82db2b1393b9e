"""What Azure, azurerm and Packer are: tables with source and date, and look-ups in them. Decides nothing."""
