"""Footnotes: the marks that refer to them, their labels, and their definitions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from pipeline.core.markup.text_mask import mask

# A label is short and holds no bracket: otherwise, in a long run of `[^`, each would be read to the
# end of the run.
LABEL = r"[^\[\]\s]{1,200}"
DEFINITION = re.compile(rf"^\[\^({LABEL})\]:[ \t]*(.*)$")
_NAME = re.compile(LABEL)
# These begin with the sign itself and then look back for a backslash before it: a pattern that
# begins by looking back is tried at every character (1.0 s of 10,000 pages, with those of links,
# and 0.3 s more in every rule that reads their links).
# A mark with a colon behind it defines a footnote, unless something stands right before it.
_MARK = re.compile(rf"\[\^(?<!\\\[\^)(?:(?<=[^\s>]\[\^)|(?={LABEL}\](?!:)))({LABEL})\]")
_SPACE_AND_MARK = re.compile(
    rf"(?: \[|\[(?<!\\\[))\^(?:(?<=[^\s>]\[\^)|(?={LABEL}\](?!:)))({LABEL})\]"
)


def find_marks(text: str, masked: str | None = None) -> list[str]:
    """Return the labels of the footnote references in `text`, in order and with repetitions."""
    return _MARK.findall(mask(text) if masked is None else masked)


def find_mark_places(masked: str) -> Iterator[re.Match[str]]:
    """Yield where the footnote references of a masked text stand; group 1 is the label."""
    return _MARK.finditer(masked)


def find_definitions(text: str, masked: str | None = None) -> dict[str, str]:
    """Return footnote definitions, label to text (one line each, as this project writes them)."""
    return dict(find_definition_rows(text, masked))


def find_definition_rows(text: str, masked: str | None = None) -> list[tuple[str, str]]:
    """Return the label and text of every footnote definition, in order and with repetitions."""
    if "[^" not in text:
        return []
    shown = mask(text) if masked is None else masked
    if shown is text:  # where nothing is masked, this takes a third of the time
        lines = (rest.partition("\n")[0].partition("]:") for rest in f"\n{text}".split("\n[^")[1:])
        return [
            (a, said.lstrip(" \t").rstrip())
            for a, found, said in lines
            if found and _NAME.fullmatch(a)
        ]
    found = (
        DEFINITION.match(line) if line.startswith("[^") else None for line in shown.split("\n")
    )
    rows = zip(found, text.split("\n"), strict=True)
    return [(m[1], row[m.start(2) :].rstrip()) for m, row in rows if m]


def drop_definitions(text: str, gone: Callable[[str, str], bool]) -> str:
    """Return `text` without the definitions for which `gone(label, text)` is true.

    No two blank lines are left where they stood.
    """
    rows = iter(find_definition_rows(text))
    kept: list[str] = []
    cut = False
    for line, shown in zip(text.split("\n"), mask(text).split("\n"), strict=True):
        if shown.startswith("[^") and DEFINITION.match(shown) and gone(*next(rows)):
            cut = True
        elif not (cut and not line.strip() and (not kept or not kept[-1].strip())):
            kept.append(line)
            cut = False
    return "\n".join(kept)


def drop_marks(text: str) -> str:
    """Return `text` without footnote references."""
    return _SPACE_AND_MARK.sub("", text) if "[^" in text else text


def rename_labels(text: str, labels: Mapping[str, str]) -> str:
    """Return `text` with its footnote references renamed by `labels`.

    References whose label is not among them are removed.
    """
    return _MARK.sub(lambda m: f"[^{labels[m[1]]}]" if m[1] in labels else "", text)
