"""`wiki comment`: answer a command or a question that somebody typed on GitHub.

The answer is a reaction, the start of a workflow, and one status comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pipeline.adapters.git.remote import Remote
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github.client import GitHub
from pipeline.core.answers.asked_text import question_of_comment, question_of_issue
from pipeline.core.errors import UserError
from pipeline.core.github.boxes import BoxChange, find_changes
from pipeline.core.github.inert import make_inert
from pipeline.core.github.state import WRITERS, is_ours, read_marker
from pipeline.core.reports.wanted_output import asks_for_output
from pipeline.core.sources.source_request import asks_for_source
from pipeline.core.upkeep.settle_contradiction import Choice
from pipeline.core.upkeep.upkeep import UPKEEP_BRANCHES
from pipeline.core.wiki.schema import AskRules, Schema
from pipeline.operations.github.draft_outputs import is_about_stale_outputs
from pipeline.operations.github.drop_source import DropContext, SourceWish, change_sources
from pipeline.operations.github.open_proposals import (
    OurPullRequest,
    recognise_ours,
    subjects_by_people,
    tell_news,
)
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.take_making import take_making
from pipeline.operations.github.take_question import (
    ask_to_file,
    take_question,
    want_source,
)
from pipeline.operations.github.take_source import take_source

CommandVerb = Literal[
    "recompile",
    "refresh",
    "drop",
    "keep",
    "fix",
    "file",
    "wanted",
    "help",
    "ask",
    "tick",
    "try-now",
    "add",
    "make",
]

# The kinds of our issues on which `/fix` may have something to do.
FIXABLE_KINDS = ("contradiction", "rule", "dead-links")

HELP_TEXT = """Commands, each on the first line of a new comment, by people with write access:

- `/recompile`, and after it or on the next lines what to change: compiles the sources of this pull request again. Unresolved
  review comments by people with write access are read as well.
- `/recompile --force`: the same without any reply that was kept from before; also on a pull request that was closed.
- `/recompile --yes`: the same for a source that waits for a yes, because it would make many pages or cost much. On an issue about
  a source that waits or failed, `/recompile` and `/recompile --yes` compile that source.
- `/refresh`: brings this pull request up to date with the default branch, and renews index, links and footnotes after edits by
  hand; without a model.
- `/drop 2`: leaves the source ② out of this pull request and makes it anew of what is kept, mostly without paying again. The
  source counts as rejected until it changes. `/keep 2` takes it back, until this is merged.
- `/fix`, on an issue of the lint: a pull request with the edit that it suggests, or with the safe fixes of its rule or page;
  what is stale of answers, reports and charts is made anew.
  On a contradiction also `/fix keep A` or `/fix keep B`, for the side that holds (the other is kept as history), and
  `/fix both: A for version 1; B for version 2` where both hold, each for something else.
- `/file`, on an issue with an answer of the wiki: a pull request with a page that keeps the last one; `/file comparison` makes
  it a page of that type. The box under an answer does the same for that answer.
- `/wanted`, there: an issue that asks for a source of what the last answer says is not known. So does the box.
- `/add`, on an issue of the form *Add a source*: a pull request that stores what its addresses and attached files are under
  `raw/`. Where somebody with write access opens such an issue, it comes by itself.
- `/make`, on an issue of the form *Make of the wiki*: a pull request with the report or chart that it asks for, or a file
  attached to the run. Where somebody with write access opens such an issue, it comes by itself.
- `/wiki help`: this text.

A box does what the command beside it does, once, for people with write access.

By whoever may ask (`ask` in `schema.md`):

- `/ask` and a question, on any issue: the wiki answers in a comment. Edit the comment to ask otherwise.

To change words yourself, commit to this branch: your commits are never overwritten. Closing this pull request without
merging rejects the source until it changes."""  # noqa: E501


@dataclass(frozen=True)
class Command:
    """What a comment asks for."""

    verb: CommandVerb
    force: bool = False
    yes: bool = False  # of `/recompile`
    choice: Choice = "suggested"  # of `/fix`
    page_type: str = "answer"  # of `/file`
    scope: str = ""  # of `/fix both:`, foreign text
    number: int = 0  # of `/drop` and `/keep`: of a source


def parse_command(body: str) -> Command | None:
    """Read the first line of a comment; None where it is not exactly a command of ours."""
    line = body.split("\n", 1)[0].rstrip()
    if question_of_comment(body) is not None:
        return Command("ask")
    if line in _PLAIN:
        return _PLAIN[line]
    if chosen := re.fullmatch(r"/fix(?: keep (?P<side>[ABab])| both:(?P<scope>.*\S.*))?", line):
        side, scope = chosen["side"], chosen["scope"]
        return Command(
            "fix",
            choice=_SIDES[side.lower()] if side else "both" if scope else "suggested",
            scope=(scope or "").strip(),
        )
    if sourced := re.fullmatch(r"/(drop|keep)[ \t]+#?([1-9][0-9]{0,2})", line, re.ASCII):
        return Command("drop" if sourced[1] == "drop" else "keep", number=int(sourced[2]))
    found = re.fullmatch(r"/recompile((?:[ \t]+--(?:force|yes)(?![\w-]))*)(?:[ \t].*)?", line)
    flags = found[1].split() if found else []
    return Command("recompile", "--force" in flags, "--yes" in flags) if found else None


_SIDES: Mapping[str, Choice] = {"a": "a", "b": "b"}
_PLAIN: Mapping[str, Command] = {
    "/wiki help": Command("help"),
    "/refresh": Command("refresh"),
    "/wanted": Command("wanted"),
    "/file": Command("file"),
    "/add": Command("add"),
    "/make": Command("make"),
    "/file answer": Command("file"),
    "/file comparison": Command("file", page_type="comparison"),
}


@dataclass(frozen=True)
class Post:
    """One comment or issue as the event describes it, and what of it is a command.

    `id` is 0 for an issue. `author` is whoever may be answered: of a tick, who set it.
    """

    number: int
    id: int
    author: str
    body: str
    on_pull: bool
    command: Command | None = None
    boxes: tuple[BoxChange, ...] = ()  # that were ticked or unticked, in a text of ours


def read_event(event: Mapping[str, Any]) -> Post | None:
    """Return what a person wrote, by an event; None for anything else.

    That is a new comment, an edited one that asks, a text of ours of which nothing but boxes was
    changed, or an issue that asks.
    """
    comment, issue, action = event.get("comment"), event.get("issue"), event.get("action")
    if not isinstance(issue, Mapping) or (event.get("sender") or {}).get("type") == "Bot":
        return None
    number, on_pull = int(issue["number"]), "pull_request" in issue
    if action == "edited" and (ticked := _read_ticks(event, number, on_pull)):
        return ticked
    if not isinstance(comment, Mapping):
        user = issue.get("user") or {}
        names = [str(label.get("name")) for label in issue.get("labels") or ()]
        title, body = str(issue.get("title") or ""), str(issue.get("body") or "")
        asks = question_of_issue(title, body, names) is not None and user.get("type") != "Bot"
        if action in ("opened", "edited") and asks_for_source(body) and user.get("type") != "Bot":
            author = str(user.get("login") or "")
            return None if on_pull else Post(number, 0, author, body, False, Command("add"))
        if action in ("opened", "edited") and asks_for_output(body) and user.get("type") != "Bot":
            author = str(user.get("login") or "")
            return None if on_pull else Post(number, 0, author, body, False, Command("make"))
        if on_pull or action not in ("opened", "edited") or not asks:
            return None
        return Post(number, 0, str(user.get("login") or ""), body, False, Command("ask"))
    user, body = comment.get("user") or {}, str(comment.get("body") or "")
    made = Post(number, int(comment["id"]), str(user.get("login") or ""), body, on_pull)
    is_bot = user.get("type") == "Bot"
    if action == "created" and not is_bot:
        return replace(made, command=parse_command(body))
    if action == "edited" and not is_bot and question_of_comment(body) is not None:
        return replace(made, command=Command("ask"))
    return None


def _read_ticks(event: Mapping[str, Any], number: int, on_pull: bool) -> Post | None:
    """Return a post for boxes that a person ticked in a text of a bot; None for any other edit."""
    comment = event.get("comment")
    text = comment if isinstance(comment, Mapping) else event["issue"]
    changes = (event.get("changes") or {}).get("body") or {}
    if (text.get("user") or {}).get("type") != "Bot" or not isinstance(changes.get("from"), str):
        return None
    body = str(text.get("body") or "")
    boxes = find_changes(changes["from"], body)
    sender = str((event.get("sender") or {}).get("login") or "")
    id = int(comment["id"]) if isinstance(comment, Mapping) else 0
    return Post(number, id, sender, body, on_pull, Command("tick"), boxes) if boxes else None


def answer_comment(
    post: Post, hub: GitHub, repo: Repository, remote: Remote, day: str
) -> ReportRow:
    """Do what a comment or an issue asks, if its author may.

    Authority is what the API says now, never what the event says.
    """
    command = post.command
    if command is None or post.author in hub.bots:
        return ReportRow("ignored", (), post.number, "the comment is no command")
    if command.verb == "ask":
        return take_question(post.number, post.id, hub, _ask_rules(repo), day, post.on_pull)
    if command.verb == "add":
        return take_source(post.number, post.id, post.author, hub, post.on_pull)
    if command.verb == "make":
        return take_making(post.number, post.id, post.author, hub, post.on_pull)
    if hub.permission(post.author) not in WRITERS:
        hub.react(post.id, "confused")
        return ReportRow("ignored", (), post.number, f"{post.author} has no write access")
    hub.react(post.id, "eyes")
    try:
        return _ANSWERS[command.verb](command, post, hub, repo, remote)
    except UserError as error:
        tell_news(hub, post.number, f"That did not work: {make_inert(str(error))}")
        raise


def do_command(post: Post, site: DropContext) -> ReportRow:
    """Do what a command asks for whose author was found to be allowed to give it."""
    command = post.command
    if command is None or command.verb not in _ANSWERS:
        return ReportRow("ignored", (), post.number, "no command")
    return _ANSWERS[command.verb](command, post, site.hub, site.repo, site.remote)


def _ask_rules(repo: Repository) -> AskRules:
    """Return who may ask, as `schema.md` has it at the commit that is checked out."""
    blob = next(iter(repo.tree(repo.head(), "schema.md")), None)
    if blob is None:
        raise UserError("There is no schema.md.", "`wiki init` writes one.")
    return Schema.parse(repo.read(blob.sha).decode("utf-8", "replace")).rules.ask


def _help(command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote) -> ReportRow:
    tell_news(hub, post.number, HELP_TEXT)
    return ReportRow("asked", (), post.number, "help")


def _drop(command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote) -> ReportRow:
    known = _ours(post, hub)
    if known is None:
        tell_news(hub, post.number, _NO_COMPILE_PULL_REQUEST)
        return ReportRow("ignored", (), post.number, "not a pull request of a compile")
    wish = SourceWish(command.number, command.verb == "keep")
    return change_sources(known, [wish], DropContext(hub, repo, remote))


def _recompile(
    command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote
) -> ReportRow:
    if not post.on_pull:
        return _compile_named(command, post, hub)
    known = _ours(post, hub)
    why_not = _why_not(known, command, hub, repo, remote) if known else _NO_COMPILE_OF_OURS
    if known is None or why_not:
        tell_news(hub, post.number, why_not)
        return ReportRow("ignored", (), post.number, why_not)
    inputs = {
        "pull": str(post.number),
        "feedback": str(post.id or ""),
        "force": "true" if command.force else "false",
        "yes": "true" if command.yes else "false",
    }
    hub.dispatch("compile.yml", hub.default_branch(), inputs)
    tell_news(
        hub,
        post.number,
        "The sources of this pull request are being compiled again; this comment will say what came"
        " of it.",
    )
    return ReportRow("asked", tuple(known.sources), post.number, "compile again")


def _try_now(
    command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote
) -> ReportRow:
    """Start the compile for which sources wait; on the issue that says that they do."""
    issue = hub.issue(post.number)
    if issue is None or read_marker("stopped", issue.body) is None or issue.state == "closed":
        return ReportRow("ignored", (), post.number, "no issue about a stop")
    hub.dispatch("compile.yml", hub.default_branch(), {})
    return ReportRow("asked", (), post.number, "try again what waits")


def _compile_named(command: Command, post: Post, hub: GitHub) -> ReportRow:
    """Compile the source that an issue of ours is about: one that failed, or waits for a yes."""
    issue = hub.issue(post.number)
    values = read_marker("failure", issue.body) if issue and is_ours(issue, hub.bots) else None
    source = (values or {}).get("source")
    if issue is None or not isinstance(source, str) or issue.state == "closed":
        tell_news(hub, post.number, _NO_COMPILE_OF_OURS)
        return ReportRow("ignored", (), post.number, _NO_COMPILE_OF_OURS)
    inputs = {
        "sources": source,
        "force": "true" if command.force else "false",
        "yes": "true" if command.yes else "false",
    }
    hub.dispatch("compile.yml", hub.default_branch(), inputs)
    tell_news(
        hub,
        post.number,
        "The source is being compiled; this issue closes when it is, or says what came of it.",
    )
    return ReportRow("asked", (source,), post.number, "compile it")


def _why_not(
    known: OurPullRequest, command: Command, hub: GitHub, repo: Repository, remote: Remote
) -> str:
    if known.pull.merged:
        return (
            "This is merged. To compile its source again, run the compile workflow with the"
            " source's path and *force*."
        )
    if known.pull.state == "closed" and not command.force:
        return (
            "This was closed, so its source counts as rejected. `/recompile --force` compiles it"
            " all the same."
        )
    people = (
        subjects_by_people(known.pull.head, hub.default_branch(), repo, remote)
        if known.pull.state == "open"
        else []
    )
    if people:
        return (
            "This branch holds commits by people, which are never overwritten, so it was not"
            " compiled again. Edit the pages here, or merge this and change `schema.md` or the"
            " source."
        )
    return ""


def _refresh(
    command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote
) -> ReportRow:
    pull = hub.pull(post.number) if post.on_pull else None
    known = recognise_ours(pull, hub.bots) if pull else None
    upkeep = bool(
        pull
        and is_ours(pull, hub.bots)
        and pull.same_repository
        and pull.head.startswith(UPKEEP_BRANCHES)
    )
    if pull is None or not (known or upkeep) or pull.state == "closed":
        ours = known or upkeep
        tell_news(
            hub,
            post.number,
            "This is closed; there is nothing to bring up to date."
            if ours
            else _NO_PULL_REQUEST_OF_OURS,
        )
        return ReportRow("ignored", (), post.number, "not an open pull request of ours")
    hub.dispatch("refresh.yml", hub.default_branch(), {"pull": str(post.number)})
    tell_news(
        hub,
        post.number,
        "This pull request is being brought up to date; this comment will say what came of it.",
    )
    return ReportRow("asked", tuple(known.sources) if known else (), post.number, "refresh")


def _fix(command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote) -> ReportRow:
    why_not = _why_no_fix(post, hub)
    if why_not:
        tell_news(hub, post.number, why_not)
        return ReportRow("ignored", (), post.number, why_not)
    issue = hub.issue(post.number)
    if issue and is_about_stale_outputs(issue, hub):  # a model may have to word them anew
        order = {"issue": str(post.number), "comment": str(post.id or 0)}
        hub.dispatch("make.yml", hub.default_branch(), order)
        tell_news(hub, post.number, _MADE_ANEW)
        return ReportRow("asked", (), post.number, "make anew")
    wish = {
        "fix": str(post.number),
        "comment": str(post.id or ""),
        "choice": "" if post.id else command.choice,  # there is no comment where a box was ticked
    }
    hub.dispatch("lint.yml", hub.default_branch(), wish)
    tell_news(hub, post.number, "The edit is being made; this comment will say what came of it.")
    return ReportRow("asked", (), post.number, "fix")


def _file(command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote) -> ReportRow:
    if post.on_pull:
        tell_news(hub, post.number, _ON_ISSUES)
        return ReportRow("ignored", (), post.number, "no issue")
    return ask_to_file(post.number, hub, command.page_type)


def _want(command: Command, post: Post, hub: GitHub, repo: Repository, remote: Remote) -> ReportRow:
    if post.on_pull:
        tell_news(hub, post.number, _ON_ISSUES)
        return ReportRow("ignored", (), post.number, "no issue")
    return want_source(post.number, hub)


_MADE_ANEW = "What is stale is being made anew; this comment will say what came of it."
_ON_ISSUES = "This belongs on an issue with an answer of the wiki."


def _why_no_fix(post: Post, hub: GitHub) -> str:
    if post.on_pull:
        return (
            "`/fix` belongs on an issue of the lint. On a pull request, edit the pages on its"
            " branch."
        )
    issue = hub.issue(post.number)
    values = read_marker("lint", issue.body) if issue and is_ours(issue, hub.bots) else None
    if issue is None or values is None or values.get("kind") not in FIXABLE_KINDS:
        return "`/fix` works only on the issues that the lint opens about pages."
    return (
        "This is closed: what it says was settled or dismissed. Reopen it first."
        if issue.state == "closed"
        else ""
    )


_NO_PULL_REQUEST_OF_OURS = "This works only on the pull requests that this program opens."
_NO_COMPILE_PULL_REQUEST = "This works only on the pull requests that a compile opens."
_NO_COMPILE_OF_OURS = (
    "This works only on the pull requests that a compile opens, and on open issues about a source"
    " that failed or waits for a yes."
)


def _ours(post: Post, hub: GitHub) -> OurPullRequest | None:
    return recognise_ours(hub.pull(post.number), hub.bots) if post.on_pull else None


_ANSWERS: dict[CommandVerb, Callable[[Command, Post, GitHub, Repository, Remote], ReportRow]] = {
    "help": _help,
    "recompile": _recompile,
    "try-now": _try_now,
    "refresh": _refresh,
    "drop": _drop,
    "keep": _drop,
    "fix": _fix,
    "file": _file,
    "wanted": _want,
}
