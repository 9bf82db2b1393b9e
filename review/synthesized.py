"""The committed files of each catalog in one revision: the stacks' JSON and the Packer folders."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from files.folders import Files
from review import state_blocks, terraform
from review.state_blocks import Stack
from review.terraform import Values

PATH = re.compile(
    r"(?:(?!packer/)(?P<folder>[^/]+)/)?(?:(?P<stack>[^/]+)\.tf\.json|packer/(?P<image>[^/]+)/(?P<file>.+))",
    re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class Synthesized:
    """The committed files of one catalog in one revision."""

    stacks: dict[str, Stack] = field(default_factory=dict)
    images: dict[str, Files] = field(default_factory=dict)

    @cached_property
    def resources(self) -> dict[str, Values]:
        """The resources of all stacks, by address: each type is in only one stack."""
        return {
            address: values
            for stack in self.stacks.values()
            for address, values in terraform.resources(stack).items()
        }

    def under(self, now: Mapping[str, str]) -> "Synthesized":
        """The same, with each definition and its image at the address that it has `now`."""
        if not now:
            return self
        keys = {one.partition(".")[2]: now[one].partition(".")[2] for one in now}
        return Synthesized(
            stacks={name: state_blocks.moved(stack, now) for name, stack in self.stacks.items()},
            images={
                keys.get(key, key): state_blocks.rekeyed(files, old=key, new=keys[key])
                if key in keys
                else files
                for key, files in self.images.items()
            },
        )


def by_catalog(files: Files) -> dict[str, Synthesized]:
    """The committed files of each catalog, by the name of its TOML file."""
    found: dict[str, Synthesized] = defaultdict(Synthesized)
    for path, text in files.items():
        parts = PATH.fullmatch(path)
        if parts:
            catalog = found[f"{parts['folder'] or 'catalog'}.toml"]
            if parts["stack"]:
                catalog.stacks[parts["stack"]] = terraform.read(path, text)
            else:
                catalog.images.setdefault(parts["image"], {})[parts["file"]] = text
    return dict(found)
