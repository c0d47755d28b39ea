"""An answer as a comment on GitHub: the fact first, what is not known, the pages, the quotes.

Links are permanent, by the commit that was asked. Every word may be foreign, of a question, a page
or a model, so all of it is made inert.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline.core.answers.answer import Answer, AnswerSentence, CitedPage
from pipeline.core.github.inert import make_inert
from pipeline.core.github.places import Places
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import shorten
from pipeline.core.wiki.citations import Citation, base_of, place_in_words

_MOST_QUOTES = 3  # of one mark
_MOST_ROWS = 12  # readings, or sentences on what is not known
_LONGEST_ROW = 500
_SHORT_COMMIT = 12


def answer_as_markdown(answer: Answer, places: Places, longest_quote: int = 400) -> str:
    """Return an answer as Markdown for a comment; each quote is cut at so many characters.

    `places` knows the addresses of pages and sources at the commit that was asked.
    """
    numbers = {label: number for number, label in enumerate(answer.labels, 1)}
    parts = [
        *_sayings(answer, numbers, places),
        _readings(answer),
        _not_known(answer),
        _pages(answer, places),
        "\n".join(
            _footnote(number, answer.citations[label], places, longest_quote)
            for label, number in numbers.items()
        ),
    ]
    return "\n\n".join(part for part in parts if part)


def _sayings(answer: Answer, numbers: dict[str, int], places: Places) -> Iterator[str]:
    """Yield a paragraph for each run of sentences from one section; the first sentence is bold."""
    rows = [*zip(answer.sentences, answer.cited, strict=True)]
    leads = answer.status == "answered"
    for _, run in groupby(enumerate(rows), lambda row: _section_of(answer, *row[1])):
        yield " ".join(
            _sentence(said, pages, numbers, places, bold=leads and at == 0)
            for at, (said, pages) in run
        )


def _section_of(
    answer: Answer, said: AnswerSentence, pages: tuple[CitedPage, ...]
) -> tuple[str, str]:
    """Return the page and the heading under which a sentence's first mark stands."""
    slug = pages[0].slug if pages else ""
    for label in said.labels[:1]:
        for one in answer.material.by_label.get(label, ()):
            if one.slug == slug:
                return slug, one.heading
    return slug, ""


def _sentence(
    said: AnswerSentence,
    pages: tuple[CitedPage, ...],
    numbers: dict[str, int],
    places: Places,
    bold: bool,
) -> str:
    text = _inert(said.text)
    marks = "".join(f"[^{numbers[label]}]" for label in said.labels)
    if not marks and pages:
        marks = f" ({', '.join(_page_link(page, places) for page in pages)})"
    reckoned = f" (reckoned: {_inert(said.reckoned)})" if said.reckoned else ""
    return f"{f'**{text}**' if bold else text}{marks}{reckoned}"


def _readings(answer: Answer) -> str:
    if answer.status != "ask_back":
        return ""
    rows = "\n".join(f"- {_inert(one)}" for one in answer.ask_back[:_MOST_ROWS])
    why, what = answer.why_asked_back
    return f"**{why}.** {what} (`/ask …`):\n\n{rows}"


def _not_known(answer: Answer) -> str:
    """Return what the wiki does not say; nothing of it is cut in silence."""
    if not answer.unknown:
        return "" if answer.sentences or answer.ask_back else "**The wiki does not answer this.**"
    rows = [_inert(one) for one in answer.unknown[:_MOST_ROWS]]
    more = len(answer.unknown) - len(rows)
    rows += [f"And {more} more."] if more else []
    lead = "**The wiki does not answer this.**" if answer.status == "unknown" else "**Not known:**"
    return f"{lead} {' '.join(rows)}"


def _pages(answer: Answer, places: Places) -> str:
    """Return the line that names the pages and the commit."""
    commit = places.base
    at = f"as of [`{commit[:_SHORT_COMMIT]}`]({places.repository}/commit/{commit})"
    if answer.pages:
        return f"From {_listed([_page_link(one, places) for one in answer.pages])}, {at}."
    if answer.nearest:
        near = _listed([_page_link(one, places) for one in answer.nearest])
        return f"The nearest pages are {near}, {at}."
    return f"Asked of the wiki {at}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _page_link(page: CitedPage, places: Places) -> str:
    return f"[{_inert(page.title)}]({places.page(page.path)})"


def _footnote(number: int, citation: Citation, places: Places, longest: int) -> str:
    shown = []
    for at, quote in enumerate(citation.quotes[:_MOST_QUOTES]):
        where = place_in_words(quote, citation.unit)
        name = f"{_inert(base_of(citation.label))}, {where}" if at == 0 else where
        address = places.source(citation.source, quote, citation.unit)
        shown.append(f"[{name}]({address}): “{_inert(shorten(quote.text, longest))}”")
    more = len(citation.quotes) - len(shown)
    shown += [f"and {more} more of this claim"] if more else []
    return f"[^{number}]: {'; '.join(shown)}"


def _inert(text: str) -> str:
    return make_inert(shorten(strip_hidden(text), _LONGEST_ROW * 2))
