"""Write the text of an upkeep's pull request: why, what goes, which files, how to review.

It always fits, and nothing foreign in it acts.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from pipeline.core.changes.pull_request.cost import cost_table, prompts_line
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code, make_inert, make_inert_html, make_link
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import make_details
from pipeline.core.markup import markdown
from pipeline.core.text import counted, shorten
from pipeline.core.upkeep.first_screen import fold_rows, write_decision
from pipeline.core.upkeep.upkeep import Upkeep, upkeep_marker
from pipeline.core.values import FileChange, Finding
from pipeline.core.wiki.facts import is_page

LONGEST_BODY = 58_000  # characters; GitHub refuses bodies over 65,536
_MOST_FILES = 200
_MOST_ROWS = 100
_MOST_OPEN = 5  # rows of one reason, or files, that are not folded away
_MOST_WHOLE = 3  # rows of what needs a person, or of what to look at, that stand open in full
_LEAST_REASONS = 3  # that are put into one fold
_FIRST_SCREEN = 12  # rows of what goes that stand open, for all reasons together
_FROM_PAGE = re.compile(r"from (\S+): “")
_STATEMENT = re.compile(r"from (?P<slug>\S+): “(?P<words>.*)”", re.DOTALL)
_CITATION = re.compile(
    r"the citation (?P<mark>\[\^[^\[\]\s]+\]) on (?P<slug>\S+)(?P<words>(?: .*)?)", re.DOTALL
)
_LENGTHS = (400, 160, 80)  # characters of a removed statement; the first with which all fits


def write_upkeep_body(
    upkeep: Upkeep, files: Sequence[FileChange], findings: Sequence[Finding], places: Places | None
) -> str:
    """Return the Markdown; without `places` it is for a local branch.

    What goes is shown at shorter lengths until all of it fits. Raises `UserError` where it is too
    much for one text.
    """
    for length in _LENGTHS:
        made = _text(upkeep, files, findings, places, length)
        if len(made) <= LONGEST_BODY:
            return made
    raise UserError(
        f"{upkeep.title}: what goes is too much to be listed in one pull request.",
        "Do it in parts: edit pages by hand, and merge, before the rest.",
    )


def _text(
    upkeep: Upkeep,
    files: Sequence[FileChange],
    findings: Sequence[Finding],
    places: Places | None,
    length: int,
) -> str:
    removed = _removed(upkeep, length)
    rows = [upkeep.needs, upkeep.told]
    is_long = "<details>" in removed or any(len(each) > _MOST_WHOLE for each in rows)
    sections = [
        write_decision(upkeep, files) if is_long else "",
        upkeep.why.strip(),
        _needs(upkeep.needs),
        _worded(upkeep.worded),
        _told(upkeep),
        removed,
        _files(files, places),
        _closer(findings),
        _review(upkeep, files, places),
        _cost(upkeep),
    ]
    if places and upkeep.closes:
        sections.append(f"Closes #{upkeep.closes:d}")
    if places:
        sections.append(upkeep_marker(upkeep, places.base))
    return "\n\n".join(section for section in sections if section) + "\n"


def _needs(needs: Sequence[str]) -> str:
    """Return the list of what needs a person, which no code could settle."""
    if not needs:
        return ""
    return f"## Needs a person ({len(needs)})\n\n{_list_shortly(needs, _MOST_WHOLE, 600)}"


def _list_shortly(rows: Sequence[str], most_whole: int, length: int) -> str:
    """Return a list in which every row is seen; of many, each with its end folded away."""
    shown, more = rows[:_MOST_ROWS], len(rows) - _MOST_ROWS
    if len(rows) <= most_whole:
        return _list(make_inert(shorten(row, length)) for row in shown)
    listed = fold_rows(shown, length)
    # A fold is HTML up to the next empty line, so each row has one behind it.
    return "\n\n".join([*listed, *([f"- and {more} more"] if more > 0 else [])])


def _worded(worded: Sequence[str]) -> str:
    """Return the list of what a model worded anew."""
    if not worded:
        return ""
    rows = [make_inert(shorten(row, 900)) for row in worded]
    lead = (
        "No cut left these whole, so a model worded them anew from the quotes that are left. Code"
        " has looked at marks and figures; whether the quotes say the rest is yours to read."
    )
    return f"## Worded anew ({len(worded)})\n\n{lead}\n\n{_list(rows)}"


def _cost(upkeep: Upkeep) -> str:
    """Return what a model was asked, at what cost, and what there is to note of it."""
    if not (upkeep.costs or upkeep.notes):
        return ""
    notes = [f"Note: {make_inert(shorten(note, 400))}" for note in upkeep.notes]
    return "\n\n".join(["## Cost", cost_table(upkeep.costs), prompts_line(upkeep.prompts), *notes])


def _removed(upkeep: Upkeep, length: int) -> str:
    """Return the list of what goes, under the reasons, in the order found, citations last.

    A citation stands once, with the pages from which it goes. What is quoted above is counted only.
    Of a reason with many rows, all are folded away behind their number.
    """
    if not upkeep.removed:
        return "## What goes\n\nNothing: every statement, citation and link stays."
    above = _plain_words(*upkeep.needs[:_MOST_ROWS], *upkeep.worded)
    labels = {found["mark"] for each in upkeep.removed if (found := _CITATION.fullmatch(each.what))}
    # reason → what goes, as it is listed → the pages, where it is a citation
    by_reason: dict[str, dict[str, list[str]]] = {}
    quoted: dict[str, int] = {}
    for each in sorted(upkeep.removed, key=lambda x: bool(_CITATION.fullmatch(x.what))):
        cited = _CITATION.fullmatch(each.what)
        what = f"the citation {cited['mark']}{cited['words']}" if cited else each.what
        rows = by_reason.setdefault(each.reason, {})
        if not cited and (words := _plain_words(_words_of(what))) and f"“{words}”" in above:
            quoted[each.reason] = quoted.get(each.reason, 0) + 1
            continue
        rows.setdefault(_gone(what, length, labels), []).extend([cited["slug"]] if cited else [])
    listed = {
        why: [f"{what}{_on(slugs, length)}" for what, slugs in gone.items()]
        for why, gone in by_reason.items()
    }
    number = sum(map(len, by_reason.values())) + sum(quoted.values())
    return f"## What goes ({number})\n\n" + "\n\n".join(_groups(listed, quoted))


def _groups(listed: Mapping[str, Sequence[str]], quoted: Mapping[str, int]) -> list[str]:
    """Return what goes, reason by reason; where that is long, the small reasons are one fold.

    Pages that go are never folded away with them.
    """
    written = {why: _group(why, rows, quoted.get(why)) for why, rows in listed.items()}
    small = {why: rows for why, rows in listed.items() if len(rows) <= _MOST_OPEN}
    if sum(map(len, small.values())) <= _FIRST_SCREEN:
        return [*written.values()]
    folded = [why for why, rows in small.items() if not any(map(_is_page, rows))]
    if len(folded) < _LEAST_REASONS:
        return [*written.values()]
    number = sum(len(small[why]) + quoted.get(why, 0) for why in folded)
    others = make_details(
        f"{number} more, for {len(folded)} other reasons",
        "\n\n".join(written[why] for why in folded),
    )
    return [*(text for why, text in written.items() if why not in folded), others]


def _is_page(row: str) -> bool:
    return row.startswith("the page ")


def _plain_words(*texts: str) -> str:
    return " ".join("\n".join(markdown.to_plain_text(text) for text in texts).split())


def _words_of(what: str) -> str:
    """Return the words of a statement that goes as `needs` quotes them; "" of anything else."""
    found = _STATEMENT.fullmatch(_read(what))
    return found["words"] if found and "” of “" not in found["words"] else ""


def _group(why: str, rows: Sequence[str], quoted: int | None) -> str:
    """Return what goes for one reason."""
    above = f"{quoted} quoted above" if quoted else ""
    if len(rows) > _MOST_OPEN:
        said = f"{len(rows)} because {make_inert_html(shorten(why, 300))}"
        return make_details(f"{said}; {above}" if above else said, _list_by_page(rows))
    if not rows:
        return f"Because {make_inert(shorten(why, 300))}: {above}."
    listed = [*_by_page(rows), *([f"- and {above}"] if above else [])]
    return f"Because {make_inert(shorten(why, 300))}:\n\n" + "\n".join(listed)


def _list_by_page(rows: Sequence[str]) -> str:
    return "\n".join(_by_page(rows))


def _by_page(rows: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a list; of a page from which several statements go, they are below it."""
    for slug, group in groupby(rows, key=_page_of):
        listed = list(group)
        if not slug or len(listed) == 1:
            yield from (f"- {row}" for row in listed)
        else:
            yield f"- from {slug}:"
            yield from (f"  - {row.removeprefix(f'from {slug}: ')}" for row in listed)


def _page_of(row: str) -> str:
    found = _FROM_PAGE.match(row)
    return found[1] if found else ""


def _on(slugs: Sequence[str], length: int) -> str:
    """Return the pages of a citation.

    The shorter the text must be, the fewer are named; all stand among the files.
    """
    shown = [make_inert(slug) for slug in dict.fromkeys(slugs)]
    most = max(3, length // 20)
    more = len(shown) - most
    return (
        f", on {', '.join(shown[:most])}{f' and {more} more pages' if more > 0 else ''}"
        if shown
        else ""
    )


def _gone(what: str, length: int, listed: Container[str]) -> str:
    """Return what goes, cut at a length, but with every mark that is not listed as a citation.

    By the labels the check knows what was told.
    """
    shown = shorten(_read(what), length)
    missing = [
        x
        for x in dict.fromkeys(re.findall(r"\[\^([^\[\]\s]{1,200})\]", what))
        if f"[^{x}]" not in shown and f"[^{x}]" not in listed
    ]
    return " ".join([make_inert(shown), *(make_code(f"[^{x}]") for x in missing)])


def _read(what: str) -> str:
    """Return what goes as a reader of the page saw it.

    A statement loses the signs of its links, cells and emphasis.
    """
    found = _STATEMENT.fullmatch(what)
    if not found:
        return what
    words = (
        re.sub(r"(?<!\\)\|", " · ", found["words"].strip().strip("|"))
        if found["words"].startswith("|")
        else found["words"]
    )
    return (
        f"from {found['slug']}:"
        f" “{' '.join(markdown.to_plain_text(words.replace(chr(92) + '|', '|')).split())}”"
    )


def _list(rows: Iterable[str]) -> str:
    return "\n".join(f"- {row}" for row in rows)


def _told(upkeep: Upkeep) -> str:
    told = upkeep.told
    if not told:
        return ""
    heading = "What it mends" if upkeep.verb == "fix" else "Please look at"
    return (
        f"## {heading}\n\n{_list_shortly(told, _MOST_WHOLE if upkeep.needs else _MOST_OPEN, 400)}"
    )


def _files(files: Sequence[FileChange], places: Places | None) -> str:
    """Return the list of files whose words change; index, log and links back are one line."""
    mine = [f for f in files if not f.derived]
    rows = [f"{_what(f)} {_where(f, places)}" for f in mine[:_MOST_FILES]]
    more, derived = len(mine) - len(rows), len(files) - len(mine)
    if more > 0:
        rows.append(f"and {more} more")
    if derived:
        rows.append(f"and {derived} that code writes (index, log, links back)")
    listed = _list(rows)
    if len(rows) > _MOST_OPEN:
        listed = make_details(f"{counted(len(mine), 'file')} that this changes", listed)
    return f"## Files ({len(files)})\n\n{listed}" if files else ""


def _what(file: FileChange) -> str:
    return "new:" if file.before is None else "removed:" if file.after is None else "changed:"


def _where(file: FileChange, places: Places | None) -> str:
    there = places is not None and file.after is not None and is_page(file.path)
    return (
        make_link(make_code(file.path), places.page(file.path))
        if places and there
        else make_code(file.path)
    )


def _closer(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    rows = [
        f"{make_code(f.path)} line {f.line}: {make_inert(shorten(f.message, 200))} ({f.rule})"
        for f in findings[:_MOST_ROWS]
    ]
    return f"## Look closer ({len(findings)})\n\n{_list(rows)}"


def _review(upkeep: Upkeep, files: Sequence[FileChange], places: Places | None) -> str:
    never = upkeep.arguments[:1] == ("--never",)
    ways = [
        "Are the two really two things? Then merge this." if never else _HOW_TO_REVIEW[upkeep.verb]
    ]
    if any(f.path.startswith("raw/") for f in files):
        ways.append(
            "It removes a source, which the check lets pass only where somebody with write access"
            " has set the label `wiki:amend-raw`."
        )
    ways.append(
        "Edit the pages on this branch freely: your commits are never overwritten. `/refresh`"
        " brings it up to date."
        if places
        else "Take it with `wiki accept`, or edit its pages first; `wiki derive` then renews the"
        " bookkeeping."
    )
    return f"## How to review\n\n{_list(ways)}"


_HOW_TO_REVIEW = {
    "fix": "Nothing a reader would argue about changes: read the diff once.",
    "settle": (
        "Read both statements in the diff with their footnotes: does the page now say what holds,"
        " and since when?"
    ),
    "retract": (
        "Read what goes above, and in the diff the sentences around each gap: does the rest still"
        " stand without it?"
    ),
    "replace": (
        "Read what goes above: these words are not in the new source. All other citations only"
        " point to a new place."
    ),
    "merge": (
        "Read the merged page from its beginning: does it say nothing twice, and nothing in the"
        " wrong place?"
    ),
    "file": (
        "Read the answer, and in its footnotes the words of the sources: does each sentence say"
        " what they say, and is it worth a page?"
    ),
    "make": (
        "Look at the picture and read the page, and in its footnotes the words of the sources: does"
        " each value and each sentence say what they say?"
    ),
    "rename": "Look at the new title. Links keep their words; only where they point to changes.",
}
