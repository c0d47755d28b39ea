"""Write the issues that are kept as long as anything is found: dead links by page, other rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from pipeline.core.github.boxes import write_box
from pipeline.core.github.inert import make_inert, make_plain_line
from pipeline.core.github.places import Places
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.issues.issue import Wanted, essence_of, part_of
from pipeline.core.issues.text import LONGEST_TEXT, TEXT_VERSION, fit_rows, link_to_line, page_name
from pipeline.core.text import counted, shorten
from pipeline.core.values import SEVERITY_RANK, Finding
from pipeline.core.wiki.wiki import Wiki

DEAD_LINK_RULE = "dead-link"
UNREACHABLE_RULE = "unreachable-address"
_MADE_ANEW = ("stale-answer", "stale-output")  # rules of pages that are made of other pages
_ABOUT_RULE = {
    UNREACHABLE_RULE: "An address on the web that did not answer twice, a day apart at least"
}


def rolling_issues(
    findings: Iterable[Finding], about: Mapping[str, str], wiki: Wiki, places: Places
) -> list[Wanted]:
    """Return the issues for which findings give reason.

    Dead links make one issue a page, every other rule makes one issue. Notes alone open none: they
    are counted on the dashboard. `about` says in a line what each rule is about.
    """
    pages: dict[str, list[Finding]] = {}
    rules: dict[str, list[Finding]] = {}
    for found in findings:
        if found.severity != "note":
            table, key = (
                (pages, found.path) if found.rule == DEAD_LINK_RULE else (rules, found.rule)
            )
            table.setdefault(key, []).append(found)
    by_page = [_of_page(path, _sorted(rows), wiki, places) for path, rows in pages.items()]
    known = {**_ABOUT_RULE, **about}
    return by_page + [
        _of_rule(rule, _sorted(rows), known.get(rule, ""), wiki, places)
        for rule, rows in rules.items()
    ]


def _sorted(rows: Sequence[Finding]) -> list[Finding]:
    return sorted(rows, key=lambda f: (f.path, f.line, f.column, f.subject))


def _of_page(path: str, rows: Sequence[Finding], wiki: Wiki, places: Places) -> Wanted:
    name = page_name(path, wiki)
    facts = wiki.at(path)
    links = (
        f"{counted(len(rows), 'link')} of {link_to_line(name, path, 0, places)}"
        f" {'lead' if len(rows) > 1 else 'leads'}"
    )
    listed = fit_rows(
        [f"- {_spot(f, places)}: {_what(f)}" for f in rows],
        LONGEST_TEXT,
        "`wiki lint` lists them all.",
    )
    text = f"**{links} nowhere.**\n\n{listed}\n\n{_todo(rows, 'another link of this page is dead')}"
    title = make_plain_line(f"Dead links on {strip_hidden(facts.title if facts else path)}")
    return _wanted("dead-links", path, title, text, rows)


def _of_rule(rule: str, rows: Sequence[Finding], about: str, wiki: Wiki, places: Places) -> Wanted:
    line = about.rstrip(".")
    lists = [
        _on_page(path, list(group), wiki, places)
        for path, group in groupby(rows, key=lambda f: f.path)
    ]
    count = f"{counted(len(rows), 'finding')} on {counted(len(lists), 'page')}"
    listed = fit_rows(
        [row for rows_ in lists for row in rows_],
        LONGEST_TEXT,
        f"`wiki lint --rule {rule}` lists them all.",
    )
    first = f"**{make_inert(line)}.** {count}:" if line else f"**{count}:**"
    text = (
        f"{first}\n\n{listed}\n\n{_todo(rows, 'the rule finds something that is not on this list')}"
    )
    title = make_plain_line(f"{rule}: {_brief(line) or 'what this rule found'}", 120)
    return _wanted("rule", rule, title, text, rows)


def _brief(line: str) -> str:
    """Return what a rule is about in as few words as a title has room for."""
    first = re.split(r"[:.;] ", line, maxsplit=1)[0]
    return first[:1].lower() + first[1:] if first[1:2].islower() or first[1:2] == " " else first


def _on_page(path: str, rows: Sequence[Finding], wiki: Wiki, places: Places) -> list[str]:
    name = page_name(path, wiki)
    if len(rows) == 1:
        where = link_to_line(f"{name}, line {rows[0].line}", path, rows[0].line, places)
        return [f"- {where}: {_what(rows[0])}"]
    return [
        f"- {link_to_line(name, path, 0, places)}",
        *(f"  - {_spot(f, places)}: {_what(f)}" for f in rows),
    ]


def _spot(found: Finding, places: Places) -> str:
    return link_to_line(f"line {found.line}", found.path, found.line, places)


def _what(found: Finding) -> str:
    message = found.message if found.message.endswith((".", "!", "?")) else f"{found.message}."
    return (
        f"{make_inert(shorten(message, 400))} {make_inert(shorten(found.suggestion, 300))}".strip()
    )


def _todo(rows: Sequence[Finding], unless: str) -> str:
    safe = sum(f.fixable for f in rows)
    some = "All" if safe == len(rows) else f"{safe} of them"
    how = (
        "They can be made anew."
        if rows[0].rule in _MADE_ANEW
        else f"{some} can be mended by code."
        if safe
        else ""
    )
    mend = f"{how} Tick, and a pull request follows:\n\n{write_box('fix')}\n\n" if how else ""
    return (
        f"{mend}This list is kept current, and closes itself when nothing is left. Close it as *not"
        f" planned* if it may stay as it is: it stays closed until {unless}."
    )


def _wanted(kind: str, id: str, title: str, text: str, rows: Sequence[Finding]) -> Wanted:
    severity = min((f.severity for f in rows), key=SEVERITY_RANK.__getitem__)
    said = sorted(
        (f.rule, f.path, f.subject, f.message, f.suggestion, f.severity, f.fixable) for f in rows
    )
    parts = frozenset(part_of(f) for f in rows)
    values = {"rule": rows[0].rule}
    return Wanted(
        "dead-links" if kind == "dead-links" else "rule",
        id,
        title,
        text,
        severity,
        parts,
        essence_of(TEXT_VERSION, said),
        values,
    )
