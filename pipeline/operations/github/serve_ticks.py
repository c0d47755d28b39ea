"""Do what a box stands for that a person ticked in a comment or an issue of ours, once.

It is what the typed command does, with the same question of GitHub whether the person may. What
counts is the box as it is now: who comes second, an event or a run that sweeps up, finds it served.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipeline.core.errors import UserError
from pipeline.core.github.boxes import ActionBox, BoxChange, read_boxes, untick_actions
from pipeline.core.github.inert import make_inert
from pipeline.core.github.state import (
    FAILED_LABEL,
    LINT_LABEL,
    WRITERS,
    Comment,
    Issue,
    is_ours,
    read_marker,
)
from pipeline.operations.github.comment import Command, Post, do_command
from pipeline.operations.github.drop_source import DropContext, SourceWish, change_sources
from pipeline.operations.github.open_proposals import OurPullRequest, recognise_ours, tell_news
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.take_question import serve_answer

_COMMANDS: Mapping[ActionBox, Command] = {
    "recompile": Command("recompile"),
    "refresh": Command("refresh"),
    "try-again": Command("recompile"),
    "say-yes": Command("recompile", yes=True),
    "try-now": Command("try-now"),
    "fix": Command("fix"),
    "keep-a": Command("fix", choice="a"),
    "keep-b": Command("fix", choice="b"),
}
_DAYS_SWEPT = 2  # a tick that is older was seen by the runs of those days


def serve_ticks(post: Post, site: DropContext) -> ReportRow:
    """Do what the boxes ask for that an edit changed, if whoever edited may, and take them off."""
    item = _read(post, site)
    if item is None or not is_ours(item, site.hub.bots) or post.author in site.hub.bots:
        return ReportRow("ignored", (), post.number, "it is not one of ours")
    now = read_boxes(item.body)
    wanted = [box for box in post.boxes if now.get(box.key) == box.on]
    if not wanted:
        return ReportRow("unchanged", (), post.number, "what was ticked is served")
    may = site.hub.permission(post.author) in WRITERS
    known = _pull_of(post, item, site) if post.on_pull else None
    _write(post, _undo(item.body, wanted, known if not may else None), item, site)
    if not may:
        return ReportRow("ignored", (), post.number, f"{post.author} has no write access")
    try:
        return _do(post, item, wanted, known, site)
    except UserError as error:
        tell_news(site.hub, post.number, f"That did not work: {make_inert(str(error))}")
        raise


def _read(post: Post, site: DropContext) -> Comment | Issue | None:
    return site.hub.comment(post.id) if post.id else site.hub.issue(post.number)


def _pull_of(post: Post, item: Comment | Issue, site: DropContext) -> OurPullRequest | None:
    """Return the pull request whose status comment this is."""
    if read_marker("status", item.body) is None:
        return None
    return recognise_ours(site.hub.pull(post.number), site.hub.bots)


def _undo(body: str, wanted: Iterable[BoxChange], known: OurPullRequest | None) -> str:
    """Return the text with the actions taken off; with `known`, its sources as they are."""
    body = untick_actions(body, {box.key for box in wanted})
    return set_source_boxes(body, known) if known else body


def set_source_boxes(body: str, known: OurPullRequest) -> str:
    """Return a status comment in which the boxes of sources are as the pull request has them."""
    on = set(known.mark.numbers.values())
    lines = []
    for line in body.splitlines(keepends=True):
        for key, ticked in read_boxes(line).items():
            if isinstance(key, int) and ticked != (key in on):
                old, new = ("[ ]", "[x]") if key in on else (f"[{line[3]}]", "[ ]")
                line = line.replace(old, new, 1)
        lines.append(line)
    return "".join(lines)


def _write(post: Post, body: str, item: Comment | Issue, site: DropContext) -> None:
    if body == item.body:
        return
    if post.id:
        site.hub.edit_comment(post.id, body)
    else:
        site.hub.update_issue(post.number, body=body)


def _do(
    post: Post,
    item: Comment | Issue,
    wanted: Sequence[BoxChange],
    known: OurPullRequest | None,
    site: DropContext,
) -> ReportRow:
    row = ReportRow("ignored", (), post.number, "no box of ours is ticked")
    sources = [SourceWish(box.key, box.on) for box in wanted if isinstance(box.key, int)]
    if known and sources:
        row = change_sources(known, sources, site)
        if row.state == "ignored":  # the boxes show what holds
            text = site.hub.comment(post.id).body
            _write(post, set_source_boxes(text, known), replace(item, body=text), site)
    actions = [box.key for box in wanted if box.on and isinstance(box.key, str)]
    answer = isinstance(item, Comment) and not post.on_pull
    if answer and actions:
        return serve_answer(post.number, post.id, actions, site.hub)
    for action in actions[:1]:  # two that exclude each other are one, the first
        # A refresh itself looks whether the pull request is of a compile, of upkeep, or not ours.
        if action in _COMMANDS and (known or action == "refresh" or not post.on_pull):
            row = do_command(replace(post, id=0, command=_COMMANDS[action]), site)
    return row


# --- what GitHub sent no event for ---


def sweep_ticks(site: DropContext, day: str) -> Iterator[ReportRow]:
    """Serve the boxes that are ticked and that no event told of: in comments and issues of ours.

    Who ticked is whoever edited the text last. Where that was us, nobody knows it any more, and the
    tick is only taken off.
    """
    for post in list(find_ticked(site, day)):
        editor = site.hub.last_editor(post.number, post.id)
        try:
            yield serve_ticks(replace(post, author=editor or "nobody"), site)
        except UserError as error:
            yield ReportRow("trouble", (), post.number, str(error))


def find_ticked(site: DropContext, day: str) -> Iterator[Post]:
    """Yield the comments and issues of ours on which a box is not as we left it."""
    yield from _ticked_comments(site, day)
    yield from _ticked_issues(site)


def _ticked_comments(site: DropContext, day: str) -> Iterator[Post]:
    since = date.fromisoformat(day) - timedelta(days=_DAYS_SWEPT)
    for comment in site.hub.comments_since(f"{since.isoformat()}T00:00:00Z"):
        boxes = read_boxes(comment.body) if is_ours(comment, site.hub.bots) else {}
        ticked = [BoxChange(key, True) for key, on in boxes.items() if on and isinstance(key, str)]
        sources = {key: on for key, on in boxes.items() if isinstance(key, int)}
        known = None
        if sources and read_marker("status", comment.body) is not None:
            known = recognise_ours(site.hub.pull(comment.number), site.hub.bots)
        if known and known.pull.state == "open":
            numbers = set(known.mark.numbers.values())
            ticked += [BoxChange(k, on) for k, on in sources.items() if on != (k in numbers)]
        if ticked:
            on_pull = known is not None or site.hub.issue(comment.number) is None
            yield Post(comment.number, comment.id, "", comment.body, on_pull, None, tuple(ticked))


def _ticked_issues(site: DropContext) -> Iterator[Post]:
    for label in (FAILED_LABEL.name, LINT_LABEL.name):
        for issue in site.hub.issues(label):
            boxes = read_boxes(issue.body) if is_ours(issue, site.hub.bots) else {}
            ticked = tuple(BoxChange(key, True) for key, on in boxes.items() if on)
            if ticked:
                yield Post(issue.number, 0, "", issue.body, False, None, ticked)
