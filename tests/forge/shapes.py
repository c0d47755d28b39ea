"""GitHub's JSON, as far as a client looks at it. Empty bodies are null, and a bot's login ends in `[bot]`, as there."""

import zlib
from urllib.parse import quote

from tests.forge.state import Pull

# the older `permission` field knows four levels only
ROLES = {"triage": "read", "maintain": "write"}


def user(forge, login):
    if not login:
        return None  # a deleted account
    return {
        "login": login,
        "id": number_of(login),
        "node_id": f"U_{login}",
        "type": "Bot" if login.endswith("[bot]") else "User",
        "site_admin": False,
        "url": f"{forge.url}/users/{login}",
        "html_url": f"{forge.server}/{login}",
    }


def number_of(name):
    """Return a number that stands for a name, always the same."""
    return zlib.crc32(name.encode("utf-8"))


def repository(forge):
    return {
        "id": number_of(forge.repository),
        "node_id": f"R_{forge.name}",
        "name": forge.name,
        "full_name": forge.repository,
        "owner": user(forge, forge.owner) | {"type": "Organization"},
        "private": False,
        "visibility": "public",
        "fork": forge.is_fork,
        "archived": False,
        "description": None,
        "url": forge.api,
        "html_url": f"{forge.server}/{forge.repository}",
        "clone_url": f"{forge.server}/{forge.repository}.git",
        "default_branch": forge.default_branch,
        "is_template": forge.is_template,
        "created_at": forge.born,
        "has_issues": True,
        "allow_merge_commit": True,
        "allow_squash_merge": True,
        "allow_rebase_merge": False,
        "delete_branch_on_merge": forge.deletes_merged_branches,
    }


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
        "reactions": {
            "url": f"{forge.api}/issues/{item.number}/reactions",
            "total_count": len(item.reactions),
        },
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


def _alone(forge, item):
    is_open = item.state == "open"
    return {
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
    whole = repository(forge)
    if owner != forge.owner:
        name = f"{owner}/{forge.name}"
        whole |= {
            "id": number_of(name),
            "full_name": name,
            "owner": user(forge, owner),
            "fork": True,
        }
        whole |= {"url": f"{forge.url}/repos/{name}", "html_url": f"{forge.server}/{name}"}
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
        "user": user(forge, made.author),
        "author_association": association(forge, made.author),
        "created_at": made.created_at,
        "updated_at": made.updated_at,
        "reactions": {
            "url": f"{forge.api}/issues/comments/{made.id}/reactions",
            "total_count": len(made.reactions),
        },
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
    }
    known = forge.labels.get(happened.label.casefold())
    return shown | ({"label": {"name": happened.label, "color": known.color}} if known else {})


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
    return {
        "id": made.id,
        "node_id": f"WFR_{made.id}",
        "name": made.workflow,
        "path": path,
        "workflow_id": number_of(path),
        "run_number": made.id,
        "run_attempt": 1,
        "event": made.event,
        "status": made.status,
        "conclusion": made.conclusion,
        "head_branch": made.branch,
        "head_sha": made.sha,
        "created_at": made.created_at,
        "updated_at": made.created_at,
        "run_started_at": made.created_at,
        "actor": user(forge, made.actor),
        "url": f"{forge.api}/actions/runs/{made.id}",
        "html_url": f"{forge.server}/{forge.repository}/actions/runs/{made.id}",
    }
