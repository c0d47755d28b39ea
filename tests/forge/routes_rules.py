"""The rules of branches, and what reported on a commit, over HTTP."""

from fnmatch import fnmatchcase

from tests.forge import owners
from tests.forge.routing import route
from tests.forge.state import Refusal

ACTIONS_APP = 15368  # GitHub Actions, among the Apps


@route("GET", "/rules/branches/{rest}", "metadata")
def branch_rules(call):
    """Return the rules that hold for a branch of this name, whether or not there is one."""
    found = [
        rule | _ruleset(call.forge)
        for pattern, rule in call.forge.rules
        if fnmatchcase(call.parts["rest"], pattern)
    ]
    return call.page(found)


def _ruleset(forge):
    return {
        "ruleset_source_type": "Repository",
        "ruleset_source": forge.repository,
        "ruleset_id": 42,
    }


@route("GET", "/commits/{sha}/check-runs", "checks")
def check_runs(call):
    sha = _commit(call)
    found = [_check_run(call.forge, sha, *row) for row in call.forge.check_runs]
    return {"total_count": len(found), "check_runs": call.page(found)}


@route("GET", "/commits/{sha}/status", "statuses")
def combined_status(call):
    sha, forge = _commit(call), call.forge
    url = f"{forge.api}/commits/{sha}"
    return {
        "state": "success" if forge.statuses else "pending",
        "sha": sha,
        "total_count": len(forge.statuses),
        "statuses": [_status(forge, sha, name) for name in call.page(forge.statuses)],
        "repository": owners.repository(forge),
        "commit_url": url,
        "url": f"{url}/status",
    }


def _commit(call):
    if (sha := call.forge.git.resolve(call.parts["sha"])) is None:
        raise Refusal(404, "Not Found")
    return sha


def _check_run(forge, sha, name, app):
    number = owners.number_of(name)
    return {
        "id": number,
        "node_id": f"CR_{number}",
        "name": name,
        "head_sha": sha,
        "external_id": "",
        "url": f"{forge.api}/check-runs/{number}",
        "html_url": f"{forge.server}/{forge.repository}/runs/{number}",
        "details_url": f"{forge.server}/{forge.repository}/runs/{number}",
        "status": "completed",
        "conclusion": "success",
        "started_at": forge.born,
        "completed_at": forge.born,
        "output": {
            "title": None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{forge.api}/check-runs/{number}/annotations",
        },
        "check_suite": {"id": number},
        "app": _app(forge, app),
        "pull_requests": [],
    }


def _app(forge, number):
    name = "github-actions" if number == ACTIONS_APP else f"app-{number}"
    return {
        "id": number,
        "slug": name,
        "node_id": f"A_{number}",
        "owner": owners.organisation(forge),
        "name": name,
        "description": None,
        "external_url": forge.server,
        "html_url": f"{forge.server}/apps/{name}",
        "created_at": forge.born,
        "updated_at": forge.born,
        "permissions": {},
        "events": [],
    }


def _status(forge, sha, name):
    return {
        "id": owners.number_of(name),
        "node_id": f"S_{name}",
        "url": f"{forge.api}/statuses/{sha}",
        "avatar_url": None,
        "context": name,
        "description": None,
        "state": "success",
        "target_url": None,
        "required": None,
        "created_at": forge.born,
        "updated_at": forge.born,
    }
