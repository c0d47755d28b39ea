"""Values as the tests of the core make them: a source, a wiki, claims, a change set; every part can be given."""

import hashlib
from dataclasses import replace
from pathlib import Path

from pipeline import rules
from pipeline.core.changes.assemble import assemble
from pipeline.core.changes.change_set import (
    ChangeSet,
    Claim,
    CreatePage,
    Extraction,
    PageEdits,
    PagePlan,
    Section,
)
from pipeline.core.findings.view import View
from pipeline.core.name_keys import slug_of
from pipeline.core.values import Quote, Source
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki

SCHEMA = Schema.parse((Path(__file__).parents[2] / "schema.md").read_text("utf-8"))
WIKILINKS = Schema(replace(SCHEMA.rules, links="wikilink"), SCHEMA.text)
DAY = "2026-04-11"


def source(text="The kettle boils at 100 degrees.", path="raw/2026-03-kettle.md", **more):
    """A source whose line i stands at line i of its file."""
    lines = tuple(range(1, text.count("\n") + 2))
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Source(path, sha, "markdown", text, more.pop("locators", lines), **more)


def wiki_of(texts):
    """The wiki of these page texts by path."""
    return Wiki([facts_of(path, text) for path, text in texts.items()], texts.__getitem__)


def page(body, path="wiki/concepts/kettle.md", front="---\ntitle: Kettle\ntype: concept\n---\n"):
    return Page.parse(path, front + body)


def extraction(of, claims, **more):
    usual = {
        "title": "About kettles",
        "author": "Ada",
        "published": "2026-03-01",
        "status": "",
        "effective": "",
    }
    return Extraction(
        of.path, of.sha256, **{**usual, "summary": "What kettles do.", **more}, claims=tuple(claims)
    )


def claim(label, text, line=1, **more):
    """A claim whose only quote is its text."""
    return Claim(label, text, (Quote(text, line, line),), **more)


def creates(
    title, claims, type_="concept", tldr="", heading="What it is", links=(), slug="", aliases=()
):
    """The edits of a new page: a TLDR with the first claim, and a section with all of them as a list."""
    slug = slug or slug_of(title)
    rows = [f"- {c.text}[^{c.id}]" for c in claims] + [f"See [[{link}]]." for link in links]
    plan = PagePlan(
        slug, title, type_, "create", tuple(c.id for c in claims), f"about {slug}", tuple(aliases)
    )
    tldr = tldr or f"{claims[0].text}[^{claims[0].id}]"
    return PageEdits(plan, (CreatePage(tldr, (Section(heading, "\n".join(rows)),)),))


def updates(slug, claims, *edits, title="Kettle", type_="concept", removes=()):
    plan = PagePlan(slug, title, type_, "update", tuple(c.id for c in claims), "new claims")
    return PageEdits(plan, tuple(edits), tuple(removes))


def change(of, claims, *pages, **more):
    """A change set whose first page is the summary of the source."""
    read = more.pop("read", None) or extraction(of, claims, author=of.author)
    usual = {"conflicts": (), "left_out": (), "dropped": (), "librarian": "extractive", "date": DAY}
    return ChangeSet(read, of, tuple(pages), **{**usual, **more})


def summary(claims, title="About kettles", slug=""):
    return creates(title, claims, SUMMARY_TYPE, heading="Key points", slug=slug)


def laid_over(texts, done):
    """The texts of a repository after a change was laid over it: pages, index, log."""
    after = {**texts, **{f.path: f.after for f in done.files}}
    return {path: text for path, text in after.items() if text is not None}


def lay_simple(of, schema=SCHEMA):
    """What a change makes of an empty wiki, and what the rules say of it."""
    done = assemble(of, wiki_of({}), "", {}, schema)
    view = View(
        done.pages,
        done.after,
        schema,
        {of.source.path: KETTLE}.get,
        wiki_of({}),
        {},
        done.files,
        frozenset(),
    )
    return laid_over({}, done), rules.run(view)


KETTLE = source("The kettle boils.\nIt holds water.", author="Ada")


def kettle_pages(type_):
    """A change about a kettle, whose page has the given type."""
    claims = (claim("kettle-1", "The kettle boils."), claim("kettle-2", "It holds water.", 2))
    return change(
        KETTLE, claims, summary(claims), creates("Kettle", claims, type_, heading="Decision")
    )
