"""Wikis, materials and scripted replies for the tests of answers."""

from __future__ import annotations

import json

from pipeline.core.answers.answer import AnswerSentence
from pipeline.core.answers.read_pages import read_pages
from tests.helpers.making import wiki_of
from tests.helpers.repos import team
from tests.helpers.server import ok

KETTLE = """---
title: Kettle
type: entity
aliases: [Boiler]
---

The Kettle of the Brass Works boils at 95 degrees since 2024.[^kettle-2024-1] It holds 3 litres.[^kettle-2024-2]

## How it changed

- It boiled at 100 degrees before.[^kettle-2019-1]

## Cost

Buying one costs:

- in Leeds 40 pounds;[^kettle-2024-3]
- in York 55 pounds.[^kettle-2024-4]

See [[valve]].

[^kettle-2019-1]: [kettle-2019](../../raw/2019-kettle-2019.md?plain=1#L3): "The kettle boils at 100 degrees."
[^kettle-2024-1]: [kettle-2024](../../raw/2024-kettle-2024.md?plain=1#L3): "Since 2024 the kettle boils at 95 degrees."
[^kettle-2024-2]: [kettle-2024](../../raw/2024-kettle-2024.md?plain=1#L4): "It holds 3 litres."
[^kettle-2024-3]: [kettle-2024](../../raw/2024-kettle-2024.md?plain=1#L5): "In Leeds it is 40 pounds."
[^kettle-2024-4]: [kettle-2024](../../raw/2024-kettle-2024.md?plain=1#L6): "In York it is 55 pounds."
"""
VALVE = """---
title: Valve
type: concept
---

The valve of a [[kettle]] opens at 2 bar.[^valve-1]

[^valve-1]: [valve](../../raw/valve.md?plain=1#L3): "It opens at 2 bar."
"""
RECORD = """---
title: The Kettle of 2024
type: source-summary
source: raw/2024-kettle-2024.md
sha256: 0000000000000000000000000000000000000000000000000000000000000000
label: kettle-2024
author: Ada Brass
published: '2024-05-01'
status: Final
---

A data sheet of the kettle.[^kettle-2024-1]

[^kettle-2024-1]: [kettle-2024](../../raw/2024-kettle-2024.md?plain=1#L3): "Since 2024 the kettle boils at 95 degrees."
"""
TEXTS = {
    "wiki/entities/kettle.md": KETTLE,
    "wiki/concepts/valve.md": VALVE,
    "wiki/sources/the-kettle-of-2024.md": RECORD,
}


def kettle_wiki(**more):
    """The wiki of the three pages; `more` are other texts by slug, on pages of concepts."""
    return wiki_of({**TEXTS, **{f"wiki/concepts/{slug}.md": text for slug, text in more.items()}})


def material(*slugs):
    """All pages of the wiki, or these, whole."""
    wiki = kettle_wiki()
    return read_pages(slugs or wiki.facts, wiki)


def said(text, *labels, pages=(), reckoned=""):
    """A sentence of a draft."""
    return AnswerSentence(text, labels, tuple(pages), reckoned)


def routed(*pages, stands="clear", readings=(), looks_for=""):
    """A reply to the step `route`."""
    return ok(
        json.dumps(
            {
                "pages": [*pages],
                "stands": stands,
                "readings": [*readings],
                "looks_for": looks_for,
                "why": "it is about that",
            }
        )
    )


def answered(*sentences, status="answered", unknown=(), ask_back=()):
    """A reply to the step `answer`; a sentence is a text with its labels."""
    rows = [
        {
            "text": one.text,
            "labels": [*one.labels],
            "pages": [*one.pages],
            "reckoned": one.reckoned,
        }
        for one in sentences
    ]
    return ok(
        json.dumps(
            {
                "status": status,
                "sentences": rows,
                "unknown": [*unknown],
                "ask_back": [*ask_back],
            }
        )
    )


RAW = {
    "2019-kettle-2019.md": "# Old\n\nThe kettle boils at 100 degrees.\n",
    "2024-kettle-2024.md": (
        "# New\n\nSince 2024 the kettle boils at 95 degrees.\nIt holds 3 litres.\n"
        "In Leeds it is 40 pounds.\nIn York it is 55 pounds.\n"
    ),
    "valve.md": "# Valve\n\nIt opens at 2 bar.\n",
}


def kettle_team(folder):
    """A team's repository with the wiki of the three pages and its sources, committed."""
    made = team(folder, RAW)
    for path, text in TEXTS.items():
        (made.root / path).parent.mkdir(parents=True, exist_ok=True)
        (made.root / path).write_text(text)
    made.git("add", "-A")
    made.git("commit", "-qm", "Pages")
    return made
