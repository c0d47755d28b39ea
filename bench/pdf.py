"""What the PDF reader makes of real guides whose text is known, beside other libraries.

The guides are two of the US government (CC0) that exist as PDF and, chapter by chapter, as Markdown
(`pdf-guides` of the corpora; `WIKI_CORPORA` names the folder). Words in order: the longest common
subsequence of the words of a chapter and of the PDF, as a share of the chapter's, all chapters
together. Headings: those of the chapters that the reader has as headings, word for word. Tables:
the rows of the chapters' tables whose words stand in one row of a table. Each reader runs in a
process of its own, for CPU time and memory; one that is not installed is left out.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import resource
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

CORPORA = Path(os.environ.get("WIKI_CORPORA") or Path(__file__).parents[2] / "shared" / "corpora")
GUIDES = CORPORA / "pdf-guides"
PAIRS = (("18f-derisking-guide", "2024-derisking"), ("federal-field-guide", "2020-federal"))
_HEADING = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)
_ROW = re.compile(r"^\|(?!\s*:?-)(.*)\|\s*$", re.MULTILINE)


def ours(path: Path) -> str:
    """Read with our reader."""
    from pipeline.readers.pdf import read

    return read("raw/guide.pdf", path.read_bytes()).text


def pypdfium2(path: Path) -> str:
    """Read the text as PDFium orders it."""
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path))


def pypdf(path: Path) -> str:
    """Read the text as pypdf orders it."""
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def pdf_oxide(path: Path) -> str:
    """Read the Markdown that pdf_oxide writes."""
    import pdf_oxide  # type: ignore[import-not-found, unused-ignore]

    document = pdf_oxide.PdfDocument(str(path))
    return "\n\n".join(document.to_markdown(at) for at in range(int(document.page_count())))


READERS: dict[str, Callable[[Path], str]] = {
    "ours": ours,
    "pypdfium2": pypdfium2,
    "pypdf": pypdf,
    "pdf_oxide": pdf_oxide,
}


def chapters(name: str) -> list[str]:
    """Return the chapters of a guide as Markdown without front matter, templates and notes."""
    return [
        _plain(p.read_text("utf-8"))
        for p in sorted((GUIDES / "md-ground-truth" / name).glob("*.md"))
    ]


def _plain(text: str) -> str:
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"\{[%{#:.].*?\}+|<!--.*?-->|<[^>]*>|\[\^[^\]]*\]:?", " ", text, flags=re.DOTALL)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", text))


def words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def in_order(wanted: list[str], found: Iterable[str]) -> int:
    """Return the length of the longest common subsequence.

    The method is the bit-parallel one of Hyyrö (2004).
    """
    places: dict[str, int] = {}
    for at, word in enumerate(wanted):
        places[word] = places.get(word, 0) | 1 << at
    all_bits = (1 << len(wanted)) - 1
    row = all_bits
    for word in found:
        match = row & places.get(word, 0)
        row = ((row + match) | (row - match)) & all_bits
    return len(wanted) - row.bit_count()


def _shared(pattern: re.Pattern[str], wanted: str, found: str) -> tuple[int, int]:
    """Return how many of the lines of a kind are found word for word, and how many there are."""
    lines = [
        Counter(" ".join(words(line)) for line in pattern.findall(text)) for text in (wanted, found)
    ]
    return (lines[0] & lines[1]).total(), lines[0].total()


def figures(text: str, name: str) -> tuple[str, str, str]:
    """Return the share of words in order, and headings and rows of tables, found and in all."""
    parts = chapters(name)
    found = words(text)
    lengths = [(in_order(words(part), found), len(words(part))) for part in parts]
    share = sum(a for a, _ in lengths) / sum(b for _, b in lengths)
    whole = "\n".join(parts)
    return (
        f"{share:.3f}",
        "{} of {}".format(*_shared(_HEADING, whole, text)),
        "{} of {}".format(*_shared(_ROW, whole, text)),
    )


def measure(reader: str, guide: str) -> dict[str, object]:
    """Return what a reader makes of a guide, in a process of its own."""
    command = [sys.executable, "-m", "bench.pdf", reader, str(GUIDES / "raw" / f"{guide}.pdf")]
    done = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(done))


def table() -> str:
    """Return the figures as a Markdown table, or why there are none."""
    if not GUIDES.is_dir():
        return f"Left out: there are no corpora at {CORPORA}."
    lines = [
        "| guide | reader | words in order | headings | rows of tables | CPU | memory |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for guide, truth in PAIRS:
        for reader in READERS:
            if reader != "ours" and importlib.util.find_spec(reader) is None:
                continue
            said = measure(reader, guide)
            cells = " | ".join(figures(str(said["text"]), truth))
            lines.append(
                f"| {guide} | {reader} | {cells} | {said['cpu']} s | {said['memory']} MB |"
            )
    return "\n".join(lines)


def _answer(reader: str, path: str) -> None:
    started = time.process_time()
    text = READERS[reader](Path(path))
    cpu = f"{time.process_time() - started:.2f}"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"text": text, "cpu": cpu, "memory": memory}))


if __name__ == "__main__":
    _answer(*sys.argv[1:]) if sys.argv[1:] else print(table())
