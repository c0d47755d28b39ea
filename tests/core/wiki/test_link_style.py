"""Links as code writes them into foreign text: their words make no HTML, and what stands behind them makes no link of them."""

from __future__ import annotations

import pytest

from pipeline.adapters.processes.gfm import render
from pipeline.core.wiki.link_style import settle_links
from tests.helpers.making import wiki_of

FRONT = "---\ntitle: {}\ntype: concept\n---\n\nx\n"
WIKI = wiki_of(
    {
        "wiki/concepts/alert.md": FRONT.format("alert"),
        "wiki/concepts/list-of-int.md": FRONT.format("List<int>"),
        "wiki/concepts/load.md": FRONT.format("'50 %% load'"),
    }
)
HERE = "wiki/concepts/here.md"


@pytest.mark.parametrize("style", ["wikilink", "markdown"])
@pytest.mark.parametrize(
    "text",
    [
        "Call [[alert]](javascript:alert) now.",
        "Call [[alert]](../../schema.md) now.",
        "Call [[alert]][x] now.\n\n[x]: https://evil.example\n",
        "A [[List<int>]] and a [[list-of-int|List<script>]].",
        "At [[load|50 %% load]] it stops.",
    ],
)
def test_what_stands_around_a_link_makes_nothing_of_it(text, style):
    out, dead = settle_links(text, HERE, WIKI, style)
    assert dead == []
    shown = render(out)
    assert shown.html == ()
    assert "%%" not in out
    ours = {"alert.md", "list-of-int.md", "load.md"}
    assert {target.address for target in shown.targets} <= ours


def test_a_mark_behind_a_link_stays_one():
    out, _ = settle_links("See [[alert]][^x-1].\n\n[^x-1]: y\n", HERE, WIKI, "wikilink")
    assert "[[alert]][^x-1]" in out
    assert set(render(out).notes) == {"x-1"}


def test_an_item_that_points_at_no_page_goes_if_it_is_new_and_stays_as_words_if_it_stood_there():
    text = "- [[nowhere]]\n- [[elsewhere]]\n- [[alert]]\n"
    out, dead = settle_links(text, HERE, WIKI, "wikilink", before="Before.\n\n- [[elsewhere]]\n")
    assert out == "- elsewhere\n- [[alert]]\n"
    assert dead == ["nowhere", "elsewhere"]
