"""What every table of the catalog is."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A TOML table: nothing in it is converted, ignored or changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
