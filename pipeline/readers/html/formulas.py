"""Write formulas in MathML on one line, with the signs of raised and lowered text."""

from __future__ import annotations

import re

from pipeline.core.language.raised import DOWN, END, UP
from pipeline.readers.html.tree import Node, Text


def math_text(node: Node) -> str:
    """Return a formula in MathML on one line, with its exponents and indices marked."""
    parts = [x for x in node.children if isinstance(x, Node)]
    words = [math_text(x) for x in parts if not x.tag.startswith("annotation")]
    if not words:
        return "".join(x.value for x in node.children if isinstance(x, Text)).strip()
    match node.tag, words:
        case "msup", [base, up]:
            return f"{base}{UP}{up}{END}"
        case "msub", [base, down]:
            return f"{base}{DOWN}{down}{END}"
        case "msubsup", [base, down, up]:
            return f"{base}{DOWN}{down}{END}{UP}{up}{END}"
        case "mfrac", [above, below]:
            return f"{_bracketed(above)}/{_bracketed(below)}"
        case ("msqrt", _):
            return f"√{_bracketed(''.join(words))}"
        case ("mtr" | "mtd" | "mtable", _):
            return " ".join(words)
    return "".join(words)


def _bracketed(words: str) -> str:
    return words if re.fullmatch(r"\w*", words) else f"({words})"
