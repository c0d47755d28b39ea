"""What retractions leave of a wiki that a model wrote: read in full, and held word by word.

`retractions/wiki/` holds 37 pages on the gas costs of Ethereum, compiled by a model from six
Ethereum Improvement Proposals (EIPs, CC0). A folder for each of three sources holds every page that
its retraction changes, as it becomes, and the text for the reviewer.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.language.measures import measures
from pipeline.core.markup import foreign_text, markdown
from pipeline.core.upkeep.passages import split_passages
from pipeline.core.upkeep.pull_request import write_upkeep_body
from pipeline.core.upkeep.replace_source import replace_source
from pipeline.core.upkeep.retract import retract_source
from pipeline.core.wiki.page import Page
from pipeline.rules import leftover
from tests.helpers.making import SCHEMA, source, wiki_of

HERE = Path(__file__).with_name("retractions")
TEXTS = {
    file.relative_to(HERE).as_posix(): file.read_text("utf-8")
    for file in sorted(HERE.glob("wiki/*/*.md"))
}
WIKI = wiki_of(TEXTS)
SOURCES = sorted(WIKI.records)
KEPT = ("eip-1884", "eip-2929", "eip-6780")


@cache
def retracted(path):
    """Return a retraction, and every page of the wiki after it: no test changes either."""
    made = retract_source(path, True, WIKI, SCHEMA)
    return made, after(made)


def after(made):
    """Every page of the wiki after an upkeep, with its bookkeeping."""
    texts = TEXTS | {k: v for k, v in made.texts.items() if k.startswith("wiki/")}
    wiki = wiki_of({path: text for path, text in texts.items() if text is not None})
    new = derive(wiki, SCHEMA, recorded_voices(wiki), {}, before=(WIKI,))
    left = {f.path: new.get(f.path) or wiki.text(slug) for slug, f in wiki.facts.items()}
    return {path: Page.parse(path, text) for path, text in left.items()}


def passages(page):
    for text in (page.lead, *(part.text for part in page.parts)):
        yield from (p for p in split_passages(text) if p.block.states)


@pytest.mark.parametrize("name", KEPT)
def test_the_pages_that_are_left_are_those_that_were_read(golden, name):
    made, pages = retracted(f"raw/{name}.md")
    files = {
        f"{name}/{path.removeprefix('wiki/')}": page.render()
        for path, page in pages.items()
        if page.body != Page.parse(path, TEXTS[path]).body
    }
    golden(HERE, {**files, f"{name}/proposal.md": write_upkeep_body(made, (), (), None)})


@cache
def said_before():
    """Return the statements of the wiki as it was, and all its quotes."""
    pages = [WIKI.page(slug) for slug in WIKI.facts]
    cited = [c for page in pages for x in page.labels if (c := WIKI.citation(x))]
    return {p.text for page in pages for p in passages(page)}, {
        q.text for c in cited for q in c.quotes
    }


@pytest.mark.parametrize("path", SOURCES)
def test_of_a_source_that_goes_nothing_is_left_and_all_others_say_what_they_said(path):
    made, pages = retracted(path)
    gone = {
        label
        for slug in WIKI.facts
        for label in WIKI.page(slug).labels
        if WIKI.citation(label) and WIKI.citation(label).source == path
    }
    named = " ".join(
        markdown.to_plain_text(x) for x in (*(r.what for r in made.removed), *made.needs)
    )
    before, quotes = said_before()
    for page in pages.values():
        assert gone.isdisjoint(page.labels)
        assert gone.isdisjoint(page.definitions)
        for p in passages(page):
            if p.text in before:
                continue
            words = markdown.to_plain_text(p.text)
            assert re.match(r"[\W_]*[A-Z0-9]|[a-z][^.]+\.", words) or p.block.kind == "row"
            assert p.text.count("`") % 2 == 0
            assert p.text.count("**") % 2 == 0
            assert is_told(p.text, words, before, quotes, named), p.text


def quoted(quote):
    return markdown.to_plain_text(foreign_text.make_harmless(quote.rstrip(" ,;:")))


def is_told(text, words, before, quotes, named):
    """Tell whether a changed statement is an earlier one with less in it, or the words of a source."""
    if ": “" in words:
        return any(quoted(q) in words for q in quotes)
    if text.startswith("|"):
        return True
    plain = re.sub(r"\W+", " ", words).strip().lower()
    for old in before:
        was = re.sub(r"\W+", " ", markdown.to_plain_text(old)).strip().lower()
        if plain in was or was.replace(" it ", " ") in plain:
            return True
        tokens = iter(was.split())
        if all(token in tokens for token in plain.split()):
            return True
    return words.split(" ", 1)[-1] in named or words[-30:] in named


@pytest.mark.parametrize("path", SOURCES)
def test_no_value_that_only_the_source_gave_stands_under_another_mark_or_none(path):
    _, pages = retracted(path)
    for page_path, page in pages.items():
        old = Page.parse(page_path, TEXTS[page_path])
        unchanged = {p.text for p in passages(old)}
        for p in passages(page):
            if p.text in unchanged or not p.labels:
                continue
            stay = [m for x in p.labels for q in page_quotes(x) for m in measures(q)]
            lost = [m for x in old.labels if x not in page.labels for q in page_quotes(x) for m in measures(q)]  # fmt: skip
            for value in measures(markdown.to_plain_text(p.text)):
                if any(map(value.agrees_with, lost)):
                    assert any(map(value.agrees_with, stay)), (p.text, value.text)


def page_quotes(label):
    cited = WIKI.citation(label)
    return [q.text for q in cited.quotes] if cited else []


@pytest.mark.parametrize("path", SOURCES)
def test_the_lint_finds_no_leftover_that_the_proposal_does_not_name(path):
    made, pages = retracted(path)
    told = " ".join(made.needs)
    for page in pages.values():
        for words, what in leftover._leftovers(page):
            assert markdown.to_plain_text(words)[:60] in told, (page.path, words, what)


def test_after_a_corrected_number_the_old_one_stands_nowhere():
    quotes = {
        q.text: None
        for slug in WIKI.facts
        for x in WIKI.page(slug).labels
        if (c := WIKI.citation(x)) and c.source == "raw/eip-1884.md"
        for q in c.quotes
    }
    corrected = source(
        "\n\n".join(quotes).replace("from `200` to `800` gas", "from `200` to `900` gas"),
        "raw/eip-1884-corrected.md",
    )
    made = replace_source("raw/eip-1884.md", corrected, True, WIKI, SCHEMA)
    for path in ("wiki/entities/sload.md", "wiki/concepts/opcode-gas-cost.md"):
        page = Page.parse(path, made.texts[path])
        said = [p for p in passages(page) if re.search(r"\b800\b", p.text)]
        assert all(p.labels == ("eip-2929-29",) for p in said), "that source says 800 itself"
