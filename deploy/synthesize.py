"""Synthesize the stacks once, for the checks and for the apply."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from catalog.contract import STACKS
from catalog.run import GOLDSHELF, Run
from files.errors import GoldshelfError

Stack = dict[str, Any]
"""The JSON of one stack."""


def synthesize(run: Run, *, goal: str) -> list[Stack]:
    """Run main.py as `cdktf` does, and return the stacks.

    If it fails, it prints why, and this raises GoldshelfError.
    """
    # `cdktf synth` takes three times as long.
    synth = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, GOLDSHELF / "main.py"],
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
    folders = (run.cdktf_out / "stacks" / stack for stack in STACKS)
    return [json.loads((folder / "cdk.tf.json").read_text("utf-8")) for folder in folders]


def protected(stacks: Iterable[Stack]) -> set[str]:
    """The addresses with prevent_destroy."""
    return {
        f"{type_}.{name}"
        for stack in stacks
        for type_, resources in stack["resource"].items()
        for name, resource in resources.items()
        if resource.get("lifecycle", {}).get("prevent_destroy")
    }
