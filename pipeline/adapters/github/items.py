"""Read GitHub's JSON as our values; whatever GitHub leaves out or has as null is empty."""

from __future__ import annotations

from typing import Any, cast

from pipeline.core.errors import UserError
from pipeline.core.github.state import (
    Comment,
    Issue,
    Permission,
    PullRequest,
    Remark,
    RepositoryInfo,
    ReviewThread,
)

_PERMISSIONS = ("none", "read", "triage", "write", "maintain", "admin")


def about_repository(data: Any) -> RepositoryInfo:
    """Return what GitHub says of a repository."""
    return RepositoryInfo(
        str(data["default_branch"]),
        str(data.get("created_at") or ""),
        bool(data.get("is_template")),
        bool(data.get("fork")),
        str(data.get("pushed_at") or ""),
        data.get("private") is False,
    )


def pull_request(data: Any, repository: str) -> PullRequest:
    """Return a pull request; its branch is ours where it is one of `repository`, not of a fork.

    `repository` has to be the name in use, and not an earlier one.
    """
    head, base = data["head"], data["base"]
    _refuse_other_name(repository, (base.get("repo") or {}).get("full_name"))
    source = (head.get("repo") or {}).get("full_name") or ""  # null where the fork was deleted
    return PullRequest(
        number=data["number"],
        title=data["title"],
        body=data.get("body") or "",
        author=_login(data.get("user")),
        head=head["ref"],
        head_sha=head["sha"],
        same_repository=source.casefold() == repository.casefold(),
        base=base["ref"],
        state=data["state"],
        merged=bool(data.get("merged_at") or data.get("merged")),
        labels=_label_names(data),
        url=data.get("html_url") or "",
    )


def issue(data: Any, repository: str) -> Issue:
    """Return an issue; `UserError` where the repository has another name by now."""
    if address := data.get("repository_url"):
        _refuse_other_name(repository, "/".join(address.rsplit("/", 2)[-2:]))
    return Issue(
        number=data["number"],
        title=data["title"],
        body=data.get("body") or "",
        author=_login(data.get("user")),
        state=data["state"],
        state_reason=data.get("state_reason") or "",
        labels=_label_names(data),
        locked=bool(data.get("locked")),
        url=data.get("html_url") or "",
    )


def comment(data: Any) -> Comment:
    """Return a comment, with the number of the issue or pull request it stands on."""
    number = data["issue_url"].rstrip("/").rsplit("/", 1)[-1]
    return Comment(
        data["id"],
        _login(data.get("user")),
        data.get("body") or "",
        data.get("html_url") or "",
        int(number),
    )


def permission(data: Any) -> Permission:
    """Return a permission; an organisation's own role counts as the permission it is built on."""
    for given in (data.get("role_name"), data.get("permission")):
        if given in _PERMISSIONS:
            return cast(Permission, given)
    return "none"


def review_thread(data: Any) -> ReviewThread:
    """Return a review thread of GraphQL; its line is 0 where the diff has moved on."""
    remarks = [
        Remark(
            _graphql_login(node.get("author")), node.get("body") or "", node.get("diffHunk") or ""
        )
        for node in data["comments"]["nodes"]
        if node
    ]
    line = 0 if data.get("isOutdated") else data.get("line") or 0
    return ReviewThread(data.get("path") or "", line, bool(data["isResolved"]), tuple(remarks))


def _login(user: Any) -> str:
    return (user or {}).get("login") or ""  # null where the account was deleted


def _graphql_login(author: Any) -> str:
    """Return an author's login as REST has it: `acme-wiki[bot]`, where GraphQL says `acme-wiki`.

    A person may have the shorter name, so a bot without its suffix would be taken for that person.
    """
    login = _login(author)
    is_bot = bool(author) and author.get("__typename") == "Bot"
    return f"{login}[bot]" if is_bot and not login.endswith("[bot]") else login


def _label_names(data: Any) -> tuple[str, ...]:
    return tuple(sorted(label["name"] for label in data.get("labels") or []))


def _refuse_other_name(asked: str, answered: str | None) -> None:
    """Raise `UserError` where GitHub answered for another name of the repository than asked for.

    It sends whoever asks by the old name to the new one, and filters of a list get lost on the way.
    """
    if answered and answered.casefold() != asked.casefold():
        raise UserError(
            f"The repository {asked} is called {answered} now.",
            f"Set GITHUB_REPOSITORY to {answered}.",
        )
