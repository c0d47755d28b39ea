"""What a librarian may link to: pages that are there, sources, and addresses of the usual kinds that a source holds."""

from __future__ import annotations

import pytest

from pipeline import rules
from pipeline.adapters.processes import gfm
from pipeline.core.findings.view import View
from tests.helpers.making import SCHEMA, page, source, wiki_of

PAGE = "wiki/concepts/kettle.md"
OTHER = "---\ntitle: Pot\ntype: concept\n---\n\nA pot.\n"
FRONT = "---\ntitle: Kettle\ntype: concept\nsources:\n- raw/k.md\n---\n"
HELD = "See https://a.example/x, ftp://b.example, obsidian://open?x, [run](javascript:alert(1)), data:text/html,x and c@d.example."


def said(text, written=True):
    made = page(f"\n{text}\n", path=PAGE, front=FRONT)
    wiki = wiki_of({PAGE: FRONT + text, "wiki/concepts/pot.md": OTHER})
    view = View(
        (made,),
        wiki,
        SCHEMA,
        {"raw/k.md": source(HELD, path="raw/k.md")}.get,
        written=written,
        render=gfm.render,
    )
    return [f.subject for f in rules.run(view, ["foreign-address"])]


@pytest.mark.parametrize(
    "text",
    [
        "[p](pot.md) and [top](#kettle), [s](../../raw/k.md?plain=1#L1), [i](../index.md)",
        "https://a.example/x. And (https://a.example/x) and ftp://b.example",
        "c@d.example and [mail](mailto:c@d.example)",
        "https://a.example/x\\_",
    ],
)
def test_pages_sources_and_addresses_of_the_source_are_fine(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("[x](nowhere.md)", "nowhere.md"),
        ("[x](httｐｓ://evil.example/c.png)", "httｐｓ://evil.example/c.png"),
        ("[x](java&Tab;script:alert)", "java\tscript:alert"),
        ("[x](javascript&#58;alert(1))", "javascript:alert(1)"),
        ("[x](data:text/html,x)", "data:text/html,x"),
        ("[x](obsidian://open?x)", "obsidian://open?x"),
        ("e&#64;evil.example", "mailto:e@evil.example"),
        ("_www.evil.example_", "www.evil.example"),
        ("[x](//evil.example)", "//evil.example"),
    ],
)
def test_whatever_else_a_link_leads_to_is_refused(text, subject):
    assert subject in said(text)


def test_of_people_only_what_runs_is_told_where_a_source_holds_it():
    assert said("[x](obsidian://open?x) and [y](nowhere.md)", written=False) == []
    assert said("[x](javascript:alert(1))", written=False) == ["javascript:alert(1)"]
