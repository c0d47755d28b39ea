"""`wiki comment`: what a reviewer typed under a pull request becomes a reaction, a dispatch and one status comment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.adapters.git import Repository
from pipeline.adapters.github import GitHub
from pipeline.adapters.remote import Remote
from pipeline.core.errors import UserError
from pipeline.core.github import WRITERS
from pipeline.core.inert import inert
from pipeline.report import Row
from pipeline.standing import Standing, as_ours, people_on, tell

Verb = Literal["recompile", "refresh", "help"]

HELP = """Commands, each on the first line of a new comment, by people with write access:

- `/recompile`, and after it or on the next lines what to change: compiles the sources of this pull request again. Unresolved
  review comments by people with write access are read as well.
- `/recompile --force`: the same without any reply that was kept from before; also on a pull request that was closed.
- `/refresh`: brings this pull request up to date with the default branch, and renews index, links and footnotes after edits by
  hand; without a model.
- `/wiki help`: this text.

To change words yourself, commit to this branch: your commits are never overwritten. Closing this pull request without
merging rejects the source until it changes."""


@dataclass(frozen=True)
class Command:
    """What a comment asks for."""

    verb: Verb
    force: bool = False


def parse(body: str) -> Command | None:
    """Read a comment's first line; None where it is no command of ours, to the letter."""
    line = body.split("\n", 1)[0].rstrip()
    if line == "/wiki help":
        return Command("help")
    if line == "/refresh":
        return Command("refresh")
    found = re.fullmatch(r"/recompile(?P<force>[ \t]+--force(?![\w-]))?(?:[ \t].*)?", line)
    return Command("recompile", bool(found["force"])) if found else None


@dataclass(frozen=True)
class Post:
    """One comment as the event tells of it."""

    number: int
    id: int
    author: str
    body: str
    on_pull: bool


def read_event(event: Mapping[str, Any]) -> Post | None:
    """Return the comment that an event tells of; None where it is not a new comment by a person."""
    comment, issue = event.get("comment"), event.get("issue")
    if event.get("action") != "created" or not isinstance(comment, Mapping) or not isinstance(issue, Mapping):
        return None
    user = comment.get("user") or {}
    if user.get("type") == "Bot":
        return None
    author, body = str(user.get("login") or ""), str(comment.get("body") or "")
    return Post(int(issue["number"]), int(comment["id"]), author, body, "pull_request" in issue)


def answer(post: Post, hub: GitHub, repo: Repository, remote: Remote) -> Row:
    """Do what a comment asks, if its author may. Authority is what the API says now, never what the event says."""
    command = parse(post.body)
    if command is None or post.author in hub.bots:
        return Row("ignored", (), post.number, "the comment is no command")
    if hub.permission(post.author) not in WRITERS:
        hub.react(post.id, "confused")
        return Row("ignored", (), post.number, f"{post.author} has no write access")
    hub.react(post.id, "eyes")
    try:
        return _ANSWERS[command.verb](command, post, hub, repo, remote)
    except UserError as error:
        tell(hub, post.number, f"That did not work: {inert(str(error))}")
        raise


def _help(command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote) -> Row:
    tell(hub, post.number, HELP)
    return Row("asked", (), post.number, "help")


def _recompile(command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote) -> Row:
    known = _ours(post, hub)
    why_not = _why_not(known, command, hub, repo, remote) if known else _NOT_OURS
    if known is None or why_not:
        tell(hub, post.number, why_not)
        return Row("ignored", (), post.number, why_not)
    inputs = {"pull": str(post.number), "feedback": str(post.id), "force": "true" if command.force else "false"}
    hub.dispatch("compile.yml", hub.default_branch(), inputs)
    tell(
        hub,
        post.number,
        "The sources of this pull request are being compiled again; this comment will say what came of it.",
    )
    return Row("asked", tuple(known.sources), post.number, "compile again")


def _why_not(known: Standing, command: Command, hub: GitHub, repo: Repository, remote: Remote) -> str:
    if known.pull.merged:
        return (
            "This is merged. To compile its source again, run the compile workflow with the source's path and *force*."
        )
    if known.pull.state == "closed" and not command.force:
        return "This was closed, so its source counts as rejected. `/recompile --force` compiles it all the same."
    people = people_on(known.pull.head, hub.default_branch(), repo, remote) if known.pull.state == "open" else []
    if people:
        return (
            "This branch holds commits by people, which are never overwritten, so it was not compiled again. Edit the pages "
            "here, or merge this and change `schema.md` or the source."
        )
    return ""


def _refresh(command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote) -> Row:
    known = _ours(post, hub)
    if known is None or known.pull.state == "closed":
        tell(hub, post.number, _NOT_OURS if known is None else "This is closed; there is nothing to bring up to date.")
        return Row("ignored", (), post.number, "not an open pull request of ours")
    hub.dispatch("refresh.yml", hub.default_branch(), {"pull": str(post.number)})
    tell(hub, post.number, "This pull request is being brought up to date; this comment will say what came of it.")
    return Row("asked", tuple(known.sources), post.number, "refresh")


_NOT_OURS = "This works only on the pull requests that a compile opens."


def _ours(post: Post, hub: GitHub) -> Standing | None:
    return as_ours(hub.pull(post.number), hub.bots) if post.on_pull else None


_ANSWERS: dict[Verb, Callable[[Command, Post, GitHub, Repository, Remote], Row]] = {
    "help": _help,
    "recompile": _recompile,
    "refresh": _refresh,
}
