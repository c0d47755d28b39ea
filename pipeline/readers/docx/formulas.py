"""Write the formulas of a Word document as runs of text on one line: `x^2`, `(a+b)/(c)`, `√(2)`."""

from __future__ import annotations

from typing import Any

from lxml import etree

from pipeline.readers.shared.xml_parts import attribute, local_name, text_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RAISED = {"sup": "superscript", "sub": "subscript"}
_SIMPLE = 1  # letters of a part that needs no brackets

Piece = tuple[str, str]  # a text, and "sup", "sub" or nothing


def formula_runs(formula: Any) -> list[Any]:
    """Return a formula as runs of Word, in which only raised and lowered text is set off."""
    runs = []
    for text, where in _pieces(formula):
        run = etree.Element(f"{_W}r")
        if where:
            properties = etree.SubElement(run, f"{_W}rPr")
            etree.SubElement(properties, f"{_W}vertAlign").set(f"{_W}val", _RAISED[where])
        words = etree.SubElement(run, f"{_W}t")
        words.text = text
        words.set(_SPACE, "preserve")
        runs.append(run)
    return runs


def _pieces(element: Any) -> list[Piece]:
    name = local_name(element)
    parts = {local_name(part): part for part in element}
    if name == "t":
        return [(element.text or "", "")]
    if name == "f":
        return [*_grouped(parts.get("num")), ("/", ""), *_grouped(parts.get("den"))]
    if name == "rad":
        degree = text_of(parts["deg"]) if "deg" in parts else ""
        return [(f"{degree}√(", ""), *_inside(parts.get("e")), (")", "")]
    if name in ("sSup", "sSub", "sSubSup", "sPre"):
        return [*_grouped(parts.get("e")), *_moved(parts, "sub"), *_moved(parts, "sup")]
    if name == "nary":
        sign = _property(parts.get("naryPr"), "chr") or "∫"
        moved = [*_moved(parts, "sub"), *_moved(parts, "sup")]
        return [(sign, ""), *moved, (" ", ""), *_inside(parts.get("e"))]
    if name == "d":
        begin = _property(parts.get("dPr"), "begChr", "(")
        end = _property(parts.get("dPr"), "endChr", ")")
        inner = [_inside(part) for part in element if local_name(part) == "e"]
        joined = [
            piece for at, each in enumerate(inner) for piece in ([("|", "")] if at else []) + each
        ]
        return [(begin, ""), *joined, (end, "")]
    if name == "mr":
        return [*_inside(element), ("; ", "")]
    if name.endswith("Pr"):
        return []
    return _inside(element)


def _inside(element: Any) -> list[Piece]:
    return [piece for part in element for piece in _pieces(part)] if element is not None else []


def _grouped(element: Any) -> list[Piece]:
    """Return a part in brackets, where it is more than one number, name or group."""
    inner = _inside(element)
    text = "".join(piece for piece, _ in inner).strip()
    if text.isalnum() or len(text) <= _SIMPLE or (text[0] == "(" and text[-1] == ")"):
        return inner
    return [("(", ""), *inner, (")", "")]


def _moved(parts: dict[str, Any], name: str) -> list[Piece]:
    if name not in parts:
        return []
    text = "".join(piece for piece, _ in _inside(parts[name]))
    return [(text, name)] if text.strip() else []


def _property(properties: Any, name: str, otherwise: str = "") -> str:
    if properties is None:
        return otherwise
    found = next((part for part in properties if local_name(part) == name), None)
    return attribute(found, "val") if found is not None else otherwise
