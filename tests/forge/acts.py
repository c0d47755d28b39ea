"""What can happen to issues, pull requests, labels and comments, and when GitHub refuses it.

Both the HTTP endpoints and the helpers of tests go through here, so that a person can do nothing that GitHub would not allow.
Who may do it is not asked here: that is `access.py`.
"""

import re

from tests.forge.follow import refresh
from tests.forge.state import WORKFLOW_BOT, Comment, Issue, Label, Pull, Reaction, Refusal, invalid

BODY_LIMIT = 65_536
TITLE_LIMIT = 256
REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
CODE_OR_HIDDEN = re.compile(r"```.*?```|`[^`\n]*`|<!--.*?-->", re.DOTALL)
CLOSING = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:(?:acme/wiki)?#|GH-|https://github\.com/acme/wiki/issues/)(\d+)\b",
    re.IGNORECASE,
)


def create_issue(forge, login, title, body, labels=()):
    _check_text("Issue", title, body)
    at = forge.tick()
    issue = Issue(forge.next_number(), login, title, body or "", at, at)
    forge.items[issue.number] = issue
    add_labels(forge, login, issue, labels)
    return issue


def create_pull(forge, login, title, body, head, base, draft=False):
    if login == WORKFLOW_BOT and not forge.may_create_pulls:
        raise Refusal(403, "GitHub Actions is not permitted to create or approve pull requests.")
    _check_text("PullRequest", title, body)
    owner, _, branch = str(head).rpartition(":")
    head_sha = forge.git.branch(branch) if owner in ("", forge.owner) and branch else None
    base_sha = forge.git.branch(str(base)) if base else None
    if base_sha is None:
        raise invalid("PullRequest", "base")
    if head_sha is None:
        raise invalid("PullRequest", "head")
    _check_branches(forge, branch, head_sha, base, base_sha)
    pull = _opened(
        forge,
        login,
        title,
        body,
        head=branch,
        base=base,
        head_sha=head_sha,
        base_sha=base_sha,
        draft=draft,
    )
    refresh(forge, [pull])
    return pull


def _opened(forge, login, title, body, **branches):
    at = forge.tick()
    pull = Pull(
        forge.next_number(), login, title, body or "", at, at, owner=forge.owner, **branches
    )
    forge.items[pull.number] = pull
    return pull


def create_fork_pull(forge, owner, title, body, branch, head_sha):
    """Open a pull request from a fork, whose commit is in the object database already."""
    base_sha = forge.git.branch(forge.default_branch)
    pull = _opened(
        forge,
        owner,
        title,
        body,
        head=branch,
        base=forge.default_branch,
        head_sha=head_sha,
        base_sha=base_sha,
    )
    pull.owner = owner
    refresh(forge, [pull])
    return pull


def _check_branches(forge, head, head_sha, base, base_sha):
    _check_twin(forge, head, base)
    shared = forge.git.merge_base(base_sha, head_sha)
    if shared == head_sha:
        raise invalid("PullRequest", code="custom", message=f"No commits between {base} and {head}")
    if not shared:
        raise invalid(
            "PullRequest",
            code="custom",
            message=f"The {head} branch has no history in common with {base}",
        )


def _check_twin(forge, head, base, owner=None):
    owner = owner or forge.owner
    for pull in forge.pulls.values():
        if pull.state == "open" and (pull.owner, pull.head, pull.base) == (owner, head, base):
            raise invalid(
                "PullRequest",
                code="custom",
                message=f"A pull request already exists for {owner}:{head}.",
            )


def edit(forge, login, item, title=None, body=None, state=None, reason=None, labels=None):
    """Change what is given; `body` "" empties it. Everything is checked before anything changes."""
    _check_text(_kind(item), item.title if title is None else title, body)
    if state not in (None, "open", "closed"):
        raise invalid(_kind(item), "state")
    if reason not in (None, "completed", "not_planned", "reopened", "duplicate"):
        raise invalid(_kind(item), "state_reason")
    if state == "open" and item.state == "closed" and isinstance(item, Pull):
        _check_reopen(forge, item)
    if title is not None and title != item.title:
        item.title = title
        forge.note(item, "renamed", login)
    if body is not None:
        item.before, item.editor, item.body = item.body, login, body
    if labels is not None:
        set_labels(forge, login, item, labels)
    if state is not None:
        _set_state(forge, login, item, state, reason)
    item.updated_at = forge.tick()
    return item


def _set_state(forge, login, item, state, reason):
    is_pull = isinstance(item, Pull)
    if state == item.state:
        item.state_reason = reason if reason and not is_pull else item.state_reason
        return
    item.state = state
    item.closed_at = forge.tick() if state == "closed" else None
    if not is_pull:
        item.state_reason = (reason or "completed") if state == "closed" else "reopened"
    forge.note(item, "closed" if state == "closed" else "reopened", login)
    if is_pull and state == "open":
        item.head_sha, item.base_sha = _tip(forge, item), forge.git.branch(item.base)
        refresh(forge, [item])


def _tip(forge, pull):
    return forge.git.branch(pull.head) if pull.owner == forge.owner else pull.head_sha


def _check_reopen(forge, pull):
    if pull.merged:
        raise invalid(
            "PullRequest", "state", message="state cannot be changed. The pull request was merged."
        )
    tip = _tip(forge, pull)
    if tip is None:
        raise invalid(
            "PullRequest",
            "state",
            message=f"state cannot be changed. The {pull.head} branch has been deleted.",
        )
    if tip != pull.head_sha and forge.git.merge_base(pull.head_sha, tip) != pull.head_sha:
        raise invalid(
            "PullRequest",
            "state",
            message=f"state cannot be changed. The {pull.head} branch was force-pushed or recreated.",
        )
    _check_twin(forge, pull.head, pull.base, pull.owner)
    if (base := forge.git.branch(pull.base)) is None or forge.git.merge_base(base, tip) == tip:
        raise invalid(
            "PullRequest", "state", message="state cannot be changed. There are no new commits."
        )


def merge(forge, login, pull, how="merge", title="", message="", sha=""):
    """Merge into the base branch; return the new commit."""
    if how not in ("merge", "squash", "rebase"):
        raise invalid("PullRequest", "merge_method")
    if how == "rebase":
        raise Refusal(405, "Rebase merges are not allowed on this repository.")
    if pull.state == "closed" or pull.draft or not pull.tree:
        raise Refusal(405, "Pull Request is not mergeable")
    if sha and sha != pull.head_sha:
        raise Refusal(409, "Head branch was modified. Review and try the merge again.")
    said = forge.git.git("log", "--format=%B", f"{pull.base_sha}..{pull.head_sha}").decode(
        "utf-8", "replace"
    )
    made = forge.git_merge(login, pull, how, title, message)
    at = forge.tick()
    pull.state, pull.merged, pull.merged_by, pull.merged_at, pull.closed_at = (
        "closed",
        True,
        login,
        at,
        at,
    )
    pull.merge_commit, pull.base_sha, pull.updated_at = made, made, at
    forge.note(pull, "merged", login)
    forge.note(pull, "closed", login)
    if pull.base == forge.default_branch:
        _close_named(
            forge, login, f"{pull.body}\n\n{said}\n\n{pull.title if how == 'squash' else ''}"
        )
    return made


def _close_named(forge, login, text):
    """Close the issues that a body or a commit's message says are fixed, as GitHub does for whatever stands outside of code."""
    for number in CLOSING.findall(CODE_OR_HIDDEN.sub("", text)):
        item = forge.items.get(int(number))
        if item and not isinstance(item, Pull) and item.state == "open":
            edit(forge, login, item, state="closed")


def comment(forge, login, item, body):
    if item.locked and not (forge.may_write(login) and not login.endswith("[bot]")):
        raise Refusal(403, "Unable to create comment because issue is locked.")
    _check_body("IssueComment", body, required=True)
    at = forge.tick()
    made = Comment(forge.next_id(), item.number, login, body, at, at)
    forge.comments[made.id] = made
    item.updated_at = at
    return made


def edit_comment(forge, made, body, login=""):
    _check_body("IssueComment", body, required=True)
    made.before, made.editor = made.body, login
    made.body, made.updated_at = body, forge.tick()
    return made


def react(forge, login, target, content):
    """Return the reaction, and whether it is new."""
    if content not in REACTIONS:
        raise invalid("Reaction", "content")
    for reaction in target.reactions:
        if (reaction.login, reaction.content) == (login, content):
            return reaction, False
    target.reactions.append(Reaction(forge.next_id(), login, content, forge.tick()))
    return target.reactions[-1], True


def create_label(forge, name, color, description=None):
    if not isinstance(name, str) or not name.strip() or len(name) > 50:
        raise invalid("Label", "name")
    if not re.fullmatch("[0-9a-fA-F]{6}", color or ""):
        raise invalid("Label", "color")
    if len(description or "") > 100:
        raise invalid("Label", "description")
    if name.casefold() in forge.labels:
        raise invalid("Label", "name", "already_exists")
    forge.labels[name.casefold()] = Label(forge.next_id(), name, color.lower(), description)
    return forge.labels[name.casefold()]


def add_labels(forge, login, item, names):
    """Set labels; those that do not exist are made, as GitHub does."""
    if not all(isinstance(name, str) for name in names):
        raise invalid("Label", "name")
    for name in names:
        known = forge.labels.get(name.casefold()) or create_label(forge, name, "ededed")
        if known.name not in item.labels:
            item.labels.append(known.name)
            forge.note(item, "labeled", login, known.name)


def remove_label(forge, login, item, name):
    known = forge.labels.get(name.casefold())
    if known is None or known.name not in item.labels:
        raise Refusal(404, "Label does not exist")
    item.labels.remove(known.name)
    forge.note(item, "unlabeled", login, known.name)


def set_labels(forge, login, item, names):
    kept = {name.casefold() for name in names}
    for name in [name for name in item.labels if name.casefold() not in kept]:
        remove_label(forge, login, item, name)
    add_labels(forge, login, item, names)


def _kind(item):
    return "PullRequest" if isinstance(item, Pull) else "Issue"


def _check_text(kind, title, body):
    if not isinstance(title, str) or not title.strip():
        raise invalid(kind, "title", "missing_field")
    if len(title) > TITLE_LIMIT:
        raise invalid(
            kind, "title", "custom", f"title is too long (maximum is {TITLE_LIMIT} characters)"
        )
    _check_body(kind, body)


def _check_body(kind, body, required=False):
    if body is None and not required:
        return
    if not isinstance(body, str):
        raise invalid(kind, "body")
    if required and not body.strip():
        raise invalid(kind, "body", "custom", "body cannot be blank")
    if len(body) > BODY_LIMIT:
        raise invalid(
            kind, "body", "custom", f"body is too long (maximum is {BODY_LIMIT} characters)"
        )
