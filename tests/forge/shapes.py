"""GitHub's JSON, as far as a client looks at it. Empty bodies are null, and a bot's login ends in `[bot]`, as there."""

from urllib.parse import quote

from tests.forge.owners import number_of, repository, user
from tests.forge.state import Pull

# the older `permission` field knows four levels only
ROLES = {"triage": "read", "maintain": "write"}


CONTENTS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket")


def reactions(url, made):
    """Return how often there is each reaction."""
    counts = {content: sum(each.content == content for each in made) for content in CONTENTS}
    return counts | {"url": f"{url}/reactions", "total_count": len(made)}


def label(forge, known):
    return {
        "id": known.id,
        "node_id": f"LA_{known.id}",
        "url": f"{forge.api}/labels/{quote(known.name)}",
        "name": known.name,
        "color": known.color,
        "default": False,
        "description": known.description,
    }


def labels(forge, item):
    return [label(forge, forge.labels[name.casefold()]) for name in item.labels]


def _common(forge, item):
    return {
        "id": 10_000 + item.number,
        "number": item.number,
        "title": item.title,
        "body": item.body or None,
        "user": user(forge, item.author),
        "state": item.state,
        "locked": item.locked,
        "labels": labels(forge, item),
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "author_association": association(forge, item.author),
        "active_lock_reason": None,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
        "closed_at": item.closed_at,
        "comments_url": f"{forge.api}/issues/{item.number}/comments",
    }


def association(forge, login):
    """GitHub says MEMBER to insiders only; a private member looks like a stranger, so nobody may rely on this."""
    return "CONTRIBUTOR" if login in forge.people else "NONE"


def issue(forge, item):
    """An issue, or a pull request as the issues endpoints show it."""
    shown = _common(forge, item) | {
        "node_id": f"I_{item.number}",
        "url": f"{forge.api}/issues/{item.number}",
        "repository_url": forge.api,
        "labels_url": f"{forge.api}/issues/{item.number}/labels{{/name}}",
        "events_url": f"{forge.api}/issues/{item.number}/events",
        "timeline_url": f"{forge.api}/issues/{item.number}/timeline",
        "html_url": html_url(forge, item),
        "comments": sum(comment.number == item.number for comment in forge.comments.values()),
        "state_reason": item.state_reason,
        "closed_by": None,
        "reactions": reactions(f"{forge.api}/issues/{item.number}", item.reactions),
    }
    if isinstance(item, Pull):
        shown["pull_request"] = {
            "url": f"{forge.api}/pulls/{item.number}",
            "html_url": html_url(forge, item),
            "diff_url": html_url(forge, item) + ".diff",
            "patch_url": html_url(forge, item) + ".patch",
            "merged_at": item.merged_at,
        }
    return shown


def html_url(forge, item):
    return f"{forge.server}/{forge.repository}/{'pull' if isinstance(item, Pull) else 'issues'}/{item.number}"


def pull(forge, item, full=True):
    """A pull request; lists (`full=False`) leave out what GitHub computes for one alone."""
    url = f"{forge.api}/pulls/{item.number}"
    shown = _common(forge, item) | {
        "node_id": f"PR_{item.number}",
        "url": url,
        "html_url": html_url(forge, item),
        "diff_url": html_url(forge, item) + ".diff",
        "patch_url": html_url(forge, item) + ".patch",
        "issue_url": f"{forge.api}/issues/{item.number}",
        "_links": _links(forge, item, url),
        "commits_url": f"{url}/commits",
        "review_comments_url": f"{url}/comments",
        "review_comment_url": f"{forge.api}/pulls/comments{{/number}}",
        "statuses_url": f"{forge.api}/statuses/{item.head_sha}",
        "merged_at": item.merged_at,
        "merge_commit_sha": item.merge_commit or None,
        "draft": item.draft,
        "requested_reviewers": [],
        "requested_teams": [],
        "auto_merge": None,
        "head": _end(forge, item.owner, item.head, item.head_sha),
        "base": _end(forge, forge.owner, item.base, item.base_sha),
    }
    return shown | (_alone(forge, item) if full else {})


def _links(forge, item, url):
    linked = {
        "self": url,
        "html": html_url(forge, item),
        "issue": f"{forge.api}/issues/{item.number}",
        "comments": f"{forge.api}/issues/{item.number}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{forge.api}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{forge.api}/statuses/{item.head_sha}",
    }
    return {name: {"href": address} for name, address in linked.items()}


def _alone(forge, item):
    is_open = item.state == "open"
    # The last four would each take a process of git, and nobody here reads them.
    return dict.fromkeys(("additions", "deletions", "changed_files", "commits"), 0) | {
        "merged": item.merged,
        "merged_by": user(forge, item.merged_by),
        "mergeable": bool(item.tree) if is_open else None,
        "mergeable_state": ("clean" if item.tree else "dirty") if is_open else "unknown",
        "rebaseable": False,
        "maintainer_can_modify": False,
        "comments": sum(comment.number == item.number for comment in forge.comments.values()),
        "review_comments": sum(len(thread.remarks) for thread in item.threads),
    }


def _end(forge, owner, branch, sha):
    whole = repository(forge, owner)
    return {
        "label": f"{owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": whole["owner"],
        "repo": whole,
    }


def comment(forge, made):
    item = forge.items[made.number]
    return {
        "id": made.id,
        "node_id": f"IC_{made.id}",
        "url": f"{forge.api}/issues/comments/{made.id}",
        "html_url": f"{html_url(forge, item)}#issuecomment-{made.id}",
        "issue_url": f"{forge.api}/issues/{made.number}",
        "body": made.body,
        "performed_via_github_app": None,
        "user": user(forge, made.author),
        "author_association": association(forge, made.author),
        "created_at": made.created_at,
        "updated_at": made.updated_at,
        "reactions": reactions(f"{forge.api}/issues/comments/{made.id}", made.reactions),
    }


def reaction(forge, made):
    shown = {
        "id": made.id,
        "node_id": f"REA_{made.id}",
        "content": made.content,
        "created_at": made.at,
    }
    return shown | {"user": user(forge, made.login)}


def event(forge, happened):
    shown = {
        "id": happened.id,
        "node_id": f"E_{happened.id}",
        "url": f"{forge.api}/issues/events/{happened.id}",
        "actor": user(forge, happened.actor),
        "event": happened.kind,
        "commit_id": None,
        "commit_url": None,
        "created_at": happened.at,
        "performed_via_github_app": None,
    }
    if known := forge.labels.get(happened.label.casefold()):
        return shown | {"label": {"name": happened.label, "color": known.color}}
    return shown | {"lock_reason": None}  # GitHub describes no event that is as bare as closing


def workflow(forge, file, data):
    path = f".github/workflows/{file}"
    return {
        "id": number_of(path),
        "node_id": f"W_{number_of(path)}",
        "name": data.get("name") or path,
        "path": path,
        "state": forge.workflow_states.get(file, "active"),
        "created_at": forge.born,
        "updated_at": forge.born,
        "url": f"{forge.api}/actions/workflows/{number_of(path)}",
        "html_url": f"{forge.server}/{forge.repository}/blob/{forge.default_branch}/{path}",
        "badge_url": f"{forge.server}/{forge.repository}/workflows/{file}/badge.svg",
    }


def run(forge, made):
    path = f".github/workflows/{made.workflow}"
    url = f"{forge.api}/actions/runs/{made.id}"
    parts = {"jobs": "jobs", "logs": "logs", "cancel": "cancel", "rerun": "rerun"}
    actor = user(forge, made.actor or forge.last_pusher)
    return {f"{name}_url": f"{url}/{part}" for name, part in parts.items()} | {
        "id": made.id,
        "node_id": f"WFR_{made.id}",
        "name": made.workflow,
        "display_title": made.workflow,
        "path": path,
        "workflow_id": number_of(path),
        "workflow_url": f"{forge.api}/actions/workflows/{number_of(path)}",
        "run_number": made.id,
        "run_attempt": 1,
        "event": made.event,
        "status": made.status,
        "conclusion": made.conclusion,
        "pull_requests": [],
        "head_branch": made.branch,
        "head_sha": made.sha,
        "head_commit": None,
        "repository": repository(forge),
        "head_repository": repository(forge),
        "created_at": made.created_at,
        "updated_at": made.created_at,
        "run_started_at": made.created_at,
        "actor": actor,
        "triggering_actor": actor,
        "url": url,
        "html_url": f"{forge.server}/{forge.repository}/actions/runs/{made.id}",
        "artifacts_url": f"{url}/artifacts",
        "check_suite_url": f"{forge.api}/check-suites/{made.id}",
    }


def commit(forge, sha):
    """Return a commit, without its files."""
    told = forge.git.git("show", "--no-patch", "--format=%T%n%P%n%an%n%ae%n%aI%n%B", sha)
    tree, parents, name, email, date, message = told.decode("utf-8", "replace").split("\n", 5)
    person = {"name": name, "email": email, "date": date}
    url, page = f"{forge.api}/commits/{sha}", f"{forge.server}/{forge.repository}/commit"
    return {
        "sha": sha,
        "node_id": sha,
        "url": url,
        "html_url": f"{page}/{sha}",
        "comments_url": f"{url}/comments",
        "commit": {
            "url": f"{forge.api}/git/commits/{sha}",
            "message": message.strip(),
            "tree": {"sha": tree, "url": f"{forge.api}/git/trees/{tree}"},
            "author": person,
            "committer": person,
            "comment_count": 0,
        },
        "author": user(forge, name),
        "committer": user(forge, name),
        "parents": [
            {"sha": each, "url": f"{forge.api}/commits/{each}", "html_url": f"{page}/{each}"}
            for each in parents.split()
        ],
    }
