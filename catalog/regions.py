"""Azure's names of regions."""


def region_id(name: str) -> str:
    """A region's name as Azure compares it: "East US" and "eastus" are one region."""
    return name.replace(" ", "").lower()
