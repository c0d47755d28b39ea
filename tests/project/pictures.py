"""`make pictures`: draw the pictures of docs/pictures/ as a reader meets what they show.

A page, a pull request and an issue are rendered by GitHub's parser and with GitHub's style (npm's
`github-markdown-css`, installed below `build/`, which git ignores), at the width of a phone; the
terminal is one of 80 columns in which `wiki review` runs. Chromium takes the pictures.
"""

from __future__ import annotations

import html
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cmarkgfm
from cmarkgfm.cmark import Options
from PIL import Image, ImageDraw
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from pipeline.core.setup.answers import answers_of_rules
from pipeline.core.setup.start_issue import (
    StartIssueView,
    title_of_state,
    write_start_issue,
)
from pipeline.core.wiki.page import Page
from pipeline.operations.setup import demo
from tests.helpers.repos import Team
from tests.helpers.terminal import run_at_terminal
from tests.project.example import DAY

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
BUILD = ROOT / "build" / "pictures"
PACKAGE = "github-markdown-css@5.9.0"
STYLE = BUILD / "node_modules" / "github-markdown-css" / "github-markdown-light.css"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEWEST = "raw/2025-03-saturn-274-moons.md"  # the source that changes most of what the wiki says
PHONE = 390  # CSS pixels
TERMINAL = 706  # CSS pixels: 80 columns and a margin
SCALE = 2
COLOURS = 64
FRAME = "#d1d9e0"  # GitHub's own: a picture would else run into the text around it
MOST_BYTES = 150_000
SMALLEST_WINDOW = 500  # CSS pixels: chromium opens none that is narrower
REVIEW_LINES = 32  # of the proposal, before the question: whole values
# What GitHub makes of the parser's boxes, for somebody who may tick them.
_BOX = '<li><input type="checkbox" disabled="" />'
_GITHUBS_BOX = (
    '<li class="task-list-item"><input type="checkbox" class="task-list-item-checkbox" />'
)
_LIST = '<ul>\n<li class="task'
_GITHUBS_LIST = '<ul class="contains-task-list">\n<li class="task'
_DARK = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [
        (33, 38, 45),
        (255, 123, 114),
        (63, 185, 80),
        (210, 153, 34),
        (88, 166, 255),
        (188, 140, 255),
        (57, 197, 207),
        (177, 186, 196),
    ],
)


@dataclass(frozen=True)
class Picture:
    """What a picture shows, as HTML, and its size in CSS pixels."""

    draw: Callable[[], str]
    height: int
    width: int = PHONE


def main() -> int:
    """Draw every picture; return 1 where a program is missing."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("No chromium was found: install it, and try again.", file=sys.stderr)
        return 1
    if not STYLE.exists() and not install_style():
        print("npm could not install GitHub's style; it is needed once.", file=sys.stderr)
        return 1
    drawn = {name: take_picture(browser, picture) for name, picture in ALL.items()}
    PICTURES.mkdir(exist_ok=True)
    for name, data in drawn.items():
        (PICTURES / name).write_bytes(data)
        print(f"docs/pictures/{name}  {len(data) // 1000} KB")
    return 0


def install_style() -> bool:
    """Install GitHub's style below `build/`; tell whether that worked."""
    BUILD.mkdir(parents=True, exist_ok=True)
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--silent")
    command = ["npm", "install", *quiet, "--prefix", str(BUILD), PACKAGE]
    return bool(shutil.which("npm")) and subprocess.run(command).returncode == 0


def take_picture(browser: str, picture: Picture) -> bytes:
    """Return a picture as a PNG of few colours."""
    size = f"{max(picture.width, SMALLEST_WINDOW)},{picture.height + 200}"
    with tempfile.TemporaryDirectory(prefix="wiki-picture-") as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        page.write_text(picture.draw(), "utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
            f"--force-device-scale-factor={SCALE}",
            f"--window-size={size}",
            f"--screenshot={shot}",
            # root has no sandbox of chromium's; what is shown is the example's own text
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            page.as_uri(),
        ]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        with Image.open(shot) as image:
            box = (0, 0, picture.width * SCALE, picture.height * SCALE)
            cut = image.convert("RGB").crop(box)
    right, bottom = cut.width - 1, cut.height - 1
    ImageDraw.Draw(cut).rectangle((0, 0, right, bottom), outline=FRAME, width=SCALE)
    few = cut.quantize(COLOURS, dither=Image.Dither.NONE)
    written = io.BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def draw_page() -> str:
    """Return the page of Saturn as GitHub shows it: its front matter as a table, then its text."""
    path = "wiki/entities/saturn.md"
    page = Page.parse(path, (ROOT / path).read_text("utf-8"))
    heads = "".join(f"<th>{html.escape(key)}</th>" for key in page.meta)
    cells = "".join(f"<td>{_cell(value)}</td>" for value in page.meta.values())
    table = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"
    return _as_github(table + _render(page.whole))


def _cell(value: object) -> str:
    if not isinstance(value, list):
        return html.escape(str(value))
    inner = "".join(f"<td>{html.escape(str(part))}</td>" for part in value)
    return f"<table><tbody><tr>{inner}</tr></tbody></table>" if inner else ""


def draw_pull_request() -> str:
    """Return the pull request of the newest source as its reviewer meets it."""
    return _as_github(_render((ROOT / "docs/examples/pull-request.md").read_text("utf-8")))


def draw_issue() -> str:
    """Return the issue that asks how a wiki is to begin."""
    usual = answers_of_rules()
    view = StartIssueView("https://github.com/acme/wiki", "main", usual, usual, may=False)
    return _as_github(_render(f"# {title_of_state('ask')}\n\n{write_start_issue('ask', view)}"))


def draw_review() -> str:
    """Return a terminal in which `wiki review` shows the newest source's proposal, and asks."""
    with tempfile.TemporaryDirectory(prefix="wiki-review-") as folder:
        copy = Path(folder) / "wiki"
        demo.start_copy(ROOT, copy)
        newest, team = (copy / NEWEST).read_bytes(), Team(copy)
        team.git("rm", "-q", NEWEST)
        team.git("commit", "-qm", "The newest source is yet to come")
        demo.compile_and_merge(copy, DAY, lambda _: None)
        team.add(NEWEST, newest)
        compiling = ["compile", "--librarian", "extractive", "--date", DAY]
        run_at_terminal(copy, compiling, "$^", [])
        shown = run_at_terminal(copy, ["review", "--date", DAY], r"\[q\]uit: ", ["q"])
    *lines, asked = shown[: shown.index("[q]uit: ") + len("[q]uit: ")].split("\n")
    said = "\n".join(["$ wiki review", *lines[:REVIEW_LINES], "⋮", f"{asked}█"])
    console = Console(file=io.StringIO(), record=True, width=80, force_terminal=True)
    console.print(Text.from_ansi(said))
    text = console.export_html(theme=_DARK, code_format="{code}", inline_styles=True)
    back, front = _DARK.background_color.hex, _DARK.foreground_color.hex
    style = (
        f"body {{margin: 0; background: {back}; color: {front}}}"
        " pre {margin: 16px; font: 14px/1.35 'DejaVu Sans Mono', Menlo, Consolas, monospace}"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style><pre>{text}</pre>"


def _render(text: str) -> str:
    made = cmarkgfm.github_flavored_markdown_to_html(
        text, Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
    )
    return str(made).replace(_BOX, _GITHUBS_BOX).replace(_LIST, _GITHUBS_LIST)


def _as_github(body: str) -> str:
    style = (
        f"{STYLE.read_text('utf-8')} body {{margin: 0; background: #fff}}"
        f" .markdown-body {{box-sizing: border-box; width: {PHONE}px; padding: 16px}}"
    )
    article = f'<article class="markdown-body">{body}</article>'
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{article}"


ALL = {
    "page.png": Picture(draw_page, 784),
    "pull-request.png": Picture(draw_pull_request, 784),
    "issue.png": Picture(draw_issue, 1400),
    "review.png": Picture(draw_review, 696, TERMINAL),
}

if __name__ == "__main__":
    sys.exit(main())
