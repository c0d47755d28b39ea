"""A cited statement with all that says what it is about: heading, page, and what it leans on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from pipeline.core.answers.material import Material, ShownPage, ShownStatement
from pipeline.core.bookkeeping.confidence import read_standing
from pipeline.core.search.terms import terms_of
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.librarian.extractive.answers.question import AskedName

_CELL = re.compile(r"(?:^|;\s)([^:;]{1,80}):\s([^;]*)")
_LEANS = re.compile(
    r"^(?:\W*(?:\d{4}(?:-\d\d)*)(?:,[^:]*)?:\s)?\W*"
    r"(?:But|And|Also|Then|However,|Before,|After that,|Instead,|According to it,)?\s*"
    r"(?:It|Its|They|Their|This|These|That|Those|He|She|His|Her|Them|Such|Both|The same|Here|There"
    r"|after it|before it|it|they|the last"
    r"|Er|Sie|Es|Dies\w*|Ihre?|Seine?|Dabei|Dadurch|Damit|Dort|Danach|Davor)\b"
)
_SHORT = 5  # terms of a title that says what its page is about; a longer one says more
_SUBJECT = re.compile(r"([^\W\d][^:;.]{0,59}):\s\S")
_NO_NAME = re.compile(
    r"(?:The|A|An|All|This|These|It|Its|They|Most|Many|Der|Die|Das|Ein|Eine|Alle)(?:\s[a-zäöüß][\w-]*){3}"
)
_MOST_ITEMS = 3
_PARTS = re.compile(r"[_.]")


@dataclass(frozen=True)
class Cell:
    """A cell of a table row as it is shown: what stands over it, and what it says."""

    over: str
    value: str


@dataclass(frozen=True)
class Evidence:
    """A statement that may answer.

    `plain` is its text with the titles of sources blanked, for they say nothing of its own. `names`
    are what its page is called, its label included where it is the summary of a source. `first` is
    what its page says first, `lead` the statement that it cannot be understood without, `goes_on`
    what stands after it and says the rest of its claim, or its list. `sources` are the labels of
    the sources that it cites, `dated` is the day of the newest, and `holds` says that one of them
    is in force. `place` counts the pages as they were found.
    """

    said: ShownStatement
    plain: str
    page: ShownPage
    language: str
    place: int
    names: tuple[str, ...]
    first: ShownStatement | None = None
    lead: ShownStatement | None = None
    goes_on: tuple[ShownStatement, ...] = ()
    sources: tuple[str, ...] = ()
    dated: str = ""
    holds: bool = True

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The terms of its text, in order."""
        return tuple(terms_of(self.plain, self.language))

    @cached_property
    def own_set(self) -> frozenset[str]:
        """Its terms, and the parts of identifiers among them."""
        parts = (t for term in self.own if _PARTS.search(term) for x in _PARTS.split(term)
                 for t in terms_of(x, self.language))  # fmt: skip
        return frozenset((*self.own, *parts))

    @cached_property
    def around(self) -> frozenset[str]:
        """The terms of its heading, its page's names, and what it leans on."""
        texts = [self.said.heading, self.lead.plain if self.lead else ""]
        over = [terms_of(text, self.language) for text in (*texts, *self.names)]
        short = [terms for n, terms in enumerate(over) if n < len(texts) or len(terms) <= _SHORT]
        return frozenset(term for terms in short for term in terms)

    @cached_property
    def opening(self) -> frozenset[str]:
        """The terms of what its page says first."""
        return frozenset(terms_of(self.first.plain, self.language) if self.first else ())

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of a table row; none for any other statement."""
        found = tuple(Cell(m[1].strip(), m[2].strip()) for m in _CELL.finditer(self.plain))
        return found if len(found) > 1 else ()

    @cached_property
    def subject(self) -> frozenset[str]:
        """The terms of a name that stands before a colon and its value; empty where none does."""
        found = None if self.cells else _SUBJECT.match(self.plain)
        short = found and len(found[1].split()) <= _SHORT
        return frozenset(terms_of(found[1], self.language)) if found and short else frozenset()

    @property
    def is_opening(self) -> bool:
        """Tell whether it stands above the first heading of its page."""
        return not self.said.heading

    @property
    def is_first(self) -> bool:
        """Tell whether it is what its page says first."""
        return self.said.number == 0

    @property
    def leans(self) -> bool:
        """Tell whether it begins with a word that stands for something said before."""
        return leans_on_another(self.said.plain)

    def own_place_of(self, name: AskedName) -> int:
        """Return where a name stands in its text, in characters; -1 where it does not."""
        return _place_of(name, self.plain, self.own)

    def names_it(self, name: AskedName) -> bool:
        """Tell whether the page is called so; an identifier must stand in its title.

        A name of a long title is not what the page is called.
        """
        for text in self.names[:1] if name.exact else self.names:
            terms = tuple(terms_of(text, self.language))
            if _place_of(name, text, terms) >= 0 and 2 * len(name.terms) >= len(terms):
                return True
        return False

    def is_called(self, terms: Sequence[str]) -> bool:
        """Tell whether one of the page's names is just these terms."""
        return any(tuple(terms_of(text, self.language)) == tuple(terms) for text in self.names)

    @cached_property
    def names_no_subject(self) -> bool:
        """Tell whether no name stands at its head, so that it may be about what its page is."""
        return bool(_NO_NAME.match(self.plain)) and not self.subject

    def has_in_title(self, name: AskedName) -> bool:
        """Tell whether a name is a part of what the page is called."""
        return any(
            _place_of(name, text, tuple(terms_of(text, self.language))) >= 0 for text in self.names
        )

    def holds_title(self, terms: Collection[str]) -> bool:
        """Tell whether it holds what its page is called, as far as some terms are that.

        What it leans on counts as its own.
        """
        lead = {*terms_of(self.lead.plain, self.language)} if self.lead else set()
        names = [{*terms_of(text, self.language)} for text in self.names]
        called = [name for name in names if name and name <= {*terms}]
        return not called or any(name <= self.own_set | lead for name in called)

    def is_called_by(self, terms: Collection[str]) -> bool:
        """Tell whether one of the page's names consists of some of these terms."""
        names = ({*terms_of(text, self.language)} for text in self.names)
        return any(name and name <= {*terms} for name in names)

    def stands_over(self, name: AskedName) -> bool:
        """Tell whether its heading, or what it leans on, holds a name."""
        texts = [self.said.heading, self.lead.plain if self.lead else ""]
        return any(
            _place_of(name, text, tuple(terms_of(text, self.language))) >= 0 for text in texts
        )

    def cites(self, name: AskedName) -> bool:
        """Tell whether a name is the label of a source that it cites."""
        return any(tuple(terms_of(label, self.language)) == name.terms for label in self.sources)


def gather(material: Material, language: str) -> list[Evidence]:
    """Return all cited statements of the material that say something, in its order."""
    long = sorted((s.title for s in material.sources if " " in s.title), key=len, reverse=True)
    titles = re.compile("|".join(map(re.escape, long))) if long else None
    return [
        one
        for place, page in enumerate(material.pages)
        for one in _of_page(place, page, material, titles, language)
    ]


def _of_page(
    place: int,
    page: ShownPage,
    material: Material,
    titles: re.Pattern[str] | None,
    language: str,
) -> Iterator[Evidence]:
    own = tuple(s.label for s in material.sources if s.slug == page.slug)
    names = (page.title, *page.aliases, *(own if page.type == SUMMARY_TYPE else ()))
    rows = page.statements
    for at, said in enumerate(rows):
        items = _items(rows, at)
        if not said.labels or not _says_something(said.plain):
            continue
        if said.plain.rstrip().endswith(":") and not items:
            continue
        records = material.records_of(said.labels)
        sources = tuple(r.label for r in records)
        dated = max((r.published for r in records), default="")
        holds = not records or any(
            read_standing(r.status) not in ("proposed", "withdrawn") for r in records
        )
        after = rows[at + 1] if at + 1 < len(rows) else None
        on = items or ((after,) if after and _goes_on(said, after) else ())
        first = rows[0] if rows[0].number == 0 and at else None
        plain = titles.sub(lambda m: " " * len(m[0]), said.plain) if titles else said.plain
        yield Evidence(
            said,
            plain,
            page,
            language,
            place,
            names,
            first,
            _lead(rows, at),
            on,
            sources,
            dated,
            holds,
        )


def _says_something(plain: str) -> bool:
    return len(plain.split()) > 1


def leans_on_another(text: str) -> bool:
    """Tell whether a statement begins with a word that stands for something said before."""
    return bool(_LEANS.match(text))


def _lead(rows: Sequence[ShownStatement], at: int) -> ShownStatement | None:
    """Return the statement just before, or the nearest one above that ends with a colon."""
    said = rows[at]
    for other in reversed(rows[max(0, at - 12) : at]):
        if other.heading != said.heading:
            break
        if other.plain.rstrip().endswith(":"):
            return other
    if at and leans_on_another(said.plain) and rows[at - 1].number == said.number - 1:
        return rows[at - 1]
    return None


def _items(rows: Sequence[ShownStatement], at: int) -> tuple[ShownStatement, ...]:
    """Return what stands beneath a sentence that ends with a colon."""
    said = rows[at]
    if not said.plain.rstrip().endswith(":"):
        return ()
    below = takewhile(
        lambda one: one.heading == said.heading and one.labels and not one.plain.endswith(":"),
        rows[at + 1 : at + 1 + _MOST_ITEMS],
    )
    return tuple(below)


def _goes_on(said: ShownStatement, after: ShownStatement) -> bool:
    """Tell whether the statement after one says the rest of the same claim."""
    same = after.heading == said.heading and after.number == said.number + 1
    return same and after.labels == said.labels and len(said.labels) == 1


def _place_of(name: AskedName, text: str, terms: Sequence[str]) -> int:
    if name.exact:
        found = re.search(rf"(?<![\w]){re.escape(name.text)}(?![\w]|\.\w)", text)
        return found.start() if found else -1
    size = len(name.terms)
    for at in range(len(terms) - size + 1):
        if tuple(terms[at : at + size]) == name.terms:
            return max(0, text.lower().find(name.text.split()[0].lower()))
    return -1
