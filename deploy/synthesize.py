"""Synthesize the stacks once, for the checks and for the apply."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.contract import STACKS
from catalog.run import GOLDSHELF, Run
from files.errors import GoldshelfError

MAIN = GOLDSHELF / "main.py"


def synthesize(run: Run, *, goal: str) -> None:
    """Run main.py as `cdktf` does; raise GoldshelfError if it fails, after it has printed why."""
    # `cdktf synth` takes three times as long.
    synth = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, MAIN],
        # The goal is for messages if no make runs this.
        env={
            "MAKE_GOAL": goal,
            **os.environ,
            "CDKTF_OUTDIR": str(run.cdktf_out),
            "TERRAFORM_BINARY_NAME": run.terraform,
        },
        check=False,
    )
    if synth.returncode:
        raise GoldshelfError("the stacks were not synthesized; see above")


def protected(cdktf_out: Path) -> set[str]:
    """The addresses with prevent_destroy."""
    return {address for stack in STACKS for address in _protected(cdktf_out / "stacks" / stack)}


def _protected(stack: Path) -> Iterator[str]:
    synthesized: dict[str, Any] = json.loads((stack / "cdk.tf.json").read_text("utf-8"))
    for type_, resources in synthesized["resource"].items():
        for name, resource in resources.items():
            if resource.get("lifecycle", {}).get("prevent_destroy"):
                yield f"{type_}.{name}"
