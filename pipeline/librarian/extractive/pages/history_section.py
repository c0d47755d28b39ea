"""Write the section that tells how a thing changed, as dated bullets with their source.

The newest bullet comes first.
"""

from __future__ import annotations

import re

from pipeline.core.markup.markdown import make_wiki_link
from pipeline.librarian.extractive.pages.against_wiki import ClaimVoice
from pipeline.librarian.extractive.words.page_words import SEE_ALL_BULLETS, UNDATED_WORDS, PageWords

_LINK = r"\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()]*\)"
_LINE = re.compile(
    rf"^- \*\*(?P<date>[^*]+)\*\*(?:, (?P<link>(?:{_LINK})(?: \([^()]*\))?))?: (?P<text>.*)$",
    re.DOTALL,
)


def dated_bullet(voice: ClaimVoice, source_name: str, text: str, words: PageWords) -> str:
    """Return one dated bullet, with the status of its source where that is not in force."""
    link = f", {make_wiki_link(voice.slug, source_name)}" if voice.slug else ""
    return f"- **{voice.published[:7] or words.undated}**{link}{_status_in_brackets(voice)}: {text}"


def _status_in_brackets(voice: ClaimVoice) -> str:
    status = re.sub(r"[^\w ]", "", voice.status).strip().lower()
    return "" if voice.in_force or not status else f" ({status})"


def sort_bullets(lines: list[str]) -> list[str]:
    """Sort bullets, newest first, and name a source once for several bullets of it in a row."""
    pointers = [x for x in lines if x.startswith(SEE_ALL_BULLETS)]
    others = [x for x in lines if not x.startswith(SEE_ALL_BULLETS) and not _LINE.match(x)]
    dated = _read_bullets([x for x in lines if _LINE.match(x)])
    sources = list(dict.fromkeys(link for _, link, _ in dated))
    dated.sort(key=lambda row: sources.index(row[1]))
    dated.sort(key=lambda row: "" if row[0] in UNDATED_WORDS else row[0], reverse=True)
    return [*pointers, *_write_bullets(dated), *others]


def _read_bullets(lines: list[str]) -> list[tuple[str, str, str]]:
    """Return date, source and text of each bullet.

    A bullet without a source has that of the bullet before it.
    """
    rows: list[tuple[str, str, str]] = []
    for text in lines:
        m = _LINE.match(text)
        if m:
            link = m["link"] or (rows[-1][1] if rows and rows[-1][0] == m["date"] else "")
            rows.append((m["date"], link, m["text"]))
    return rows


def _write_bullets(rows: list[tuple[str, str, str]]) -> list[str]:
    out = []
    for i, (date, link, text) in enumerate(rows):
        again = i > 0 and rows[i - 1][:2] == (date, link)
        out.append(f"- **{date}**{f', {link}' if link and not again else ''}: {text}")
    return out
