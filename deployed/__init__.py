"""What a deploy left: its outputs, read and checked against the catalog."""
