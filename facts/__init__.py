"""Facts about Azure, azurerm and Packer: tables with source and date, and look-ups in them. No decisions."""
