"""A page holds code that a reader's program would run or draw instead of showing it.

GitHub does so with diagrams and maps, Obsidian with queries, and its plugins with scripts. Only
what a librarian writes is judged; what people put on their pages is theirs. A comment of Obsidian's
is refused as well, because it hides text from some readers.

Bad:  a block in the language `dataviewjs` or `mermaid`; a code span that begins with `$=`; a
      template `<% … %>`
Good: a block without a language, or in one that is only coloured
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.findings.view import Finder, Spot, View
from pipeline.core.markup import code_blocks
from pipeline.core.markup.inert_languages import INERT_LANGUAGES
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.rendering import Rendering

SEVERITY: Severity = "error"
SCOPE: Scope = "change"
RUNS_IN: RunsIn = ("draft", "compile")

_FENCE = re.compile(
    r"^(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*(?:`{3,}|~{3,})[ \t]*([^\s`]+)", re.MULTILINE
)
_INLINE = re.compile(r"`+([^`\n]*)`")
_TEMPLATE = re.compile(r"<%[^\n]{0,200}")
# commands of math that do more than show something
_ACTIVE_MATH = re.compile(
    r"\\(?:href|url|require|unicode|html[A-Za-z]+|cssId|class|style|includegraphics)\b"
)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages if view.written else ():
        old = view.page_before(page)
        known = _find_active(old, view.rendering(old)) if old else {}
        finder = Finder(page)
        for what, (message, suggestion) in _find_active(page, view.rendering(page)).items():
            if what not in known:
                yield Spot(page.path, what, message, suggestion, *finder.place_of(what))


def _find_active(page: Page, shown: Rendering) -> dict[str, tuple[str, str]]:
    """Return what on a page would run or be drawn, each with a message and a suggestion."""
    text = page.whole
    found: dict[str, tuple[str, str]] = {}
    fences = (
        dict.fromkeys((*shown.fences, *_FENCE.findall(text)))
        if "```" in text or "~~~" in text
        else ()
    )
    for language in fences:
        name = language.split(",")[0]
        if name.lower() not in INERT_LANGUAGES:
            found[language[:60]] = (
                f"a block in the language {language[:60]!r} may run or be drawn",
                "Leave its language out.",
            )
    for words in dict.fromkeys((*shown.spans, *_INLINE.findall(text))) if "$=" in text else ():
        if words.lstrip().startswith("$=") and "\n" not in words.strip():
            found[words.strip()[:60]] = (
                f"code that begins with `$=` may run: {words.strip()[:60]}",
                "Begin it otherwise.",
            )
    if "%%" in text and _has_comments(text, shown):
        found["%%"] = (
            "a comment of Obsidian, which hides what stands behind it",
            "Write it without `%%`.",
        )
    for command in dict.fromkeys(_ACTIVE_MATH.findall(text if "$" in text else "")):
        found[command] = (
            f"math that does more than show: {command}",
            "Write it without that command.",
        )
    for template in _TEMPLATE.findall(text) if "<%" in text else ():
        found[template[:60]] = (
            f"a template that may run: {template[:60]}",
            "Write it without `<%`.",
        )
    return found


def _has_comments(text: str, shown: Rendering) -> bool:
    """Tell whether a sign of Obsidian's comments stands outside code."""
    lines = zip(text.split("\n"), code_blocks.scan_blocks(text)[0], strict=True)
    prose = sum(line.count("%%") for line, is_code in lines if not is_code)
    return prose > sum(span.count("%%") for span in shown.spans)
