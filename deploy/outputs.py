"""Write outputs.json from the states, without a deploy: python -m deploy.outputs [--out .].

After a deploy that was cut off, or in a clone that never deployed. It changes neither Azure nor a state.
Exit codes: 0 done, 1 the states do not hold all outputs; then outputs.json stays as it was.
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
from files.border import exit_code
from files.errors import GoldshelfError


def main() -> int:
    """Write the outputs and return the exit code."""
    run = run_of(options("python -m deploy.outputs", __doc__).parse_args())
    return exit_code(lambda: _outputs(run), stopped=STOPPED)


def _outputs(run: Run) -> int:
    with alone(run.out):
        refuse_unsaved(run)
        synthesize(run, goal="outputs")
        with ThreadPoolExecutor() as pool:
            list(pool.map(Terraform.init, every(run)))
        _publish(run, *states(run))
        print(f"wrote {run.out / 'outputs.json'}; next: {run.make('render')}")
    return 0


def lacking(gallery: State, definitions: State) -> list[str]:
    """What keeps the outputs of these states from being used, a sentence each."""
    absent = [*_absent(gallery, GalleryOutputs), *_absent(definitions, ImageDefinitionOutputs)]
    return absent or [*_gone(gallery, definitions)]


def _publish(run: Run, gallery: State, definitions: State) -> None:
    """Give outputs.json its name when it is whole, and take the mark away."""
    if sentences := lacking(gallery, definitions):
        head = "the states do not hold all outputs: the last deploy did not end, or there was none:"
        deploy = f"deploy: {run.make('deploy')}"
        raise GoldshelfError(head, *(f"  {sentence}" for sentence in sentences), deploy)
    published = {
        state.stack: {name: state.outputs[name] for name in model.model_fields}
        for state, model in ((gallery, GalleryOutputs), (definitions, ImageDefinitionOutputs))
    }
    waiting = run.cdktf_out / "outputs.json"
    waiting.write_text(json.dumps(published, indent=2), "utf-8")
    waiting.replace(run.out / "outputs.json")
    (run.out / UNFINISHED).unlink(missing_ok=True)


def _absent(state: State, model: type[BaseModel]) -> Iterator[str]:
    """What the hook reads and the state does not have."""
    try:
        model.model_validate(state.outputs)
    except ValidationError as error:
        for name in dict.fromkeys(detail["loc"][0] for detail in error.errors()):
            yield f"the state of {state.stack} has no output {name}"


def _gone(gallery: State, definitions: State) -> Iterator[str]:
    """What the outputs name and the states do not have: after an apply that failed, outputs may be old."""
    for state, addresses in (
        (gallery, [f"{GALLERY}.main"]),
        (definitions, [f"{DEFINITION}.{key}" for key in definitions.outputs["image_definitions"]]),
    ):
        for address in addresses:
            if address not in state.addresses:
                yield f"the outputs name {address}, which the state of {state.stack} does not have"


if __name__ == "__main__":
    sys.exit(main())
