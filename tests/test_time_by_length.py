"""Time grows with length, no faster: each stage on texts that were made to be slow, and on the same four times as long.

Ours is held by counts of work, which are the same on every machine; what libraries do by the processor's time, best of three. What
takes next to nothing either way is not compared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from pipeline import rules
from pipeline.core import claim_index, edits, lost, markdown, prose
from pipeline.core.inert import inert
from pipeline.core.page import Page
from pipeline.core.passages import passages
from pipeline.core.pieces import pieces
from pipeline.core.segments import segments
from pipeline.core.text import Haystack
from pipeline.core.view import View
from pipeline.core.wiki import facts_of
from pipeline.librarian.extractive import Extractive
from pipeline.readers import read_source
from tests.making import SCHEMA, source, wiki_of

PATH = "wiki/concepts/a.md"
FRONT = "---\ntitle: A\ntype: concept\nsources:\n- raw/a.md\ncreated: 2026-01-01\nupdated: 2026-01-01\nconfidence: low\n---\n\n"
SHORT, TIMES = 12_000, 4  # characters
MOST_TIMES = 6.0
SHAPES: dict[str, Callable[[int], str]] = {
    "opening quotes": lambda i: "„a ",
    "straight quotes": lambda i: '"a ',
    "two numbers": lambda i: "There are 3 or 4. ",
    "numbered sentences": lambda i: f"Pump {i} lifts {i} litres. ",
    "no sentence ends": lambda i: f"and so {i} ",
    "sentence a line": lambda i: f"Pump {i} lifts tea.\n",
    "links": lambda i: f"[a](b{i}.md) ",
    "wiki links": lambda i: f"[[pump {i}]] ",
    "half links": lambda i: "](",
    "openers": lambda i: "[",
    "marks": lambda i: f"So it is.[^x-{i}] ",
    "definitions": lambda i: f'[^x-{i}]: [a](../../raw/a.md?plain=1#L3): "the words {i}"\n',
    "backticks": lambda i: "`a ",
    "stars": lambda i: "*a ",
    "tags": lambda i: "<b>",
    "half tags": lambda i: "<a ",
    "comments": lambda i: "<!-- a -->",
    "addresses": lambda i: f"https://a.example/{i} ",
    "mail": lambda i: "a@b.c ",
    "rows": lambda i: "| a | 5 |\n",
    "cells": lambda i: "| a ",
    "headings": lambda i: f"## Pump {i}\n\nx\n\n",
    "items": lambda i: f"- pump {i} is 5\n",
    "nested items": lambda i: "- ",
    "names": lambda i: f"Xu{i} Yo{i} spoke. ",
    "changes": lambda i: f"It rose from {i} to {i + 1}. ",
    "dates": lambda i: "3 March 2009 ",
    "one word": lambda i: "a",
    "no blanks": lambda i: "水。",
    "accents": lambda i: "e\u0301",
}


def text_of(shape: str, size: int) -> str:
    out, length, number = [], 0, 0
    while length < size:
        piece = SHAPES[shape](number)
        out.append(piece)
        length, number = length + len(piece), number + 1
    return "".join(out) + "\n"


def page_of(text: str) -> Page:
    return Page.parse(PATH, FRONT + text)


def view_of(text: str, **more) -> View:
    page = page_of(text)
    raw = source("The words 1.\n" * 50, path="raw/a.md")  # a quote that is not there is looked for in all of its source
    return View((page,), wiki_of({PATH: page.render()}), SCHEMA, {"raw/a.md": raw}.get, **more)


def quotes_looked_up(text: str) -> None:
    hay = Haystack(source(text, path="raw/a.md"))
    for at in range(0, len(text), len(text) // 20):
        hay.find(text[at : at + 60], near=1)
        hay.find(f"{text[at : at + 60]} and not", near=1)


def compared(text: str) -> None:
    old, new = page_of(text), page_of(text[: len(text) // 2] + text[len(text) // 2 + 40 :])
    edits.losses(old, new)
    before, after = wiki_of({PATH: old.render()}), wiki_of({PATH: new.render()})
    list(lost.lost([old], [new], before, after, None))


STAGES: dict[str, Callable[[str], object]] = {
    "sentences": lambda text: list(segments("en", text)),
    "pieces": lambda text: list(pieces(page_of(text))),
    "passages": lambda text: list(passages(text)),
    "facts": lambda text: facts_of(PATH, FRONT + text),
    "statements": lambda text: list(claim_index.page_statements(page_of(text))),
    "words": lambda text: (markdown.plain(text), markdown.harmless(text), markdown.escape_quote(text), inert(text)),
    "addresses": lambda text: (markdown.addresses(text), markdown.parted(text)),
    "quotes": quotes_looked_up,
    "comparison": compared,
    "prose": lambda text: prose.vanished([page_of(text)], [page_of(text[: len(text) // 2])]),
    "Markdown reader": lambda text: read_source("raw/a.md", text.encode()),
    "text reader": lambda text: read_source("raw/a.txt", text.encode()),
    "HTML reader": lambda text: read_source(
        "raw/a.html", f"<html><body><article><p>{text}</p></article></body></html>".encode()
    ),
    "embedded librarian": lambda text: Extractive().extract(read_source("raw/a.md", text.encode()), SCHEMA),
    "gate": lambda text: rules.run(view_of(text, written=True)),
    "lint": lambda text: rules.run(
        view_of(text, whole=True), [r for r in rules.LINT if rules.RULES[r].SCOPE == "page"]
    ),
}


def seconds(work: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    try:
        work(text)
    except Exception as error:  # what cannot be read is told, and takes no longer for it
        if type(error).__name__ != "UserError":
            raise
    return time.process_time() - begun


@pytest.mark.parametrize("stage", STAGES)
def test_four_times_the_length_takes_no_more_than_six_times_the_time(stage):
    work = STAGES[stage]
    slow = []
    for shape in SHAPES:
        short, long = text_of(shape, SHORT), text_of(shape, SHORT * TIMES)
        best = [seconds(work, short), seconds(work, long)]
        for _ in range(2):
            if best[1] < 0.05 or best[1] <= MOST_TIMES * best[0]:
                break
            best = [min(best[0], seconds(work, short)), min(best[1], seconds(work, long))]
        else:
            if best[1] >= 0.05 and best[1] > MOST_TIMES * best[0]:
                slow.append(f"{shape}: {best[0]:.3f} s, {best[1]:.3f} s")
    assert slow == []


def calls(work: Callable[[], object]) -> int:
    """Return how many functions were called, ours and Python's, while something was done."""
    count = 0

    def note(frame, event, arg):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "shape", ["links", "wiki links", "marks", "definitions", "headings", "items", "rows", "numbered sentences"]
)
def test_rules_look_at_each_thing_of_a_page_a_bounded_number_of_times(shape):
    def work(size):
        view = view_of(text_of(shape, size), whole=True)
        rules.run(view, [r for r in rules.LINT if rules.RULES[r].SCOPE == "page"])

    few = calls(lambda: work(4_000))
    assert calls(lambda: work(16_000)) <= 4.6 * few
