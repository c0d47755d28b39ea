"""The form that a person's editor gives to front matter is no fault: nothing is to be derived, and no rule speaks."""

import re

import pytest

from pipeline import rules
from pipeline.core.findings.view import View
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from tests.core.bookkeeping.test_derive import PAGE, compiled, derived_of
from tests.core.changes.test_assemble import KETTLE, TEAPOT
from tests.helpers.making import SCHEMA, WIKILINKS, wiki_of

TEXTS = compiled()
FRONT = Page.parse(PAGE, TEXTS[PAGE]).front


def flow(front):
    """Return front matter with its lists on one line, as some editors write them."""
    return re.sub(
        r"^(\w+):((?:\n- .+)+)",
        lambda m: f"{m[1]}: [{', '.join(m[2].split(chr(10) + '- ')[1:])}]",
        front,
        flags=re.MULTILINE,
    )


def in_order(front):
    """Return front matter with its keys in the order of the alphabet."""
    blocks = re.findall(r"^\w+:.*\n(?:- .*\n)*", front, re.MULTILINE)
    return "---\n" + "".join(sorted(blocks)) + "---\n"


FORMS = {
    "double quotes": lambda x: re.sub(r"^(\w+): ([\w-]+)$", r'\1: "\2"', x, flags=re.M),
    "single quotes": lambda x: re.sub(r"^(\w+): ([\w-]+)$", r"\1: '\2'", x, flags=re.M),
    "quoted items": lambda x: re.sub(r"^- (.+)$", r'- "\1"', x, flags=re.M),
    "indented items": lambda x: re.sub(r"^- ", "  - ", x, flags=re.M),
    "flow lists": flow,
    "quoted flow lists": lambda x: re.sub(r"([\[,] ?)([\w./-]+)", r'\1"\2"', flow(x)),
    "links in related": lambda x: re.sub(r"^- ([a-z-]+)$", r'- "[[\1]]"', x, flags=re.M),
    "bare links in related": lambda x: re.sub(r"^- ([a-z-]+)$", r"- [[\1]]", x, flags=re.M),
    "a null list": lambda x: x.replace("aliases: []", "aliases:"),
    "a null list in words": lambda x: x.replace("aliases: []", "aliases: null"),
    "no list": lambda x: x.replace("aliases: []\n", ""),
    "an empty text": lambda x: x.replace("aliases: []", 'aliases: ""'),
    "keys in order": in_order,
    "trailing spaces": lambda x: x.replace("\n", "  \n"),
    "blank lines": lambda x: x.replace("\n", "\n\n").replace("---\n\n", "---\n"),
    "spaces behind colons": lambda x: re.sub(r"^(\w+): ", r"\1:   ", x, flags=re.M),
    "keys of an editor": lambda x: x.replace("---\n", "---\ncssclasses:\n  - wide\ntags: [a, b]\n", 1),
    "a byte order mark": lambda x: f"\ufeff{x}",
    "an indent of four": lambda x: re.sub(r"^- ", "    -   ", x, flags=re.M),
}  # fmt: skip


def errors(texts, schema):
    wiki = wiki_of({path: text for path, text in texts.items() if is_page(path)})
    sources = {s.path: s for s in (KETTLE, TEAPOT)}
    view = View((wiki.page("kettle"),), wiki, schema, sources.get, None, {}, (), frozenset())
    return [(f.rule, f.message) for f in rules.run(view) if f.severity == "error"]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_an_editor_is_neither_derived_otherwise_nor_an_error(form, end):
    front = FORMS[form](FRONT)
    assert front != FRONT or form == "no list"
    text = TEXTS[PAGE].replace(FRONT, front).replace("\n", end)
    texts = {**TEXTS, PAGE: text}
    assert derived_of(texts) == {}
    assert errors(texts, SCHEMA) == errors(TEXTS, SCHEMA) == []
    assert errors(texts, WIKILINKS) == []


def test_one_text_instead_of_a_list_is_a_list_of_one():
    path = "wiki/concepts/litre.md"
    text = TEXTS[path].replace("\n- raw/2026-03-kettle.md", " raw/2026-03-kettle.md")
    text = text.replace("\n- kettle\n", " kettle\n")
    assert text.count("\n") == TEXTS[path].count("\n") - 2
    assert derived_of({**TEXTS, path: text}) == {}


@pytest.mark.parametrize("form", FORMS)
def test_what_code_changes_it_changes_in_every_form(form):
    text = TEXTS[PAGE].replace(FRONT, FORMS[form](FRONT))
    text = text.replace("- Now 4 litres.[^teapot-2] See [Litre](litre.md).\n", "")
    after = {**TEXTS, PAGE: text}
    after |= {path: x for path, x in derived_of(after).items() if x is not None}
    page = Page.parse(PAGE, after[PAGE])
    assert page.meta["sources"] in (["raw/2026-03-kettle.md"], "raw/2026-03-kettle.md")
    assert derived_of(after) == {}
