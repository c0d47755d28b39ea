"""Write a deck as Marp Markdown: slides between rules, quotes and places in the speaker's notes.

Every word is escaped as on a page of the wiki, and notes are comments whose end no quote can hold.
A comment that reads as settings would be taken for Marp's directives, so each begins with a
sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.core.answers.page_words import write_prose
from pipeline.core.markup import frontmatter
from pipeline.core.reports.blocks import Run, Runs, SpanRun, TextRun, plain_text
from pipeline.core.reports.output_page import OutputPage
from pipeline.core.text import shorten
from pipeline.core.wiki.citations import Citation, base_of, place_in_words
from pipeline.outputs.slides.deck import Slide

LONGEST_QUOTE = 400
# headings stand at one height on all slides but the first
_STYLE = 'section:not([data-marpit-pagination="1"]) { align-content: start }'
_MOST_QUOTES = 3  # of one claim


def deck_as_marp(page: OutputPage, slides: Sequence[Slide], files: Mapping[str, str]) -> str:
    """Return the deck as Markdown; `files` are the names of its pictures beside it."""
    front = frontmatter.dump(
        {
            "marp": True,
            "lang": page.language,
            "paginate": True,
            "style": _STYLE,
            "title": page.title,
        }
    )
    names = ", ".join(source.title for source in page.sources[:6])
    more = len(page.sources) - 6
    sources = f"Sources: {names}" + (f" and {more} more" if more > 0 else "")
    first = f"# {write_prose(page.title)}\n\n{write_prose(sources) if names else ''}".rstrip()
    parts = [first, *(_slide(slide, page, files) for slide in slides)]
    return f"{front}\n" + "\n\n---\n\n".join(parts) + "\n"


def _slide(slide: Slide, page: OutputPage, files: Mapping[str, str]) -> str:
    rows = [f"## {write_prose(slide.heading)}", *_shown(slide, page, files)]
    notes = [*quotes_of(slide.labels, page.citations)]
    if notes:
        said = "\n".join(f"- {_in_comment(note)}" for note in notes)
        rows.append(f"<!--\nWhat this slide rests on.\n\n{said}\n-->")
    return "\n\n".join(rows)


def _shown(slide: Slide, page: OutputPage, files: Mapping[str, str]) -> Iterator[str]:
    if slide.picture:
        spec = page.charts[slide.picture.name]
        yield f"![h:{slide.height} {write_prose(spec.title)}]({files[slide.picture.name]})"
    if slide.table:
        rows = [slide.table.head, *slide.table.rows]
        lines = [f"| {' | '.join(map(_written, row))} |" for row in rows]
        lines.insert(1, f"| {' | '.join(['---'] * len(slide.table.head))} |")
        yield "\n".join(lines)
    if slide.points:
        yield "\n".join(f"- {_written(point)}" for point in slide.points)


def _written(runs: Runs | Sequence[TextRun]) -> str:
    parts = []
    for run in runs:
        match run:
            case Run(code=True) if "`" not in run.text:
                parts.append(f"`{' '.join(run.text.split()).replace('|', ' ')}`")
            case Run():
                parts.append(_plain(run.text))
            case SpanRun():
                parts.append(_plain(plain_text(run.runs)))
    return "".join(parts).strip()


def _plain(text: str) -> str:
    """Return a foreign text escaped, with the blanks at its ends, which part it from its like."""
    inner = write_prose(text).replace("*", "\\*")
    return f"{' ' if text[:1] == ' ' else ''}{inner}{' ' if text[-1:] == ' ' and inner else ''}"


def quotes_of(labels: Sequence[str], citations: Mapping[str, Citation]) -> Iterator[str]:
    """Yield what the marks rest on, each quote once: its source, and its place in the raw file."""
    seen: set[str] = set()
    for label in labels:
        citation = citations.get(label)
        for quote in citation.quotes[:_MOST_QUOTES] if citation else ():
            assert citation is not None
            place = f"{citation.source}, {place_in_words(quote, citation.unit)}"
            said = f"{base_of(label)}: “{shorten(quote.text, LONGEST_QUOTE)}” ({place})"
            if said not in seen:
                seen.add(said)
                yield said


def _in_comment(text: str) -> str:
    plain = " ".join(text.split())
    return plain.replace("<", "‹").replace(">", "›").replace("--", "–")
