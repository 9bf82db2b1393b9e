"""Names of Azure regions."""

AS_OF = "September 2025"
"""The date of the lists."""

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
"""The other regions of that list."""

OTHER_CLOUDS = {
    "china": "china",
    "usdod": "usgovernment",
    "usgov": "usgovernment",
    "usnat": None,
    "ussec": None,
}
"""The prefix of region names in another cloud -> its name in [cloud], or None if it has none there."""


def cloud_of(name: str) -> str | None:
    """Return the cloud of a region, judging by its name; None for a cloud that [cloud] names by its host."""
    id_ = region_id(name)
    return next((cloud for begin, cloud in OTHER_CLOUDS.items() if id_.startswith(begin)), "public")


def region_id(name: str) -> str:
    """Return a region name in the form in which Azure compares it: "East US" is "eastus"."""
    return name.replace(" ", "").lower()


def one_letter_off(name: str) -> str | None:
    """Return the region whose name differs from `name` in one letter; None if `name` may be a newer region.

    The names of two regions differ in two or more letters, or in a digit, such as eastus and eastus2.
    """
    from rapidfuzz.distance import OSA  # only an unknown name needs it

    id_ = region_id(name)
    known = sorted(WITH_ZONES | WITHOUT_ZONES)
    near = [one for one in known if OSA.distance(id_, one, score_cutoff=1) == 1]
    return next((one for one in near if id_.rstrip("0123456789") != one.rstrip("0123456789")), None)
