"""Write the paragraphs of a shape as Markdown: lists by their levels, links, raised digits."""

from __future__ import annotations

import re
from typing import Any

from pipeline.core.language.raised import mark_lowered, mark_raised, write_raised
from pipeline.readers.shared.xml_parts import local_name

_NUMBERED, _BULLET, _NO_BULLET = ("buAutoNum",), ("buChar", "buBlip"), ("buNone",)
_WEB = re.compile(r"https?://[^\s()<>\"|\\`]{1,2000}")
_DEEPEST = 8


def frame_title(frame: Any) -> str:
    """Return the text of a title on one line."""
    return " ".join(filter(None, (_text(paragraph, False) for paragraph in frame.paragraphs)))


def frame_lines(frame: Any, bullets: bool) -> list[str]:
    """Return the lines of a shape's text; `bullets` says that its layout sets paragraphs as items.

    A single paragraph is no list.
    """
    paragraphs = [(x, text) for x in frame.paragraphs if (text := _text(x, True))]
    bullets = bullets and len(paragraphs) > 1
    out: list[str] = []
    listed = False
    counts: dict[int, int] = {}
    for paragraph, text in paragraphs:
        sign = _sign(paragraph, bullets)
        level = min(paragraph.level or 0, _DEEPEST)
        counts = {at: count for at, count in counts.items() if at <= level and sign}
        if not sign:
            out += ["", text] if out else [text]
        else:
            counts[level] = counts.get(level, 0) + 1
            mark = f"{counts[level]}." if sign == "1." else "-"
            out += [""] if out and not listed else []
            out.append(f"{'   ' * level if listed else ''}{mark} {text}")
        listed = bool(sign)
    return out


def _sign(paragraph: Any, bullets: bool) -> str:
    properties = paragraph._p.pPr
    said = {local_name(part) for part in properties} if properties is not None else set()
    if said & set(_NO_BULLET):
        return ""
    if said & set(_NUMBERED):
        return "1."
    return "-" if bullets or said & set(_BULLET) else ""


def _text(paragraph: Any, links: bool) -> str:
    """Return a paragraph on one line."""
    out = []
    for part in paragraph._p:
        name = local_name(part)
        if name == "br":
            out.append(" ")
        elif name in ("r", "fld"):
            out.append(_run_text(part))
        elif name == "AlternateContent":  # a formula, or a picture of it
            choice = next((x for x in part if local_name(x) == "Choice"), part)
            out += [x.text or "" for x in choice.iter() if local_name(x) == "t"]
    text = " ".join(write_raised("".join(out)).split())
    addresses = {run.hyperlink.address for run in paragraph.runs} - {None} if links else set()
    address = next(iter(addresses), "")
    if len(addresses) == 1 and _WEB.fullmatch(address) and address not in text:
        return f"{text} ({address})"
    return text


def _run_text(run: Any) -> str:
    words = "".join(part.text or "" for part in run if local_name(part) == "t")
    properties = next((part for part in run if local_name(part) == "rPr"), None)
    moved = properties.get("baseline", "0") if properties is not None else "0"
    if not words.strip() or moved.strip("-%0") == "":
        return words
    return mark_lowered(words) if moved.startswith("-") else mark_raised(words)
