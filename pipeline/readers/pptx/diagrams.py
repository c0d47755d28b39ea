"""Write the texts of a diagram (SmartArt) as a list: its boxes, without the arrows between them."""

from __future__ import annotations

from typing import Any

from pipeline.core.errors import UserError
from pipeline.readers.shared.xml_parts import attribute, local_name, parse_xml

_NO_BOX = ("pres", "parTrans", "sibTrans", "doc")


def diagram_lines(shape: Any, slide: Any) -> list[str]:
    """Return the texts of a diagram's boxes, in the order of the file."""
    relation = next((attribute(x, "dm") for x in shape.element.iter() if attribute(x, "dm")), "")
    try:
        root = parse_xml("", "a diagram", slide.part.related_part(relation).blob)
    except (KeyError, UserError):
        return []
    out = []
    for point in root.iter():
        if local_name(point) == "pt" and point.get("type", "node") not in _NO_BOX:
            words = [x.text or "" for x in point.iter() if local_name(x) == "t"]
            if text := " ".join(" ".join(words).split()):
                out.append(f"- {text}")
    return out
