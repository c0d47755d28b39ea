"""Prepare the XML of a Word document for mammoth, and tell what is left out of it.

Mammoth passes over formulas, does not see headings by their outline level, and reads text that is
hidden. So the parts that hold text are changed before: the file in memory, never the one in `raw/`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from typing import Any

from lxml import etree

from pipeline.core.text import counted, shorten
from pipeline.readers.docx.drawings import Drawings
from pipeline.readers.docx.formulas import formula_runs
from pipeline.readers.docx.styles import Styles, read_styles
from pipeline.readers.shared.packages import Package
from pipeline.readers.shared.xml_parts import attribute, local_name, parse_part, text_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_TEXTS = re.compile(r"word/(?:document\d*|footnotes|endnotes)\.xml")
_AROUND = re.compile(r"word/(?:header|footer)\d*\.xml")
_MOST_NAMED = 5  # running texts that a note names
_LEFT_OUT = ("moveFrom", "del", "altChunk")
_PROPERTIES = ("rPr", "trPr")  # where "del" says that the end of a paragraph, or a row, is gone
# What the main part may hold, by the names of its parts, and how a note calls it.
_PARTS = (
    ("chart", "word/charts/chart", ".xml"),
    ("diagram", "word/diagrams/data", ".xml"),
    ("embedded file", "word/embeddings/", ""),
)


def clean_document(package: Package) -> tuple[bytes, list[str]]:
    """Return the document as mammoth is to read it, and notes on what is not in its text."""
    styles = read_styles(package)
    seen: Counter[str] = Counter()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in package.names:
            if _TEXTS.fullmatch(name):
                root, drawings = parse_part(package, name), Drawings(package, name)
                _clean(root, styles, drawings, seen)
                seen.update(drawings.read)
                archive.writestr(name, etree.tostring(root, encoding="UTF-8", xml_declaration=True))
            elif name.endswith((".xml", ".rels")) or name.lower().endswith(_PICTURES):
                archive.writestr(name, package.read(name))
    return out.getvalue(), _notes(package, seen)


def _clean(root: Any, styles: Styles, drawings: Drawings, seen: Counter[str]) -> None:
    _unpack_alternatives(root, seen)
    for element in [*root.iter()]:
        name = local_name(element)
        if name in _LEFT_OUT and local_name(element.getparent()) not in _PROPERTIES:
            if name == "altChunk" or any(local_name(x) in ("delText", "t") for x in element.iter()):
                seen[name] += 1
            _remove(element)
        elif name == "ins" and any(local_name(x) == "t" for x in element.iter()):
            seen["ins"] += 1
        elif name == "r" and _is_on(element, "rPr", "vanish"):
            seen["hidden"] += len(text_of(element).replace(" ", ""))
            _remove(element)
        elif name == "oMath":
            seen["formula"] += 1
            _replace(element, formula_runs(element))
        elif name == "sdt" and _is_contents(element):
            seen["contents"] += 1
            _remove(element)
        elif name == "ruby":
            base = _child(element, "rubyBase")
            _replace(element, [] if base is None else [*base])
        elif name == "drawing":
            _set_behind(element, drawings.blocks_of(element))
        elif name == "p":
            _settle_paragraph(element, styles, seen)


def _settle_paragraph(element: Any, styles: Styles, seen: Counter[str]) -> None:
    properties = _child(element, "pPr")
    style = _child(properties, "pStyle") if properties is not None else None
    name = attribute(style, "val") if style is not None else ""
    if name in styles.contents:
        seen["contents"] += 1
        _remove(element)
        return
    level = styles.levels.get(name, 0)
    own = _child(properties, "outlineLvl") if properties is not None else None
    if own is not None and (said := attribute(own, "val")).isdecimal():
        level = int(said) + 1 if int(said) < 9 else 0
    if not level or properties is None:
        return
    if style is None:
        style = etree.Element(f"{W}pStyle")
        properties.insert(0, style)
    style.set(f"{W}val", f"Heading{min(level, 6)}")


def _unpack_alternatives(root: Any, seen: Counter[str]) -> None:
    """Set the text of boxes behind the paragraph that holds them, and pictures into their place."""
    for element in [x for x in root.iter() if local_name(x) == "AlternateContent"]:
        above = element.getparent()
        if above is None:
            continue
        choice = next((x for x in element if local_name(x) == "Choice"), None)
        best = choice if choice is not None else element
        boxes = [x for x in best.iter() if local_name(x) == "txbxContent"]
        if not boxes:
            if choice is not None and any(local_name(x) == "pic" for x in choice.iter()):
                _replace(element, [*choice])
            continue
        seen["box"] += 1
        if _set_behind(element, [part for box in boxes for part in box]):
            _remove(element)


def _set_behind(element: Any, blocks: list[Any]) -> bool:
    """Set blocks behind the paragraph in which an element stands; tell whether it is in one."""
    paragraph = next((x for x in element.iterancestors() if local_name(x) == "p"), None)
    if paragraph is None or paragraph.getparent() is None:
        return False
    behind = paragraph.getparent().index(paragraph) + 1
    for block in reversed(blocks):
        paragraph.getparent().insert(behind, block)
    return True


def _is_contents(element: Any) -> bool:
    return any(
        local_name(x) == "docPartGallery" and "Table of Contents" in attribute(x, "val")
        for x in element.iter()
    )


def _is_on(element: Any, *path: str) -> bool:
    for name in path:
        element = _child(element, name)
        if element is None:
            return False
    return attribute(element, "val") not in ("0", "false", "off")


def _child(element: Any, name: str) -> Any:
    return next((part for part in element if local_name(part) == name), None)


def _remove(element: Any) -> None:
    _replace(element, [])


def _replace(element: Any, parts: list[Any]) -> None:
    above = element.getparent()
    if above is None:
        return
    at = above.index(element)
    above.remove(element)
    for part in reversed(parts):
        above.insert(at, part)


def _notes(package: Package, seen: Counter[str]) -> list[str]:
    notes = []
    if seen["del"] or seen["ins"] or seen["moveFrom"]:
        gone = seen["del"] + seen["moveFrom"]
        notes.append(
            f"tracked changes are read as accepted: {counted(seen['ins'], 'insertion')} taken,"
            f" {counted(gone, 'deletion')} left out"
        )
    if comments := _count_comments(package):
        notes.append(f"{counted(comments, 'comment')} left out")
    if seen["hidden"]:
        notes.append(f"hidden text left out ({counted(seen['hidden'], 'letter')})")
    if seen["contents"]:
        notes.append("a table of contents left out")
    if seen["box"]:
        boxes = counted(seen["box"], "text frame")
        notes.append(f"{boxes} read behind the paragraph at which they stand")
    if seen["formula"]:
        notes.append(f"{counted(seen['formula'], 'formula')} written on one line, without layout")
    if running := _running_texts(package):
        shown = [repr(shorten(text, 80)) for text in running[:_MOST_NAMED]]
        more = [f"and {len(running) - _MOST_NAMED} more"] if len(running) > _MOST_NAMED else []
        notes.append(f"headers and footers left out: {'; '.join([*shown, *more])}")
    if seen["altChunk"]:
        notes.append(f"{counted(seen['altChunk'], 'part')} in another format left out")
    for what, start, end in _PARTS:
        held = sum(x.startswith(start) and x.endswith(end) for x in package.names)
        if (count := held - seen[what]) > 0:
            notes.append(f"{counted(count, what)} left out")
    if seen["row"]:
        notes.append(f"{counted(seen['row'], 'further row')} of charts left out")
    if package.holds_macros:
        notes.append("the file holds macros, which are neither read nor run")
    return notes


def _count_comments(package: Package) -> int:
    if "word/comments.xml" not in package:
        return 0
    root = parse_part(package, "word/comments.xml")
    return sum(local_name(element) == "comment" for element in root)


def _running_texts(package: Package) -> list[str]:
    """Return what stands above and below the pages, but numbers of pages."""
    found = []
    for name in package.names:
        if _AROUND.fullmatch(name):
            words = (text_of(x) for x in parse_part(package, name).iter() if local_name(x) == "t")
            found.append(" ".join(" ".join(words).split()))
    return list(dict.fromkeys(text for text in found if re.search(r"[^\W\d_]{3}", text)))
