"""Write the one issue "Wiki health": how the wiki is, what changed, what waits, what it cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.core.bookkeeping.lint_notes import LintNote, notes_as_values, notes_from_values
from pipeline.core.github.inert import make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.issues.issue import DASHBOARD_ID, Wanted, essence_of
from pipeline.core.issues.text import TEXT_VERSION, fit_rows
from pipeline.core.text import counted, shorten
from pipeline.core.values import SEVERITIES, SEVERITY_RANK

DASHBOARD_TITLE = "Wiki health"
# entries of one kind in the marker
_MOST_ABOUT = 500
_MOST_WAITS = 300
_MOST_NEW = 50
_MOST_CLOSING = 500
_MOST_LISTED = 10  # rows of one list in the text
# Characters of one value that is read from the marker. People can edit it, and what it holds is
# written again, in a text that must fit.
_LONGEST_VALUE = 100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHORT_NAME = re.compile(r"[0-9a-f]{12}")
_FORMS = {
    "commit": re.compile(r"[0-9a-f]{7,64}"),
    "date": _DAY,
    "before_date": _DAY,
    "run": re.compile(r"[0-9]{1,20}"),
}


@dataclass(frozen=True)
class Count:
    """How often a rule spoke, with the severity it has here."""

    name: str
    severity: str
    number: int


@dataclass(frozen=True)
class Past:
    """What the dashboard remembers of earlier runs.

    `before` has the counts of the last run on another commit than `commit`.
    """

    commit: str = ""
    date: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] | None = None
    before_date: str = ""
    opened: tuple[int, ...] = ()  # by runs on `commit`
    waits: Mapping[str, str] = field(default_factory=dict)  # name → since when
    about: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    closing: tuple[str, ...] = ()  # names of what the last run that judged would have closed
    run: str = ""  # its number
    runs: tuple[LintNote, ...] = ()  # that the log does not tell yet


@dataclass(frozen=True)
class Health:
    """What one run tells the dashboard."""

    counts: Sequence[Count]
    commit: str
    date: str
    opened: Sequence[int]
    waits: Sequence[tuple[str, str]]  # name and title, the next first
    dismissed: int
    lost: Sequence[int]  # issues of ours that nobody can read any more
    claims: str  # what was judged, or why nothing was; Markdown
    notes: Sequence[str]
    about: Mapping[int, tuple[str, str]]
    most_new: int
    held: Sequence[int] = ()  # issues that a judge's word would close, and that wait
    most: bool = False  # whether they are most of what is open
    closing: Sequence[str] = ()  # for the next run
    run: str = ""
    complete: bool = True  # whether all claims were judged
    runs: Sequence[LintNote] = ()  # that the log does not tell yet, this one last


def read_past(values: Mapping[str, Any] | None) -> Past:
    """Return what a marker remembers; what is not in the form that we write is left out."""
    given = values or {}
    texts = {name: _like(form, given.get(name)) for name, form in _FORMS.items()}
    before = _numbers(given["before"]) if isinstance(given.get("before"), dict) else None
    opened = tuple(n for n in _list(given.get("opened")) if type(n) is int)
    waits = {
        str(k): v
        for k, v in _dict(given.get("waits")).items()
        if len(k) <= _LONGEST_VALUE and _like(_DAY, v)
    }
    rows = [
        row
        for row in _list(given.get("about"))
        if isinstance(row, list) and len(row) == 3 and type(row[0]) is int
    ]
    about = {
        n: (str(name), str(shape))
        for n, name, shape in rows
        if max(len(str(name)), len(str(shape))) <= _LONGEST_VALUE
    }
    closing = tuple(name for name in _list(given.get("closing")) if _like(_SHORT_NAME, name))[
        :_MOST_CLOSING
    ]
    counts = _numbers(given.get("counts"))
    return Past(
        counts=counts,
        before=before,
        opened=opened,
        waits=waits,
        about=about,
        closing=closing,
        runs=notes_from_values(given.get("runs")),
        **texts,
    )


def _like(form: re.Pattern[str], value: Any) -> str:
    return value if isinstance(value, str) and form.fullmatch(value) else ""


def _dict(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _numbers(value: Any) -> dict[str, int]:
    return {
        str(k): v for k, v in _dict(value).items() if type(v) is int and len(k) <= _LONGEST_VALUE
    }


def dashboard_issue(now: Health, then: Past, places: Places) -> Wanted:
    """Return the dashboard.

    A run on the commit of the last one goes on with what that one compared and opened.
    """
    again = now.commit == then.commit
    before, before_date = (
        (then.before, then.before_date) if again else (then.counts or None, then.date)
    )
    opened = [*then.opened, *now.opened] if again else [*now.opened]
    opened = sorted(set(opened))[-_MOST_NEW:]
    text = _text(now, before if then.commit else None, before_date, opened, places)
    values: dict[str, Any] = {
        "commit": now.commit,
        "date": now.date,
        "counts": {c.name: c.number for c in now.counts if c.number},
        "before": dict(before) if before is not None else None,
        "before_date": before_date,
        "opened": opened,
        "waits": {name: then.waits.get(name, now.date) for name, _ in now.waits[:_MOST_WAITS]},
        "about": [[number, *now.about[number]] for number in sorted(now.about)[-_MOST_ABOUT:]],
    }
    if now.runs:
        values["runs"] = notes_as_values(now.runs)
    if now.closing:
        values |= {"closing": sorted(now.closing)[:_MOST_CLOSING], "run": now.run}
    return Wanted(
        "dashboard",
        DASHBOARD_ID,
        DASHBOARD_TITLE,
        text,
        None,
        frozenset(),
        essence_of(TEXT_VERSION, text, values),
        values,
    )


def _text(
    now: Health,
    before: Mapping[str, int] | None,
    before_date: str,
    opened: Sequence[int],
    places: Places,
) -> str:
    out = [_headline(now), *_table(now, before, before_date)]
    label = f"{places.repository}/issues?q=" + "is%3Aissue+is%3Aopen+label%3A%22wiki%3Alint%22"
    dismissed = (
        f" {counted(now.dismissed, 'finding')} {'are' if now.dismissed > 1 else 'is'} dismissed."
        if now.dismissed
        else ""
    )
    out.append(
        f"{make_link('All open issues of the lint', label)}.{dismissed} Notes open no issue; `wiki"
        " lint` lists them."
    )
    out.append("### New\n\n" + ("\n".join(f"- #{number}" for number in opened) or "Nothing."))
    out += _waiting(now)
    out += _held(now)
    out += _lost(now.lost)
    out.append(_last_run(now, places))
    return "\n\n".join(out)


def _headline(now: Health) -> str:
    number = {s: sum(c.number for c in now.counts if c.severity == s) for s in SEVERITIES}
    if not any(number.values()):
        return (
            "**Everything is well:** nothing was found."
            if now.complete
            else "**Nothing was found,** as far as was looked."
        )
    parts = [counted(number[s], s) for s in SEVERITIES if number[s]]
    if not (number["error"] or number["warning"]):
        return f"**All is well,** but for {parts[0]}."
    return f"**{', '.join(parts)}.**"


def _table(now: Health, before: Mapping[str, int] | None, before_date: str) -> list[str]:
    known = {c.name: c for c in now.counts}
    rows = [(c, before.get(c.name, 0) if before is not None else 0) for c in now.counts]
    rows += [
        (Count(name, "", 0), count) for name, count in (before or {}).items() if name not in known
    ]
    rows = [row for row in rows if row[0].number or row[1]]
    rows.sort(key=lambda row: (_rank(row[0].severity), -row[0].number, row[0].name))
    if not rows:
        return []
    head = ["| | | now |", "| --- | --- | ---: |"]
    if before is not None:
        head = [f"| | | now | since {make_inert(before_date)} |", "| --- | --- | ---: | ---: |"]
    lines = []
    for count, old in rows:
        change = "" if before is None else f" {_signed(count.number - old)} |"
        lines.append(
            f"| {count.severity or 'gone'} | {make_inert(count.name)} | {count.number} |{change}"
        )
    return ["\n".join([*head, *lines])]


def _rank(severity: str) -> int:
    return SEVERITY_RANK.get(severity, len(SEVERITIES))


def _signed(change: int) -> str:
    return f"+{change}" if change > 0 else f"−{-change}" if change else "="


def _waiting(now: Health) -> list[str]:
    if not now.waits:
        return []
    rows = [f"- {make_inert(shorten(title, 120))}" for _, title in now.waits[:_MOST_LISTED]]
    rest = len(now.waits) - len(rows)
    more = f"\n- … and {rest} more" if rest else ""
    first = (
        f"{counted(len(now.waits), 'issue')} {'wait' if len(now.waits) > 1 else 'waits'} for the"
        " next runs"
    )
    return [
        f"### Waiting\n\n{first}, for one run opens at most {now.most_new}:\n\n"
        + "\n".join(rows)
        + more
    ]


def _held(now: Health) -> list[str]:
    """Return which issues a judge's word alone would close, and why they are still open."""
    if not now.held:
        return []
    count, one = counted(len(now.held), "contradiction"), len(now.held) == 1
    said = (
        f"{count} {'is' if one else 'are'} said to hold no longer, and"
        f" {'its issue is' if one else 'their issues are'} still open"
    )
    why = f"one run closes at most {now.most_new} on the word of a judge"
    if now.most:
        why = (
            "that is most of what is open, so it waits until the next run says the same. If it"
            " seems wrong to you, look at the last run"
        )
    rows = ", ".join(f"#{number}" for number in sorted(now.held)[:_MOST_LISTED])
    rest = f" … and {len(now.held) - _MOST_LISTED} more" if len(now.held) > _MOST_LISTED else ""
    return [f"### Not closed yet\n\n{said}: {why}.\n\n{rows}{rest}"]


def _lost(lost: Sequence[int]) -> list[str]:
    if not lost:
        return []
    rows = "\n".join(f"- #{number}" for number in lost[:_MOST_LISTED])
    return [
        "### Edited beyond recognition\n\nWhat these are about can no longer be told. Close them;"
        " until then no new issue of their kind is opened, for it might be the same"
        f" again:\n\n{rows}"
    ]


def _last_run(now: Health, places: Places) -> str:
    commit = make_link(f"`{now.commit[:12]}`", f"{places.repository}/commit/{now.commit}")
    run = f" ({make_link('log', places.run_address)})" if places.run else ""
    notes = fit_rows([f"- {make_inert(shorten(note, 400))}" for note in now.notes], 4_000, "")
    return f"### Last run\n\n{now.date}, at {commit}{run}. {now.claims}" + (
        f"\n\n{notes}" if notes else ""
    )
