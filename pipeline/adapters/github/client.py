"""Ask GitHub for what the program needs: pull requests, issues, comments, labels, workflows.

Every method raises `UserError` where GitHub refuses or cannot be reached. A write whose answer was
lost is looked for before it is made again, so that nothing is ever made twice. Import it where it
is used: it takes most of a second to load.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import quote

from pipeline.adapters.github import items, rules, settings
from pipeline.adapters.github.last_editor import last_editor
from pipeline.adapters.github.patience import Patience
from pipeline.adapters.github.refusals import Refused
from pipeline.adapters.github.rest import Rest
from pipeline.adapters.github.review_threads import review_threads
from pipeline.adapters.secrets import find_secrets
from pipeline.core.errors import UserError
from pipeline.core.github.branch_rules import BranchRules, RequiredCheck
from pipeline.core.github.state import (
    GITHUB_ACTIONS,
    Comment,
    Issue,
    Label,
    Permission,
    PullRequest,
    RepositoryInfo,
    ReviewThread,
    is_ours,
    last_marker,
)

_LOGIN = re.compile(r"[A-Za-z0-9_-]+(\[bot\])?")


class GitHub:
    """One repository on GitHub, as a token may see and change it."""

    def __init__(self, rest: Rest, repository: str, server: str, bots: frozenset[str]) -> None:
        self._rest = rest
        self._root = f"/repos/{repository}"
        self.repository = repository
        self.server = server
        self.bots = bots
        self._default_branch = ""

    @classmethod
    def connect(
        cls, environ: Mapping[str, str], sleep: Callable[[float], None] = time.sleep
    ) -> GitHub:
        """Return a client made from the environment of a workflow run. Nothing is sent yet."""
        token, repository = settings.token(environ), settings.repository(environ)
        patience = Patience(settings.pace(environ), sleep, longest=settings.patience(environ))
        rest = Rest(
            settings.api(environ), token, settings.agent(environ), patience, find_secrets(environ)
        )
        bots = frozenset({GITHUB_ACTIONS, environ.get("WIKI_BOT", "")} - {""})
        return cls(rest, repository, settings.server(environ), bots)

    def close(self) -> None:
        """Close the connections."""
        self._rest.close()

    # --- the repository and its people ---

    def default_branch(self) -> str:
        """Return the name of the default branch; GitHub is asked once."""
        self._default_branch = self._default_branch or self.about().default_branch
        return self._default_branch

    def about(self) -> RepositoryInfo:
        """Return what GitHub says of the repository itself."""
        return items.about_repository(self._get(""))

    def permission(self, login: str) -> Permission:
        """Return what an account may do here; "none" for one that GitHub does not speak of."""
        if not _LOGIN.fullmatch(login):
            return "none"
        try:
            return items.permission(self._get(f"/collaborators/{_quote_part(login)}/permission"))
        except Refused as error:
            if error.status in (403, 404):
                return "none"
            raise

    def rules(self, branch: str) -> BranchRules | None:
        """Return what rulesets say of branches of this name; None where that is not shown."""
        return rules.read_rules(self._rest, self._root, branch)

    def protection(self, branch: str) -> BranchRules | None:
        """Return what a protection of the older kind says; None where there is no such branch."""
        return rules.read_protection(self._rest, self._root, branch)

    def merge_methods(self) -> frozenset[str]:
        """Return how the repository's settings let pull requests be merged."""
        return rules.read_merge_methods(self._rest, self.repository)

    def reported_checks(self, sha: str) -> frozenset[RequiredCheck]:
        """Return the checks and statuses that have reported on a commit."""
        return rules.read_reported_checks(self._rest, self._root, sha)

    # --- pull requests ---

    def pulls(
        self, state: Literal["open", "closed", "all"], head: str = ""
    ) -> Iterator[PullRequest]:
        """Yield pull requests, newest first, fetched a page at a time.

        With `head` only those from that branch of this very repository.
        """
        order = {"state": state, "sort": "created", "direction": "desc"}
        wanted = {"head": f"{self._owner()}:{head}"} if head else {}
        for data in self._rest.pages(f"{self._root}/pulls", **order, **wanted):
            pull = items.pull_request(data, self.repository)
            if not head or (pull.head == head and pull.same_repository):
                yield pull

    def pull(self, number: int) -> PullRequest:
        """Return one pull request."""
        return items.pull_request(self._get(f"/pulls/{number:d}"), self.repository)

    def create_pull(self, title: str, body: str, head: str, base: str) -> PullRequest:
        """Open a pull request from a branch, or return the one that is open; never two."""

        def look() -> PullRequest | None:
            found = next((pull for pull in self.pulls("open", head) if pull.base == base), None)
            return (
                found
                if found and (is_ours(found, self.bots) or is_ours(found, self.our_logins()))
                else None
            )

        sent = {"title": title, "body": body, "head": head, "base": base}
        try:
            made = self._rest.write("POST", f"{self._root}/pulls", sent, look)
        except Refused as error:
            if error.status == 422 and (found := look()):
                return found
            raise
        return made if isinstance(made, PullRequest) else items.pull_request(made, self.repository)

    def update_pull(
        self, number: int, *, title: str | None = None, body: str | None = None
    ) -> None:
        """Change the title or the text of a pull request."""
        self._patch(f"/pulls/{number:d}", title=title, body=body)

    def close_pull(self, number: int) -> None:
        """Close a pull request without merging it."""
        self._patch(f"/pulls/{number:d}", state="closed")

    def may_create_pulls(self) -> bool | None:
        """Tell whether this token may open pull requests; None where that is unclear.

        GitHub is asked by trying one that cannot come to be: from the default branch onto itself. A
        token with the right gets 422 for it, one without gets 403.
        """
        branch = self.default_branch()
        sent = {"title": "May this token open pull requests?", "head": branch, "base": branch}
        try:
            self._rest.write("POST", f"{self._root}/pulls", sent)
        except Refused as error:
            return True if error.status == 422 else False if error.no_pulls else None
        return None

    def review_threads(self, number: int) -> list[ReviewThread]:
        """Return every thread at a line of the diff, resolved or not.

        Of each thread the first fifty comments are read.
        """
        return review_threads(self._rest, self.repository, number)

    # --- issues and labels ---

    def issues(
        self, label: str, state: Literal["open", "closed", "all"] = "open", author: str = ""
    ) -> Iterator[Issue]:
        """Yield the issues with a label ("" for any), newest first.

        GitHub lists pull requests among the issues; they are left out.
        """
        wanted = {"labels": label} if label else {}
        wanted |= {"creator": author} if author else {}
        for data in self._rest.pages(f"{self._root}/issues", state=state, **wanted):
            if "pull_request" not in data:
                yield items.issue(data, self.repository)

    def issue(self, number: int) -> Issue | None:
        """Return an issue; None where the number is a pull request's.

        `UserError` where the issue was moved to another repository.
        """
        data = self._get(f"/issues/{number:d}")
        return None if "pull_request" in data else items.issue(data, self.repository)

    def create_issue(self, title: str, body: str, labels: Iterable[str]) -> Issue:
        """Open an issue; where the answer is lost, the marker in its body tells if it was made."""
        names = list(labels)

        def look() -> Issue | None:
            ours = self.our_logins()
            found = self.issues(names[0]) if names else iter(())
            return next(
                (i for i in found if is_ours(i, ours) and _is_same_body(i.body, body)), None
            )

        made = self._rest.write(
            "POST", f"{self._root}/issues", {"title": title, "body": body, "labels": names}, look
        )
        return made if isinstance(made, Issue) else items.issue(made, self.repository)

    def update_issue(
        self,
        number: int,
        *,
        title: str | None = None,
        body: str | None = None,
        state: Literal["open", "closed"] | None = None,
        reason: Literal["completed", "not_planned", "reopened"] | None = None,
    ) -> None:
        """Change what is given of an issue's title, text and state."""
        self._patch(f"/issues/{number:d}", title=title, body=body, state=state, state_reason=reason)

    def missing_labels(self, labels: Iterable[Label]) -> list[Label]:
        """Return those of these labels that the repository lacks, in any case of letters."""
        there = {data["name"].casefold() for data in self._rest.pages(f"{self._root}/labels")}
        return [label for label in labels if label.name.casefold() not in there]

    def ensure_labels(self, labels: Iterable[Label]) -> list[str]:
        """Create the labels that are missing, and return their names.

        A label that is there stays as the team made it.
        """
        missing = self.missing_labels(labels)
        for label in missing:
            sent = {"name": label.name, "color": label.color, "description": label.description}
            try:
                self._rest.write("POST", f"{self._root}/labels", sent)
            except Refused as error:
                if "already_exists" not in error.words:
                    raise
        return [label.name for label in missing]

    def label(self, number: int, *names: str) -> None:
        """Put labels on an issue or pull request."""
        if names:
            self._rest.write(
                "POST", f"{self._root}/issues/{number:d}/labels", {"labels": list(names)}
            )

    def unlabel(self, number: int, name: str) -> None:
        """Take a label off an issue or pull request; one that is not on it is no error."""
        try:
            self._rest.write("DELETE", f"{self._root}/issues/{number:d}/labels/{_quote_part(name)}")
        except Refused as error:
            if error.status != 404:
                raise

    def labelled_by(self, number: int, label: str) -> str:
        """Return the login of whoever put a label on last; "" where it is not on.

        It is "" also where a deleted account put it on.
        """
        wanted = label.casefold()
        if wanted not in {
            data["name"].casefold() for data in self._get(f"/issues/{number:d}")["labels"]
        }:
            return ""
        who = ""
        for event in self._rest.pages(f"{self._root}/issues/{number:d}/events"):
            if event.get("event") == "labeled" and event["label"]["name"].casefold() == wanted:
                who = (event.get("actor") or {}).get("login") or ""
        return who

    # --- comments ---

    def comments(self, number: int) -> Iterator[Comment]:
        """Yield the comments of an issue or pull request, oldest first."""
        for data in self._rest.pages(f"{self._root}/issues/{number:d}/comments"):
            yield items.comment(data)

    def comments_since(self, time: str) -> Iterator[Comment]:
        """Yield all comments that were written or edited since an ISO time, newest first.

        They are those of all issues and pull requests.
        """
        order = {"since": time, "sort": "created", "direction": "desc"}
        for data in self._rest.pages(f"{self._root}/issues/comments", **order):
            yield items.comment(data)

    def comment(self, id: int) -> Comment:
        """Return one comment of an issue or pull request."""
        return items.comment(self._get(f"/issues/comments/{id:d}"))

    def add_comment(self, number: int, body: str) -> Comment:
        """Comment on an issue or pull request.

        Where the answer was lost, our last comment there tells whether it was made.
        """

        def look() -> Comment | None:
            ours = self.our_logins()
            last = [c for c in self.comments(number) if is_ours(c, ours)][-1:]
            return next((c for c in last if _is_same_body(c.body, body)), None)

        made = self._rest.write(
            "POST", f"{self._root}/issues/{number:d}/comments", {"body": body}, look
        )
        return made if isinstance(made, Comment) else items.comment(made)

    def last_editor(self, number: int, comment: int = 0) -> str:
        """Return the login of whoever edited an issue, or one comment, last.

        It is "" where nobody did, and where a bot or a deleted account did.
        """
        path = f"/issues/comments/{comment:d}" if comment else f"/issues/{number:d}"
        return last_editor(self._rest, str(self._get(path).get("node_id") or ""))

    def edit_comment(self, id: int, body: str) -> None:
        """Replace the text of a comment."""
        self._patch(f"/issues/comments/{id:d}", body=body)

    def react(self, comment_id: int, content: Literal["eyes", "confused", "rocket"]) -> None:
        """React to a comment; the same reaction twice is one."""
        self._rest.write(
            "POST", f"{self._root}/issues/comments/{comment_id:d}/reactions", {"content": content}
        )

    def react_to_issue(self, number: int, content: Literal["eyes", "confused", "rocket"]) -> None:
        """React to an issue; the same reaction twice is one."""
        self._rest.write("POST", f"{self._root}/issues/{number:d}/reactions", {"content": content})

    # --- workflows ---

    def dispatch(self, workflow: str, ref: str, inputs: Mapping[str, str]) -> None:
        """Start a workflow, named by its file, on a branch."""
        sent = {"ref": ref, "inputs": dict(inputs)}
        self._rest.write(
            "POST", f"{self._root}/actions/workflows/{_quote_part(workflow)}/dispatches", sent
        )

    def workflows(self) -> dict[str, str]:
        """Return the state of each workflow file, by its name.

        States are GitHub's: "active", "disabled_inactivity", "disabled_manually", …
        """
        found = self._rest.pages(f"{self._root}/actions/workflows", "workflows")
        paths = {PurePosixPath(data["path"]): str(data["state"]) for data in found}
        return {path.name: state for path, state in paths.items() if path.parts[0] == ".github"}

    def last_run(self, workflow: str, event: str) -> str:
        """Return the ISO time at which an event last started a workflow; "" where none did."""
        try:
            runs = self._get(
                f"/actions/workflows/{_quote_part(workflow)}/runs", event=event, per_page=1
            )["workflow_runs"]
        except Refused as error:
            if error.status == 404:
                return ""
            raise
        return str(runs[0]["created_at"]) if runs else ""

    # --- plumbing ---

    def _get(self, path: str, **parameters: str | int) -> Any:
        return self._rest.get(self._root + path, **parameters)

    def _patch(self, path: str, **changes: str | None) -> None:
        given = {key: value for key, value in changes.items() if value is not None}
        if given:
            self._rest.write("PATCH", self._root + path, given)

    def _owner(self) -> str:
        return self.repository.partition("/")[0]

    def our_logins(self) -> frozenset[str]:
        """Return the logins of our bots and, with a person's token, of that person too.

        Only a person's token may ask GitHub who it is.
        """
        try:
            return self.bots | {str(self._rest.get("/user")["login"])}
        except Refused:
            return self.bots


def _is_same_body(found: str, sent: str) -> bool:
    """Tell whether a body is the one we sent: by its marker, else word for word."""
    mark = last_marker(sent)
    return last_marker(found) == mark if mark else found.split() == sent.split()


def _quote_part(text: str) -> str:
    """Return a text as one part of an address; `UserError` for dots alone, which would climb."""
    if not text.strip("."):
        raise UserError(f"GitHub has nothing with the name “{text}”.")
    return quote(text, safe="")
