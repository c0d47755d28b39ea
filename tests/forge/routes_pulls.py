"""Pull requests over HTTP."""

from tests.forge import acts, shapes
from tests.forge.routing import route
from tests.forge.state import WORKFLOW_BOT, Refusal

STATUS = {"A": "added", "M": "modified", "D": "removed", "T": "changed", "R": "renamed"}


@route("GET", "/pulls", "pull-requests")
def list_pulls(call):
    query = call.query
    pulls = list(call.forge.pulls.values())
    if (state := query.get("state", "open")) != "all":
        pulls = [pull for pull in pulls if pull.state == state]
    if ":" in (
        head := query.get("head", "")
    ):  # without an owner GitHub ignores it, and lists everything
        pulls = [pull for pull in pulls if f"{pull.owner}:{pull.head}" == head]
    if base := query.get("base"):
        pulls = [pull for pull in pulls if pull.base == base]
    sort = "updated_at" if query.get("sort") == "updated" else "created_at"
    newest = (
        query.get("direction", "asc" if query.get("sort", "created") != "created" else "desc")
        == "desc"
    )
    pulls.sort(key=lambda pull: (getattr(pull, sort), pull.number), reverse=newest)
    return [shapes.pull(call.forge, pull, full=False) for pull in call.page(pulls)]


@route("POST", "/pulls", "pull-requests")
def create_pull(call):
    asked = call.body
    pull = acts.create_pull(
        call.forge, call.login, asked.get("title"), asked.get("body"), asked.get("head"), asked.get("base"),
        draft=bool(asked.get("draft")),
    )  # fmt: skip
    return 201, shapes.pull(call.forge, pull)


@route("GET", "/pulls/{number}", "pull-requests")
def get_pull(call):
    return shapes.pull(call.forge, call.pull())


@route("PATCH", "/pulls/{number}", "pull-requests")
def edit_pull(call):
    changes = {key: value for key, value in call.body.items() if key in ("title", "body", "state")}
    if "body" in changes:
        changes["body"] = changes["body"] or ""
    return shapes.pull(call.forge, acts.edit(call.forge, call.login, call.pull(), **changes))


@route("GET", "/pulls/{number}/merge", "contents", "pull-requests")
def is_merged(call):
    if not call.pull().merged:
        raise Refusal(404, "Not Found")
    return 204, None


@route("PUT", "/pulls/{number}/merge", "contents")
def merge_pull(call):
    asked, pull = call.body, call.pull()
    if (
        call.forge.protected
        and call.login == WORKFLOW_BOT
        and pull.base == call.forge.default_branch
    ):
        raise Refusal(
            405, "At least 1 approving review is required by reviewers with write access."
        )
    sha = acts.merge(
        call.forge, call.login, pull, asked.get("merge_method", "merge"), asked.get("commit_title", ""),
        asked.get("commit_message", ""), asked.get("sha", ""),
    )  # fmt: skip
    return {"sha": sha, "merged": True, "message": "Pull Request successfully merged"}


@route("GET", "/pulls/{number}/files", "pull-requests")
def list_files(call):
    pull, git = call.pull(), call.forge.git
    told = git.git(
        "diff",
        "--raw",
        "--numstat",
        "--no-abbrev",
        "-z",
        "-M",
        f"{pull.base_sha}...{pull.head_sha}",
    )
    return call.page(
        [
            _with_addresses(call.forge, pull, file)
            for file in _files(told.decode("utf-8", "replace").split("\0")[:-1])
        ]
    )


def _with_addresses(forge, pull, file):
    path, page = file["filename"], f"{forge.server}/{forge.repository}"
    return file | {
        "blob_url": f"{page}/blob/{pull.head_sha}/{path}",
        "raw_url": f"{page}/raw/{pull.head_sha}/{path}",
        "contents_url": f"{forge.api}/contents/{path}?ref={pull.head_sha}",
    }


def _files(words):
    """Read what `git diff --raw --numstat -z` tells: first all files with their blobs, then all with their numbers."""
    files, words = [], iter(words)
    for word in words:
        if word.startswith(":"):
            status, blob = word.split()[4][0], word.split()[3]
            old = {"previous_filename": next(words)} if status == "R" else {}
            files.append({"filename": next(words), "status": STATUS[status], "sha": blob} | old)
        else:
            added, removed, path = word.split("\t")
            path = path or (next(words), next(words))[1]
            counts = [int(count) if count.isdecimal() else 0 for count in (added, removed)]
            file = next(file for file in files if file["filename"] == path)
            yield file | {"additions": counts[0], "deletions": counts[1], "changes": sum(counts)}
