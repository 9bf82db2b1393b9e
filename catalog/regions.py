"""Azure's names of regions."""

WITH_ZONES = frozenset(
    """
    australiaeast austriaeast belgiumcentral brazilsouth canadacentral centralindia centralus chilecentral
    denmarkeast eastasia eastus eastus2 francecentral germanywestcentral indonesiacentral israelcentral
    italynorth japaneast japanwest koreacentral malaysiawest mexicocentral newzealandnorth northeurope
    norwayeast polandcentral qatarcentral southafricanorth southcentralus southeastasia spaincentral
    swedencentral switzerlandnorth uaenorth uksouth westeurope westus2 westus3
    """.split()
)
"""Regions with availability zones. Source: Azure, "List of Azure regions", September 2025."""

WITHOUT_ZONES = frozenset(
    """
    australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast francesouth germanynorth
    koreasouth northcentralus norwaywest southafricawest southindia switzerlandwest uaecentral ukwest
    westcentralus westindia westus
    """.split()
)
"""The others of that list."""

OTHER_CLOUDS = ("china", "usdod", "usgov", "usnat", "ussec")
"""How the names of regions begin that are not in the public cloud."""


def region_id(name: str) -> str:
    """A region's name as Azure compares it: "East US" and "eastus" are one region."""
    return name.replace(" ", "").lower()
