"""Give a statement for a page one shape, whether it comes from this source or from the wiki."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.core.changes.change_set import Claim, Conflict, PagePlan, Plan
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.text import shorten
from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.schema import COMPARISON_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.names.names import document_name, key_variants
from pipeline.librarian.extractive.pages.against_wiki import ClaimVoice, own_voice, voice_of
from pipeline.librarian.extractive.pages.headings import (
    DETAILS,
    HISTORY,
    NOT_IN_FORCE,
    choose_facet,
)
from pipeline.librarian.extractive.pages.linking import add_links, name_source, remove_links
from pipeline.librarian.extractive.pages.page_statements import PageStatement, strip_lead_in
from pipeline.librarian.extractive.pages.recall import statements_on
from pipeline.librarian.extractive.words.page_words import PageWords, page_words_in
from pipeline.librarian.extractive.words.tokens import name_key, tokenize

_ABSTRACT_HEADING = re.compile(
    r"^(?:simple summary|abstract|summary|overview|introduction|)$", re.IGNORECASE
)
_CODE = re.compile(r"`[^`]*`")


@dataclass(frozen=True)
class PageEntry:
    """One statement for a page, with the source that says it.

    `text` is its plain words, and `body` its Markdown with marks but without links.
    """

    text: str
    body: str
    heading: str
    importance: int
    labels: tuple[str, ...]
    voice: ClaimVoice
    source_name: str  # the source's name in a few words
    # where the wiki's language has no facets: the source's own heading, under which it goes
    section: str = ""

    def facet(self, names: frozenset[str]) -> str:
        """Return the heading under which the entry goes on the page with these name keys."""
        if not self.voice.in_force:
            return NOT_IN_FORCE
        if self.section:
            return self.section
        found = tokenize(self.text)
        start = {
            " ".join(t.key for t in found[i:j])
            for i in (0, 1)
            for j in range(i + 1, min(len(found), i + 7) + 1)
        }
        facet = choose_facet(self.text, self.heading, own=bool(start & names))
        return DETAILS if facet == HISTORY and not self.voice.published else facet


@dataclass(frozen=True)
class WritingContext:
    """Everything that writing the pages of one source needs."""

    plan: Plan
    reading: ReadSource
    wiki: Wiki
    schema: Schema
    claims: Mapping[str, Claim]
    names: Mapping[str, str]  # what may be linked, key → slug

    @property
    def words(self) -> PageWords:
        """The words that code writes on pages, in the wiki's language."""
        return page_words_in(self.schema.rules.language)

    def _section(self, heading: str, title: str) -> str:
        """Return the source's own heading, or its title; nothing in English, which has facets."""
        if self.schema.rules.language.startswith("en"):
            return ""
        return next((h for h in map(as_heading, (heading, title)) if h), self.words.points)

    @property
    def source_name(self) -> str:
        """The name by which statements call this source: "EIP-2929", or else its title."""
        return document_name(self.reading.file_label) or self.reading.summary.title

    def entries(self, page: PagePlan) -> list[PageEntry]:
        """Return the statements that are planned for a page, those of this source first."""
        found = [self.entry(i) for i in page.claims]
        return list({e.labels: e for e in found if e}.values())

    def entry(self, label: str) -> PageEntry | None:
        """Return the entry of a claim of this source or of the wiki; None for an unknown label."""
        claim = self.claims.get(label)
        return self._fresh(claim) if claim else self._known(label)

    def voice(self, label: str) -> ClaimVoice:
        """Return the voice of the source behind a label."""
        return own_voice(self.reading) if label in self.claims else voice_of(label, self.wiki)

    def _fresh(self, claim: Claim) -> PageEntry:
        body = put_marks(claim.text, claim.id)
        words = to_plain_text(claim.text)
        voice = own_voice(self.reading)
        section = self._section(claim.heading, voice.title)
        return PageEntry(
            words,
            body,
            claim.heading,
            claim.importance,
            (claim.id,),
            voice,
            self.source_name,
            section,
        )

    def _known(self, label: str) -> PageEntry | None:
        said = find_statement(self.wiki, label)
        if said is None:
            return None
        voice = voice_of(said.labels[0], self.wiki)
        source_name = document_name(base_of(said.labels[0])) or voice.title
        section = self._section("", voice.title)
        return PageEntry(
            said.text,
            remove_links(strip_lead_in(said.raw)),
            "",
            3,
            said.labels,
            voice,
            source_name,
            section,
        )

    def keys(self, page: PagePlan) -> frozenset[str]:
        """Return the keys of all names of a page."""
        known = {k for k, slug in self.names.items() if slug == page.slug} | {name_key(page.title)}
        return frozenset(known | {other for key in known for other in key_variants(key)})

    def conflicts(self, page: PagePlan) -> list[Conflict]:
        """Return the conflicts of the plan that a page must tell."""
        return [c for c in self.plan.conflicts if page.slug in c.pages]

    def link(self, entry: PageEntry, page: PagePlan, seen: set[str], alone: bool = True) -> str:
        """Return the Markdown of an entry with links to other pages, which are added to `seen`.

        `alone` means that nothing beside the entry on the page says which source speaks, so its
        words must.
        """
        voice = entry.voice
        body = entry.body
        if alone and voice.slug and voice.slug != page.slug:
            body = name_source(
                body, voice.slug, entry.source_name, bool(_ABSTRACT_HEADING.match(entry.heading))
            )
        return add_links(body, self.names, page.slug, seen)


def as_heading(text: str) -> str:
    """Return a heading of a source as one of a page, or an empty string if it cannot be one."""
    words = shorten(
        " ".join(re.sub(r"[^\w\s.,;:!?'’()&/–-]|_", " ", to_plain_text(text)).split()), 80
    ).strip(" .:")
    return "" if words.casefold() in ("tldr", "tl;dr") or not re.search(r"\w", words) else words


def put_marks(text: str, label: str) -> str:
    """Return a statement with its mark behind each of its sentences."""
    mark = f"[^{label}]"
    masked = _CODE.sub(lambda m: "x" * len(m.group()), text)
    out, at = "", 0
    for sentence in cut_into_sentences("", masked):
        words = sentence.rstrip()
        out += text[at : at + len(words)] + (mark if words else "")
        out += sentence[len(words) :]
        at += len(sentence)
    return out


def find_statement(wiki: Wiki, label: str) -> PageStatement | None:
    """Return the statement that carries a label on some page of the wiki, or None."""
    pages = sorted(
        wiki.pages_citing(label), key=lambda s: (wiki.facts[s].type == COMPARISON_TYPE, s)
    )
    found = (s for slug in pages for s in statements_on(wiki, slug) if label in s.labels)
    return next(found, None)
