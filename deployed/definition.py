"""The properties of a definition that the template depends on, and that cannot change in place."""

from dataclasses import dataclass

from catalog.contract import ImageDefinition
from catalog.model import Image
from facts.security import PROFILES


@dataclass(frozen=True, kw_only=True)
class DefinitionProperties:
    """Of an image in the catalog, or of its deployed definition."""

    os_type: str
    hyper_v_generation: str
    architecture: str
    specialized: str
    security: str


def in_catalog(image: Image) -> DefinitionProperties:
    """The properties in the catalog."""
    return DefinitionProperties(
        os_type=image.os_type,
        hyper_v_generation=image.hyper_v_generation,
        architecture=image.architecture or "x64",
        specialized=str(bool(image.specialized)).lower(),
        security=image.security,
    )


def in_azure(definition: ImageDefinition) -> DefinitionProperties | None:
    """The properties in Azure; None if an older goldshelf published only names."""
    if definition.os_type is None or definition.hyper_v_generation is None:
        return None
    on = [name for name, row in PROFILES.items() if getattr(definition, row.definition_argument or "", False)]
    return DefinitionProperties(
        os_type=definition.os_type,
        hyper_v_generation=definition.hyper_v_generation,
        architecture=definition.architecture or "x64",
        specialized=str(bool(definition.specialized)).lower(),
        security=", ".join(on) or "standard",
    )
