"""Write outputs.json from the states, without a deploy: python -m deploy.outputs [--out .].

For use after an interrupted deploy, or in a clone that never deployed. It changes neither Azure nor a state.
Exit codes: 0 done, 1 the states do not have all outputs; outputs.json then stays as it was.
"""

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from pydantic import BaseModel, ValidationError

from catalog.contract import UNFINISHED, GalleryOutputs, ImageDefinitionOutputs
from catalog.run import Run
from deploy.session import STOPPED, alone, options, run_of
from deploy.states import State, refuse_unsaved, states
from deploy.synthesize import synthesize
from deploy.terraform import Terraform, every
from facts.resources import DEFINITION, GALLERY
from files.border import bordered
from files.errors import GoldshelfError


@bordered(stopped=STOPPED)
def main() -> int:
    """Write the outputs and return the exit code."""
    run = run_of(options("python -m deploy.outputs", __doc__).parse_args())
    with alone(run.out):
        refuse_unsaved(run)
        synthesize(run, goal="outputs")
        with ThreadPoolExecutor() as pool:
            list(pool.map(Terraform.init, every(run)))
        _publish(run, *states(run))
        print(f"wrote {run.out / 'outputs.json'}; next: {run.make('render')}")
    return 0


def problems(gallery: State, definitions: State) -> list[str]:
    """Why the outputs of these states cannot be used."""
    missing = [*_missing(gallery, GalleryOutputs), *_missing(definitions, ImageDefinitionOutputs)]
    return missing or [*_outdated(gallery, definitions)]


def _publish(run: Run, gallery: State, definitions: State) -> None:
    """Replace outputs.json, and remove the mark of an unfinished deploy."""
    if found := problems(gallery, definitions):
        summary = "the states do not have all outputs: the last deploy did not finish, or there was none:"
        raise GoldshelfError(summary, *(f"  {problem}" for problem in found), f"deploy: {run.make('deploy')}")
    outputs = {
        state.stack: {name: state.outputs[name] for name in model.model_fields}
        for state, model in ((gallery, GalleryOutputs), (definitions, ImageDefinitionOutputs))
    }
    new = run.cdktf_out / "outputs.json"
    new.write_text(json.dumps(outputs, indent=2), "utf-8")
    new.replace(run.out / "outputs.json")
    (run.out / UNFINISHED).unlink(missing_ok=True)


def _missing(state: State, model: type[BaseModel]) -> Iterator[str]:
    """Outputs that the hook needs and the state does not have."""
    try:
        model.model_validate(state.outputs)
    except ValidationError as error:
        for name in dict.fromkeys(detail["loc"][0] for detail in error.errors()):
            yield f"the state of {state.stack} has no output {name}"


def _outdated(gallery: State, definitions: State) -> Iterator[str]:
    """Resources that only the outputs have: a failed apply may leave old outputs."""
    for state, addresses in (
        (gallery, [f"{GALLERY}.main"]),
        (definitions, [f"{DEFINITION}.{key}" for key in definitions.outputs["image_definitions"]]),
    ):
        for address in addresses:
            if address not in state.addresses:
                yield f"the outputs name {address}, but the state of {state.stack} does not have it"


if __name__ == "__main__":
    sys.exit(main())
