"""The repository, its branches, refs and commits, and who may do what, over HTTP."""

from tests.forge import bare, shapes
from tests.forge.routing import route
from tests.forge.state import Refusal


@route("GET", "", "metadata")
def get_repository(call):
    return shapes.repository(call.forge, full=True)


@route("GET", "/branches", "contents")
def list_branches(call):
    listed = call.forge.git.git(
        "for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads/"
    ).decode()
    pairs = [line.split(" ", 1) for line in listed.splitlines()]
    return [_branch(call.forge, name, sha) for sha, name in call.page(pairs)]


@route("GET", "/branches/{rest}", "contents")
def get_branch(call):
    if (sha := call.forge.git.branch(call.parts["rest"])) is None:
        raise Refusal(404, "Branch not found")
    return _whole_branch(call.forge, call.parts["rest"], sha)


def _whole_branch(forge, name, sha):
    shown, url = _branch(forge, name, sha), f"{forge.api}/branches/{name}"
    contexts = list(forge.required_contexts) if shown["protected"] else []
    required = {"enforcement_level": "non_admins" if contexts else "off", "contexts": contexts}
    protection = {
        "enabled": shown["protected"],
        "required_status_checks": required
        | {"checks": [{"context": each, "app_id": None} for each in contexts]},
    }
    return shown | {
        "commit": shapes.commit(forge, sha),
        "_links": {"self": url, "html": f"{forge.server}/{forge.repository}/tree/{name}"},
        "protection": protection,
        "protection_url": f"{url}/protection",
    }


def _branch(forge, name, sha):
    is_protected = forge.protected and name == forge.default_branch
    return {
        "name": name,
        "commit": {"sha": sha, "url": f"{forge.api}/commits/{sha}"},
        "protected": is_protected,
    }


@route("GET", "/git/ref/{rest}", "contents")
@route("GET", "/git/refs/{rest}", "contents")
def get_ref(call):
    ref = f"refs/{call.parts['rest']}"
    if (sha := call.forge.git.ref(ref)) is None:
        raise Refusal(404, "Not Found")
    return _ref(call.forge, ref, sha)


@route("GET", "/git/matching-refs/{rest}", "contents")
def matching_refs(call):
    listed = (
        call.forge.git.git("for-each-ref", "--format=%(objectname) %(refname)")
        .decode()
        .splitlines()
    )
    pairs = [
        line.split(" ", 1) for line in listed if line[41:].startswith(f"refs/{call.parts['rest']}")
    ]
    return [_ref(call.forge, ref, sha) for sha, ref in call.page(pairs)]


def _ref(forge, ref, sha):
    address = f"{forge.api}/git/{ref}"
    return {
        "ref": ref,
        "node_id": ref,
        "url": address,
        "object": {"type": "commit", "sha": sha, "url": address},
    }


@route("DELETE", "/git/refs/{rest}", "contents")
def delete_ref(call):
    ref = f"refs/{call.parts['rest']}"
    if call.forge.git.ref(ref) is None or ref == f"refs/heads/{call.forge.default_branch}":
        raise Refusal(422, "Reference does not exist")
    call.forge.git.load(bare.reset(ref, bare.ZERO), force=True)
    return 204, None


@route("GET", "/commits/{rest}", "contents")
def get_commit(call):
    sha = call.forge.git.resolve(call.parts["rest"])
    if sha is None:
        raise Refusal(422, f"No commit found for SHA: {call.parts['rest']}")
    return shapes.commit(call.forge, sha)


@route("GET", "/collaborators/{login}/permission", "metadata")
def permission(call):
    login = call.parts["login"].casefold()
    for known, role in call.forge.people.items():
        if known.casefold() == login:
            shown = {"permission": shapes.ROLES.get(role, role), "role_name": role}
            return shown | {"user": shapes.user(call.forge, known) | {"role_name": role}}
    raise Refusal(404, f"{call.parts['login']} is not a user")
