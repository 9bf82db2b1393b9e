"""`[software.windows.<id>.office]`: what the Office Deployment Tool installs, with Microsoft's own values.

Microsoft, "Configuration options for the Office Deployment Tool", as of October 2024 (OfficeDocs-DeployOffice
947f018). The defaults are those of Microsoft's example for images of Azure Virtual Desktop (azure-docs
088f997, install-office-on-wvd-master-image) and of Azure/FederalAVD efbc876, Install-M365Applications.ps1.
"""

from typing import Annotated, Literal

from pydantic import Field

from catalog import fields
from catalog.limit import Limit
from catalog.toml_table import TomlTable

Channel = Literal[
    "BetaChannel", "CurrentPreview", "Current", "MonthlyEnterprise", "SemiAnnualPreview", "SemiAnnual"
]
App = Literal[
    "Access",
    "Bing",
    "Excel",
    "Groove",
    "Lync",
    "OneDrive",
    "OneNote",
    "Outlook",
    "PowerPoint",
    "Publisher",
    "Teams",
    "Word",
]
ProductId = Literal["O365ProPlusRetail", "O365BusinessRetail", "VisioProRetail", "ProjectProRetail"]
ONCE = Limit(
    fits=lambda listed: len({one.lower() for one in listed}) == len(listed),
    message="must not name one twice, in upper or lower case: keep one",
    schema={"uniqueItems": True},
)


class Office(TomlTable):
    """What the Office Deployment Tool installs."""

    products: Annotated[list[ProductId], Field(min_length=1), ONCE] = ["O365ProPlusRetail"]
    """What is installed: O365ProPlusRetail (Microsoft 365 Apps for enterprise), O365BusinessRetail (for
    business), VisioProRetail, ProjectProRetail. Default: the first."""
    channel: Channel = "MonthlyEnterprise"
    """The update channel that the version is taken from."""
    languages: Annotated[list[fields.Text], Field(min_length=1), ONCE] = ["en-us"]
    """Tags such as en-us, of which the first is the language of the shortcuts; MatchOS: those of Windows."""
    exclude_apps: Annotated[list[App], ONCE] = ["Groove", "Lync", "OneDrive", "Teams"]
    """Apps that are not installed. Lync is Skype for Business, Groove the old OneDrive for Business; OneDrive
    and Teams are left out because each is installed for one user only: they are products of their own."""
    shared_computer_activation: bool = True
    """Whether users activate Office for themselves, on a computer that others use too. Session hosts need it;
    a personal desktop does not."""
    client_edition: Literal[32, 64] = 64
    """Whether the programs have 32 or 64 bits."""
    updates_enabled: bool = False
    """Whether Office looks for updates. On a pooled host they come with a new image."""

    @property
    def suites(self) -> list[ProductId]:
        """Those of the products that have several apps."""
        return [id_ for id_ in self.products if id_.startswith("O365")]
