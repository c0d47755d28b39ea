"""How work grows with the length of a text: shapes that parsers stumble over, and what is counted while they are read.

Ours is held by counts of calls, which no busy machine disturbs; a pattern or a library, inside of which nothing can be
counted, by the time of the processor at four times the length.
"""

from __future__ import annotations

import itertools
import sys
import time

GROWTH = 4
MOST_CALLS = 4.6  # times as many calls for four times the text: proportional, with some room for the beginning
MOST_TIME = 6.0
TOO_SHORT = 0.02  # seconds of the longer run below which a ratio says nothing

# Each by its number, so that what is to differ does. No more than a taste of what is possible.
SHAPES = {
    "quotes that open": lambda i: "“so ",
    "quotes that close": lambda i: "so” ",
    "brackets": lambda i: "[",
    "brackets with words": lambda i: "[so ",
    "double brackets": lambda i: "[[so ",
    "half links": lambda i: "](",
    "half marks": lambda i: "[^",
    "marks": lambda i: f"So it is.[^so-{i}] ",
    "definitions": lambda i: f'[^so-{i}]: [a](../../raw/a.md?plain=1#L3): "what {i} nobody said"\n',
    "links": lambda i: f"[so](other-{i}.md) ",
    "dead links": lambda i: f"[[nowhere {i}]] ",
    "one dead link": lambda i: "[[nowhere]] ",
    "images": lambda i: f"![so](https://pots.example/{i}.png) ",
    "addresses": lambda i: f"https://pots.example/{i} ",
    "addresses in brackets": lambda i: f"<https://pots.example/{i}> ",
    "backticks": lambda i: "`so ",
    "fences": lambda i: "```\nso\n```\n",
    "asterisks": lambda i: "*so ",
    "double asterisks": lambda i: "**so ",
    "underscores": lambda i: "_so ",
    "mixed emphasis": lambda i: "*so _so ",
    "less-than": lambda i: "<",
    "open tags": lambda i: "<a ",
    "tags": lambda i: f"<b{i}>",
    "open comments": lambda i: "<!-- ",
    "comments": lambda i: "<!-- so -->",
    "processing": lambda i: "<?",
    "cdata": lambda i: "<![CDATA[",
    "entities": lambda i: "&amp;",
    "cells": lambda i: "| so ",
    "rows": lambda i: f"| so | {i} |\n",
    "lines": lambda i: "so\n",
    "blank lines": lambda i: "\n",
    "blanks": lambda i: " ",
    "numbers": lambda i: f"{i} ",
    "two numbers": lambda i: "There are 3 and 4. ",
    "statements": lambda i: f"The pot holds {i} litres of tea. ",
    "paragraphs": lambda i: f"The pot holds {i} litres of tea.\n\n",
    "headings": lambda i: f"## Part {i}\n\nSo.\n\n",
    "one heading": lambda i: "## Part\n\n",
    "underlined headings": lambda i: f"Part {i}\n---\n\n",
    "items": lambda i: f"- pot {i} holds 5\n",
    "numbered items": lambda i: f"{i}. pot\n",
    "nested items": lambda i: "- ",
    "nested quotes": lambda i: "> ",
    "dates": lambda i: f"2024-01-{i % 28 + 1:02} ",
    "changes": lambda i: f"The price rose from {i} to {i + 1}. ",
    "a long word": lambda i: "so",
    "hyphens": lambda i: "so-",
    "combining marks": lambda i: "e\u0301",
    "names": lambda i: f"Pot{i} Kettle{i % 7} boils. ",
    "no blanks": lambda i: "茶",
    "stops without blanks": lambda i: "茶。",
    "backslashes": lambda i: "\\[",
    "dollars": lambda i: "$so ",
    "percents": lambda i: "%% so ",
    "templates": lambda i: "{{so ",
    "ignores": lambda i: "So. <!-- lint-ignore uncited-statement: why -->\n",
    "tasks": lambda i: "- [ ] so 5\n",
    "callouts": lambda i: "> [!note] so\n> so\n\n",
    "references": lambda i: f"[r{i}]: other.md\n",
}  # fmt: skip


_begin = itertools.count(1_000_000, 100_000)


def text(shape: str, length: int) -> str:
    """Return so much of a shape, with numbers that no text before it held: what was looked up once is remembered."""
    made, size, number = [], 0, next(_begin)
    while size < length:
        made.append(SHAPES[shape](number))
        size += len(made[-1])
        number += 1
    return "".join(made)


def calls(work, *given) -> int:
    """Return how many functions are called while `work(*given)` runs, those of C among them."""
    count = 0

    def counted(frame, event, arg):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work(*given)
    finally:
        sys.setprofile(None)
    return count


def assert_calls_grow_with_length(work, shape, length) -> None:
    short, long = (text(shape, length * times) for times in (1, GROWTH))
    work(text(shape, 200))  # what is imported and made once
    few, many = calls(work, short), calls(work, long)
    assert many <= MOST_CALLS * few + 2_000, f"{few} calls become {many}"


def seconds(work, *given) -> float:
    begun = time.process_time()
    work(*given)
    return time.process_time() - begun


def assert_time_grows_with_length(work, short, long) -> None:
    """Hold `work` to the time of the processor that a text four times as long takes, the best of three."""
    work(short[:200])
    ratios = []
    for _ in range(3):
        longer = seconds(work, long)
        if longer < TOO_SHORT:
            return
        ratios.append(longer / max(seconds(work, short), 1e-4))
        if ratios[-1] <= MOST_TIME:
            return
    raise AssertionError(
        f"at {GROWTH} times the length the time is {min(ratios):.1f} times as long"
    )
