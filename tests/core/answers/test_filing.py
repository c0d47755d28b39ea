"""The page that keeps an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.core.answers.answer import AnswerDraft
from pipeline.core.answers.conclude import conclude_answer
from pipeline.core.answers.filed_answer import read_filed_answer
from pipeline.core.answers.filing import file_answer, find_filed_page
from pipeline.core.answers.page_words import digest_statements
from pipeline.core.answers.read_pages import read_page
from pipeline.core.errors import UserError
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from tests.helpers.answering import TEXTS, kettle_wiki, material, said
from tests.helpers.making import SCHEMA, WIKILINKS, wiki_of

QUESTION = "How hot does the kettle get?"
PATH = "wiki/answers/how-hot-does-the-kettle-get.md"
HOT = (
    said("It boils at 95 degrees.", "kettle-2024-1"),
    said("Before, it boiled at 100 degrees.", "kettle-2019-1"),
)


def answer(*sentences, question=QUESTION, **more):
    draft = AnswerDraft(more.pop("status", "answered"), sentences or HOT, **more)
    return conclude_answer(question, draft, material(), "c0")


def filed(given=None, wiki=None, schema=SCHEMA, **more):
    given, wiki = given or answer(), wiki or kettle_wiki()
    pages = {page.slug: material().page_by_slug[page.slug] for page in given.pages}
    return file_answer(given, wiki, schema, pages, **more)


def test_the_page_carries_the_marks_and_quotes_that_the_answer_rests_on():
    page = Page.parse(
        PATH, filed(answer(*HOT, unknown=("The wiki does not say why.",))).texts[PATH]
    )
    assert page.meta["title"] == QUESTION
    assert page.meta["type"] == "answer"
    kettle = material("kettle").pages[0]
    labels = ["kettle-2024-1", "kettle-2019-1"]
    assert page.meta["rests_on"] == [f"kettle@{digest_statements(kettle, labels)}"]
    assert page.body.strip() == (
        "It boils at 95 degrees.[^kettle-2024-1] Before, it boiled at 100 degrees.[^kettle-2019-1]\n\n"
        "## Not known\n\n- The wiki does not say why.\n\n## Answered from\n\n- [Kettle](../entities/kettle.md)"
    )
    assert '"Since 2024 the kettle boils at 95 degrees."' in page.definitions["kettle-2024-1"]


def test_the_page_with_most_of_it_gets_a_line_that_leads_to_it():
    texts = filed().texts
    assert (
        "\n## Questions\n\n- [How hot does the kettle get?](../answers/how-hot-does-the-kettle-get.md)"
        in texts["wiki/entities/kettle.md"]
    )
    wiki = wiki_of({**TEXTS, "wiki/entities/kettle.md": texts["wiki/entities/kettle.md"]})
    again = filed(answer(question="How hot is it?"), wiki).texts["wiki/entities/kettle.md"]
    assert again.count("## Questions") == 1
    assert again.count("](../answers/how-hot") == 2


def test_in_the_wikilink_style_links_are_in_double_brackets():
    texts = filed(schema=WIKILINKS).texts
    assert "- [[kettle|Kettle]]" in texts[PATH]
    assert "- [[how-hot-does-the-kettle-get|" in texts["wiki/entities/kettle.md"]


def test_foreign_text_takes_no_effect_on_the_page():
    nasty = said(
        "# It [x](javascript:alert(1)) <script> holds ![i](//e.org/x) 3 litres", "kettle-2024-2"
    )
    given = answer(nasty)
    assert (
        given.status == "unknown"
    )  # closure strikes it; what passes is made harmless all the same
    plain = filed(answer(said("- It | holds 3 litres {{x}}", "kettle-2024-2"))).texts[PATH]
    assert "\n\\- It \\| holds 3 litres" in plain


def test_a_question_is_known_again_by_its_words_and_its_page_answers():
    wiki = wiki_of({**TEXTS, PATH: filed().texts[PATH]})
    for asked in (QUESTION, "how hot does the kettle get", " How  hot does the Kettle get ?"):
        assert find_filed_page(asked, wiki) == "how-hot-does-the-kettle-get"
    assert find_filed_page("How hot?", wiki) is None
    kept = read_filed_answer(QUESTION, wiki, "c1")
    assert kept.filed == "how-hot-does-the-kettle-get"
    assert [one.labels for one in kept.sentences] == [("kettle-2024-1",), ("kettle-2019-1",)]
    assert read_filed_answer("How cold?", wiki, "c1") is None


def test_the_same_question_is_answered_anew_on_its_page_and_what_goes_is_named():
    wiki = wiki_of({**TEXTS, PATH: filed().texts[PATH]})
    made = filed(answer(HOT[0], question=QUESTION.lower()), wiki)
    assert list(made.texts) == [PATH]
    assert f"title: {QUESTION}" in made.texts[PATH]
    assert next(r.what for r in made.removed) == (
        "the citation [^kettle-2019-1] on how-hot-does-the-kettle-get"
    )


def test_a_comparison_has_its_section():
    page = filed(page_type="comparison").texts["wiki/comparisons/how-hot-does-the-kettle-get.md"]
    assert "\n## Side by side\n\n- It boils at 95 degrees.[^kettle-2024-1]\n- Before," in page


def test_what_is_not_known_is_no_page():
    with pytest.raises(UserError, match="no answer to keep"):
        filed(answer(status="unknown", unknown=("The wiki does not say it.",)))
    bare = replace(SCHEMA.rules, types=tuple(t for t in SCHEMA.rules.types if t.name != "answer"))
    with pytest.raises(UserError, match="no page type `answer`"):
        filed(schema=Schema(bare, ""))


def test_a_digest_changes_with_the_statements_beneath_and_with_nothing_else():
    kettle = material("kettle").pages[0]
    texts = {
        **TEXTS,
        "wiki/entities/kettle.md": TEXTS["wiki/entities/kettle.md"].replace("95", "90"),
    }
    other = wiki_of(texts)
    now = read_page(other.page("kettle"), other)[0]
    assert digest_statements(now, ["kettle-2024-1"]) != digest_statements(kettle, ["kettle-2024-1"])
    assert digest_statements(now, ["kettle-2024-3"]) == digest_statements(kettle, ["kettle-2024-3"])
    assert digest_statements(now, ["nowhere-1"]) == ""
