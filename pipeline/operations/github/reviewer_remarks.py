"""Gather what reviewers ask for on a compile's pull request, for the compile that follows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.git.tree_rows import Blob
from pipeline.core.changes.feedback import EarlierPage, Feedback, ReviewRemark
from pipeline.core.errors import UserError
from pipeline.core.github.state import WRITERS, PullRequest, ReviewThread
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import counted
from pipeline.core.wiki.facts import is_page
from pipeline.operations.github.github_protocol import Hub
from pipeline.operations.repository.snapshot import REGULAR_MODES, is_text

REMARK_LIMIT = 4_000  # characters of one remark
FEEDBACK_LIMIT = 20_000  # of all remarks, with the lines of the diff they stand at
HUNK_LINES = 8  # the last ones: a remark stands below the line it is about
HUNK_LIMIT = 800
_COMMAND = re.compile(r"/recompile(?:[ \t]+--force)?(?![\w-])")
COMMENT_LIMIT = 20_000  # characters of one comment that are looked at
# At the beginning of a line it hides all that follows; inside a line it hides nothing.
_UNCLOSED = re.compile(r"^ {0,3}<!--", re.MULTILINE)


def gather_feedback(hub: Hub, pull: PullRequest, comment_id: int, repo: Repository) -> Feedback:
    """Return what people with write permission ask for on a pull request.

    Their wishes stand in the comment with the command (0: there is none), and in the unresolved
    threads. The commit at the pull request's head must have been fetched. Whoever may not write,
    and our bot, is not heard.
    """
    ask = _Writers(hub)
    remarks = [
        *_wish_of_command(hub, pull, comment_id, ask),
        *_wishes_of_threads(hub.review_threads(pull.number), ask),
    ]
    kept, notes = _cap_remarks(remarks)
    return Feedback(tuple(kept), tuple(_earlier_pages(pull, repo)), (*ask.notes, *notes))


class _Writers:
    """Who is heard: GitHub is asked once for each login; remarks of the others are counted."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._known: dict[str, bool] = {}
        self._unheard = 0
        self._said: list[str] = []

    def may(self, login: str) -> bool:
        """Tell whether a remark by this login counts."""
        if login in self._hub.bots or not login:
            return False
        if login not in self._known:
            self._known[login] = self._hub.permission(login) in WRITERS
        self._unheard += not self._known[login]
        return self._known[login]

    def say(self, note: str) -> None:
        """Add a note for the new proposal."""
        self._said.append(note)

    @property
    def notes(self) -> list[str]:
        """Return what the new proposal must say about who was not heard."""
        people = f"{counted(self._unheard, 'remark')} by people without write permission"
        verb = "were" if self._unheard != 1 else "was"
        return [*self._said, *([f"{people} {verb} left out."] if self._unheard else [])]


def _wish_of_command(
    hub: Hub, pull: PullRequest, comment_id: int, ask: _Writers
) -> Iterable[ReviewRemark]:
    if not comment_id:
        return
    comment = hub.comment(comment_id)
    if comment.number != pull.number:
        raise UserError(
            f"The comment {comment_id} does not stand on pull request {pull.number}.",
            "Write `/recompile` as a comment on the pull request itself.",
        )
    if not ask.may(comment.author):
        return
    text = _as_readers_see(comment.body)
    found = _COMMAND.match(text)
    if found is None:
        ask.say("The comment no longer begins with the command /recompile, so it was left out.")
    elif wish := text[found.end() :].strip():
        yield ReviewRemark(comment.author, wish)


def _wishes_of_threads(threads: Iterable[ReviewThread], ask: _Writers) -> Iterable[ReviewRemark]:
    for thread in threads:
        for remark in thread.remarks if not thread.resolved else ():
            if ask.may(remark.author) and (text := _as_readers_see(remark.body).strip()):
                yield ReviewRemark(
                    remark.author,
                    text,
                    strip_hidden(thread.path),
                    thread.line,
                    _end_of_hunk(remark.hunk),
                )


def _as_readers_see(text: str) -> str:
    """Return a comment as its readers see it: nothing hidden in it, and one kind of line end.

    What is too long is cut first.
    """
    rest = strip_hidden(text[:COMMENT_LIMIT].replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []
    while (at := rest.find("<!--")) >= 0 and (end := rest.find("-->", at + 4)) >= 0:
        kept.append(rest[:at])
        rest = rest[end + 3 :]
    shown = "".join(kept) + rest
    unclosed = _UNCLOSED.search(shown)
    return shown[: unclosed.start()] if unclosed else shown


def _end_of_hunk(hunk: str) -> str:
    lines = [
        line
        for line in _as_readers_see(hunk[-COMMENT_LIMIT:]).split("\n")
        if not line.startswith("@@")
    ]
    return "\n".join(lines[-HUNK_LINES:])[-HUNK_LIMIT:].strip("\n")


def _cap_remarks(remarks: Iterable[ReviewRemark]) -> tuple[list[ReviewRemark], list[str]]:
    """Return the remarks for which there is room, the command first, and notes about the others."""
    kept: list[ReviewRemark] = []
    cut, dropped, room = 0, 0, FEEDBACK_LIMIT
    for remark in remarks:
        most = min(REMARK_LIMIT, room - len(remark.hunk))
        if most < min(len(remark.text), 200):
            dropped += 1
            continue
        text = remark.text if len(remark.text) <= most else f"{remark.text[: most - 2].rstrip()} …"
        cut += text != remark.text
        room -= len(text) + len(remark.hunk)
        kept.append(ReviewRemark(remark.author, text, remark.path, remark.line, remark.hunk))
    notes = []
    if cut:
        notes.append(
            f"{_say_count(cut)} cut to {REMARK_LIMIT:,} characters, or to the room that was left."
        )
    if dropped:
        notes.append(
            f"{_say_count(dropped)} left out: together they are longer than {FEEDBACK_LIMIT:,}"
            " characters."
        )
    return kept, notes


def _say_count(number: int) -> str:
    return "1 remark of a reviewer was" if number == 1 else f"{number} remarks of reviewers were"


def _earlier_pages(pull: PullRequest, repo: Repository) -> Iterable[EarlierPage]:
    """Yield the pages whose body the proposal changes, as they are at its head."""
    head = repo.resolve(pull.head_sha)
    base = repo.merge_base(repo.head(), head) if head else None
    if head is None or base is None:
        raise UserError(
            f"The commit at the head of pull request {pull.number} is not here, or has no history"
            " in common.",
            f"Fetch it: `git fetch origin {pull.head_sha}`.",
        )
    before = _pages_at(repo, base)
    for path, blob in _pages_at(repo, head).items():
        old = before.get(path)
        if old is None or old.sha != blob.sha:
            page = _read_page(repo, blob)
            if old is None or _read_page(repo, old).body != page.body:
                yield page


def _pages_at(repo: Repository, commit: str) -> dict[str, Blob]:
    return {
        b.path: b
        for b in repo.tree(commit, "wiki")
        if is_page(b.path) and is_text(b.path) and b.mode in REGULAR_MODES
    }


def _read_page(repo: Repository, blob: Blob) -> EarlierPage:
    return EarlierPage(blob.path, repo.read(blob.sha).decode("utf-8", "replace"))
