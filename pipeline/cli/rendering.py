"""Show a proposal's Markdown or a diff on a terminal, paged as git pages; as it is in a pipe.

Foreign text loses what a terminal would act on before it is rendered, so that the only escape
sequences are ours. `NO_COLOR` is heeded (https://no-color.org).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from pipeline.cli.output import make_harmless, out, print_as_is

WIDEST = 100  # columns of rendered text: longer lines are hard to read
_INVISIBLE = re.compile(r"&#8203;|\u200b")  # what keeps GitHub from acting on a text
_FOLD = re.compile(r"<details>\s*<summary>(.*?)</summary>", re.DOTALL)
_TAG = re.compile(r"</?(?:details|summary|span|b|i|em|strong|code|br|sub|sup|p|h[1-6])\b[^<>]*>")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def is_terminal() -> bool:
    """Tell whether a person reads what is printed."""
    return sys.stdout is not None and sys.stdout.isatty()


def show_markdown(text: str, root: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Print a text in Markdown: rendered and paged on a terminal, as it is elsewhere."""
    if not is_terminal():
        out(text)
        return
    _page(render_markdown(text, _width(), environ), root, environ)


def print_markdown(text: str, environ: Mapping[str, str] = os.environ) -> None:
    """Print a text in Markdown among others: rendered on a terminal, without a pager."""
    if is_terminal():
        print_as_is(render_markdown(text, _width(), environ))
    else:
        out(text)


def show_diff(text: str, root: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Print a diff: coloured and paged on a terminal, as it is elsewhere."""
    if not is_terminal():
        out(text)
        return
    _page(colour_diff(make_harmless(text), environ), root, environ)


def render_markdown(text: str, width: int, environ: Mapping[str, str] = os.environ) -> str:
    """Return Markdown as a terminal of so many columns shows it, folds opened."""
    from rich.console import Console
    from rich.markdown import Markdown

    plain = make_harmless(_INVISIBLE.sub("", text))
    plain = _FOLD.sub(lambda m: f"\n**▾ {_TAG.sub('', m[1]).strip()}**\n", _COMMENT.sub("", plain))
    plain = _TAG.sub("", plain)
    made = StringIO()
    console = Console(
        file=made,
        force_terminal=True,
        width=width,
        no_color=bool(environ.get("NO_COLOR")),
        _environ=environ,
    )
    console.print(Markdown(plain, hyperlinks=False))
    return made.getvalue()


def colour_diff(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return a diff with the colours that git gives it; without them where they are not wanted."""
    if environ.get("NO_COLOR"):
        return text

    def paint(line: str) -> str:
        code = _colour_of(line)
        return f"\x1b[{code}m{line}\x1b[m" if code else line

    return "\n".join(map(paint, text.split("\n")))


def _colour_of(line: str) -> str:
    if line.startswith(("diff ", "index ", "--- ", "+++ ", "new file", "deleted file")):
        return "1"
    return {"@": "36", "+": "32", "-": "31"}.get(line[:1], "")


def _page(text: str, root: Path, environ: Mapping[str, str]) -> None:
    from pipeline.adapters.processes.pager import show_in_pager

    print_as_is()  # what was printed before comes first
    if not show_in_pager(text, root, environ):
        print_as_is(text.rstrip("\n"))


def _width() -> int:
    import shutil

    return min(WIDEST, shutil.get_terminal_size().columns)


def ask_line(question: str) -> str | None:
    """Ask a person for one line; None where the input has ended."""
    print_as_is()
    try:
        return input(question).strip()
    except EOFError:
        return None
