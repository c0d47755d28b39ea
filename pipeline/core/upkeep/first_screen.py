"""What decides on a long upkeep: its first line, and rows whose whole words are folded away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pipeline.core.github.inert import make_inert, make_inert_html
from pipeline.core.github.quoted import make_details
from pipeline.core.paths import slug_of_path
from pipeline.core.text import counted, shorten
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import FileChange
from pipeline.core.wiki.facts import is_page

LABEL_LENGTH = 60  # characters of the words in a fold's label: two lines of a phone
_OF_PAGE = re.compile(r"(?P<path>wiki/\S+\.md): (?P<words>.+)", re.DOTALL)


def write_decision(upkeep: Upkeep, files: Sequence[FileChange]) -> str:
    """Return the line by which a long text is decided: what needs a person, and which pages go."""
    needs, worded = len(upkeep.needs), len(upkeep.worded)
    first = f"{needs} {'needs' if needs == 1 else 'need'} a person" if needs else ""
    facts = [f"**{first or 'Nothing needs a person'}**"]
    facts += [f"**{worded} worded anew**"] if worded else []
    pages = [f for f in files if is_page(f.path) and not f.derived]
    gone = sum(f.after is None for f in pages)
    facts += [f"{counted(gone, 'page')} {'goes' if gone == 1 else 'go'}"] if gone else []
    changed = sum(f.after is not None for f in pages)
    facts += [f"{counted(changed, 'page')} changed"] if changed else []
    facts += [f"{len(upkeep.told)} to look at"] if upkeep.told else []
    return " · ".join(facts)


def fold_rows(rows: Sequence[str], most: int) -> list[str]:
    """Return rows as folds, one for a page, whose labels have the first words that it holds.

    A row that fits into a label stands open. `most` is how many characters are shown of each.
    """
    folds = []
    for slug, group in groupby(rows, key=_slug_of_row):
        of_page = list(group)
        for listed in [of_page] if slug else [[row] for row in of_page]:
            folds.append(_fold(slug, listed, most))
    return folds


def _slug_of_row(row: str) -> str:
    found = _OF_PAGE.fullmatch(row)
    return slug_of_path(found["path"]) if found else ""


def _fold(slug: str, rows: Sequence[str], most: int) -> str:
    shown = [make_inert(shorten(row, most)) for row in rows]
    if len(rows) == 1 and len(rows[0]) <= LABEL_LENGTH:
        return f"- {shown[0]}"
    words = rows[0].partition(": ")[2] if slug else rows[0]
    count = f" · {len(rows)}" if len(rows) > 1 else ""
    name = f"<b>{make_inert_html(shorten(slug, 40))}</b>{count}: " if slug else ""
    label = name + make_inert_html(shorten(words, LABEL_LENGTH))
    inner = "\n".join(f"- {row}" for row in shown) if len(rows) > 1 else shown[0]
    return make_details(label, inner)
