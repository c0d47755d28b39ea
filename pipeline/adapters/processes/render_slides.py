"""Render a deck by Marp and a browser, and measure which slides do not hold what stands on them.

Marp makes a page of the deck, and the browser says of each slide how high its content is. The deck
is foreign text: HTML in it is off, the page may load nothing but the pictures beside it and run
nothing but our few lines, and both programs see nothing of our environment but the path.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.processes.bounded_program import run_program
from pipeline.core.errors import UserError

SECONDS = 60.0  # for each of the two programs
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_HINT = "Then what fits is estimated by characters."
_SPARE = 1  # pixels that rounding may add to the height of a slide
_MEASURE = """addEventListener("load",()=>{
const found=[...document.querySelectorAll("section")].map(s=>s.scrollHeight-s.clientHeight);
document.documentElement.innerHTML="<p>MEASURED "+JSON.stringify(found)+" END</p>"})"""
_MEASURED = re.compile(r"MEASURED (\[[-\d,]{1,20000}\]) END")


@dataclass(frozen=True)
class SlideRenderer:
    """The two programs that are needed, by their paths."""

    marp: str
    browser: str


def find_renderer() -> SlideRenderer | None:
    """Return the programs where both are on the path; `CHROME_PATH` names another browser."""
    named = os.environ.get("CHROME_PATH", "")
    names = (named, *BROWSERS) if named else BROWSERS
    marp = shutil.which("marp")
    browser = next((found for name in names if (found := shutil.which(name))), None)
    return SlideRenderer(marp, browser) if marp and browser else None


def find_overfull(
    renderer: SlideRenderer,
    deck: bytes,
    pictures: Mapping[str, bytes],
    seconds: float = SECONDS,
) -> tuple[int, ...]:
    """Return the numbers of the slides that are too full, from 0; `UserError` where that fails."""
    with tempfile.TemporaryDirectory(prefix="wiki-slides-") as made:
        folder = Path(made)
        (folder / "deck.md").write_bytes(deck)
        for name, data in pictures.items():
            (folder / name).write_bytes(data)
        environ = {"HOME": made, "PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
        command = [
            renderer.marp, "--no-config-file", "--no-html", "--template=bare",
            "--output=deck.html", "deck.md",
        ]  # fmt: skip
        run_program(command, folder, environ, seconds, "Marp", _HINT)
        try:
            page = (folder / "deck.html").read_text("utf-8", "replace")
        except OSError as error:
            raise UserError("Marp wrote nothing.", _HINT) from error
        (folder / "deck.html").write_text(_with_measure(page), "utf-8")
        told = run_program(
            _browser_command(renderer.browser, folder),
            folder,
            environ,
            seconds,
            "The browser",
            _HINT,
        )
    found = _MEASURED.search(told)
    if found is None:
        raise UserError("The browser measured nothing.", _HINT)
    return tuple(at for at, beyond in enumerate(json.loads(found[1])) if beyond > _SPARE)


def _browser_command(browser: str, folder: Path) -> list[str]:
    options = ["--headless", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # a browser refuses to run as root otherwise
        options.append("--no-sandbox")
    address = (folder / "deck.html").as_uri()
    return [browser, *options, f"--user-data-dir={folder / 'browser'}", "--dump-dom", address]


def _with_measure(page: str) -> str:
    """Return the page with our script, and no right to run or load anything else."""
    code = secrets.token_hex(16)
    policy = (
        f"default-src 'none'; img-src file: data:; style-src 'unsafe-inline'; font-src data:;"
        f" script-src 'nonce-{code}'"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    script = f'<script nonce="{code}">{_MEASURE}</script>'
    return page.replace("<head>", f"<head>{head}", 1).replace("</head>", f"{script}</head>", 1)
