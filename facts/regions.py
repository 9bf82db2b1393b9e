"""Azure's names of regions."""

AS_OF = "September 2025"
"""How old the lists are."""

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

OTHER_CLOUDS = {
    "china": "china",
    "usdod": "usgovernment",
    "usgov": "usgovernment",
    "usnat": None,
    "ussec": None,
}
"""How names of regions begin that are not in the public cloud -> its name in [cloud]; None: it has none."""


def cloud_of(name: str) -> str | None:
    """The cloud that has the region, as far as its name tells; None: one that [cloud] names by its host."""
    id_ = region_id(name)
    return next((cloud for begin, cloud in OTHER_CLOUDS.items() if id_.startswith(begin)), "public")


def region_id(name: str) -> str:
    """A region's name as Azure compares it: "East US" and "eastus" are one region."""
    return name.replace(" ", "").lower()


def one_letter_off(name: str) -> str | None:
    """The region that a slip of one letter made `name` of; None for a name that may be a newer region's.

    Names of two regions differ in two letters or more, or in a digit, as eastus and eastus2 do.
    """
    from rapidfuzz.distance import OSA  # only an unknown name needs it

    id_ = region_id(name)
    known = sorted(WITH_ZONES | WITHOUT_ZONES)
    near = [one for one in known if OSA.distance(id_, one, score_cutoff=1) == 1]
    return next((one for one in near if id_.rstrip("0123456789") != one.rstrip("0123456789")), None)
