"""Workflows, their dispatches and their runs, over HTTP."""

import json

from tests.forge import shapes, workflows
from tests.forge.routing import route
from tests.forge.state import Dispatch, Refusal

MOST_INPUTS = 25


@route("GET", "/actions/workflows", "actions")
def list_workflows(call):
    found = [
        shapes.workflow(call.forge, file, data)
        for file, data in call.forge.workflow_files().items()
    ]
    return {"total_count": len(found), "workflows": call.page(found)}


@route("GET", "/actions/workflows/{workflow}", "actions")
def get_workflow(call):
    return shapes.workflow(call.forge, *_find(call))


@route("GET", "/actions/workflows/{workflow}/runs", "actions")
def list_runs(call):
    file, _ = _find(call)
    wanted, branch = call.query.get("event"), call.query.get("branch")
    found = [run for run in call.forge.runs if run.workflow == file and wanted in (None, run.event)]
    found = sorted(
        (run for run in found if branch in (None, run.branch)),
        key=lambda run: run.created_at,
        reverse=True,
    )
    return {
        "total_count": len(found),
        "workflow_runs": [shapes.run(call.forge, run) for run in call.page(found)],
    }


def _find(call):
    """Return file name and data of the workflow that the address names, by its file or its number."""
    wanted = call.parts["workflow"]
    for file, data in call.forge.workflow_files().items():
        if wanted in (file, str(shapes.number_of(f".github/workflows/{file}"))):
            return file, data
    raise Refusal(404, "Not Found")


@route("POST", "/actions/workflows/{workflow}/dispatches", "actions")
def dispatch(call):
    file, data = _find(call)
    given, ref = call.body.get("inputs") or {}, call.body.get("ref")
    _check_dispatch(call.forge, file, workflows.inputs(data), given)
    sha = call.forge.git.resolve(ref) if isinstance(ref, str) and ref else None
    if sha is None:
        raise Refusal(422, f"No ref found for: {ref}")
    call.forge.dispatched.append(Dispatch(file, ref, dict(given), call.login))
    branch = ref.removeprefix("refs/heads/")
    call.forge.add_run(
        file,
        "workflow_dispatch",
        status="queued",
        conclusion=None,
        branch=branch,
        sha=sha,
        actor=call.login,
    )
    return 204, None


def _check_dispatch(forge, file, declared, given):
    if declared is None:
        raise Refusal(422, "Workflow does not have 'workflow_dispatch' trigger")
    if forge.workflow_states.get(file, "active") != "active":
        raise Refusal(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    if not isinstance(given, dict) or len(given) > MOST_INPUTS:
        raise Refusal(
            422, f"you may only define up to {MOST_INPUTS} `inputs` for a `workflow_dispatch` event"
        )
    if unknown := [name for name in given if name not in declared]:
        raise Refusal(422, f"Unexpected inputs provided: {json.dumps(unknown)}")
    for name, data in declared.items():
        data = data if isinstance(data, dict) else {}
        if data.get("required") == "true" and "default" not in data and not given.get(name):
            raise Refusal(422, f"Required input '{name}' not provided")
        if (
            given.get(name)
            and data.get("type") == "choice"
            and given[name] not in data.get("options", [])
        ):
            raise Refusal(
                422,
                f"Provided value '{given[name]}' for input '{name}' not in the list of allowed values",
            )
