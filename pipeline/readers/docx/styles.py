"""Tell which styles of a Word document are headings, and which make a table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.readers.shared.packages import Package
from pipeline.readers.shared.xml_parts import attribute, local_name, parse_part

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents) ?(?:\d|heading)|table of figures", re.IGNORECASE)
_DEEPEST = 20  # styles that one stands on


@dataclass(frozen=True)
class Styles:
    """The level of each style that is a heading, and the styles of tables of contents, by id."""

    levels: dict[str, int]
    contents: frozenset[str]


def read_styles(package: Package) -> Styles:
    """Read the styles of a document."""
    names, bases, own = {}, {}, {}
    styles = "word/styles.xml"
    for style in parse_part(package, styles) if styles in package else ():
        if local_name(style) != "style":
            continue
        key = attribute(style, "styleId")
        for part in style.iter():
            kind, value = local_name(part), attribute(part, "val")
            if kind == "name":
                names[key] = value
            elif kind == "basedOn":
                bases[key] = value
            elif kind == "outlineLvl" and value.isdecimal():
                own[key] = int(value)

    def level(key: str) -> int:
        for _ in range(_DEEPEST):
            if found := _HEADING.fullmatch(names.get(key, "")):
                return int(found[1])
            if key in own:
                return own[key] + 1 if own[key] < 9 else 0
            key = bases.get(key, "")
        return 0

    contents = frozenset(key for key, name in names.items() if _CONTENTS.fullmatch(name))
    levels = {key: found for key in names if (found := level(key))}
    return Styles(levels, contents)
