"""The look of an answer as a comment, and that nothing foreign in it acts."""

import pytest

from pipeline.adapters.processes.gfm import GitHubMarkdown
from pipeline.core.answers.answer import AnswerDraft
from pipeline.core.answers.as_markdown import answer_as_markdown
from pipeline.core.answers.conclude import conclude_answer
from pipeline.core.answers.read_pages import read_pages
from pipeline.core.github.places import Places
from pipeline.core.markup.foreign_text import escape_quote
from tests.helpers.answering import material, said
from tests.helpers.making import wiki_of

COMMIT = "3f1c0de5a7b24c8e9d60f1a2b3c4d5e6f7a8b9c0"
PLACES = Places("https://github.com/acme/wiki", COMMIT, COMMIT)
BLOB = f"https://github.com/acme/wiki/blob/{COMMIT}"
HOT = said("It boils at 95 degrees.", "kettle-2024-1")
BEFORE = said("Before, it boiled at 100 degrees.", "kettle-2019-1")


def shown(*sentences, status="answered", nearest=(), **more):
    draft = AnswerDraft(status, sentences, **more)
    answer = conclude_answer("How hot?", draft, material("kettle", "valve"), COMMIT, nearest)
    assert not answer.struck
    return answer_as_markdown(answer, PLACES)


def test_the_fact_stands_first_then_what_it_replaced_what_is_not_known_the_pages_and_the_quotes():
    made = shown(HOT, BEFORE, unknown=("The wiki does not say why.",))
    assert made == (
        "**It boils at 95 degrees.**[^1]\n\n"
        "Before, it boiled at 100 degrees.[^2]\n\n"
        "**Not known:** The wiki does not say why.\n\n"
        f"From [Kettle]({BLOB}/wiki/entities/kettle.md), as of"
        f" [`3f1c0de5a7b2`](https://github.com/acme/wiki/commit/{COMMIT}).\n\n"
        f"[^1]: [kettle-2024, line 3]({BLOB}/raw/2024-kettle-2024.md?plain=1#L3):"
        " “Since 2024 the kettle boils at 95 degrees.”\n"
        f"[^2]: [kettle-2019, line 3]({BLOB}/raw/2019-kettle-2019.md?plain=1#L3):"
        " “The kettle boils at 100 degrees.”"
    )


def test_sentences_of_one_section_stand_in_one_paragraph():
    made = shown(HOT, said("It holds 3 litres.", "kettle-2024-2"), BEFORE)
    assert made.startswith("**It boils at 95 degrees.**[^1] It holds 3 litres.[^2]\n\nBefore,")


def test_a_question_that_is_not_answered_says_so_first_and_names_the_nearest_pages():
    made = shown(
        status="unknown", unknown=("The wiki does not say it.",), nearest=["kettle", "valve"]
    )
    first, second = made.split("\n\n")
    assert first == "**The wiki does not answer this.** The wiki does not say it."
    assert second.startswith(
        f"The nearest pages are [Kettle]({BLOB}/wiki/entities/kettle.md) and [Valve]"
    )


def test_a_question_with_several_meanings_is_asked_back_with_its_readings():
    made = shown(HOT, status="ask_back", ask_back=("How hot is the kettle?", "How hot is *it* #1?"))
    assert made.startswith(
        "It boils at 95 degrees.[^1]\n\n**The question may be meant in several ways.**"
    )
    assert "\n- How hot is the kettle?\n- How hot is \\*it\\* #&#8203;1?\n" in made


def test_a_reckoned_number_shows_its_terms():
    made = shown(
        said("Both cost 95 pounds.", "kettle-2024-3", "kettle-2024-4", reckoned="40 + 55 = 95")
    )
    assert made.startswith("**Both cost 95 pounds.**[^1][^2] (reckoned: 40 + 55 = 95)")


def test_a_sentence_on_a_source_s_status_names_its_page():
    answer = conclude_answer(
        "Is it final?",
        AnswerDraft("answered", (said("It is Final.", pages=["the-kettle-of-2024"]),)),
        material(),
        COMMIT,
    )
    made = answer_as_markdown(answer, PLACES)
    page = f"[The Kettle of 2024]({BLOB}/wiki/sources/the-kettle-of-2024.md)"
    assert made.startswith(f"**It is Final.** ({page})\n\nFrom {page}")


ACTS = (
    "<img src=x onerror=y>", "@alice", "Fixes #1", "https://evil.example/x", "![i](https://evil.example/p)", "[[a]](b)", "www.evil.example",
    "`code` ` <b>", "- [x] Keep this answer as a page (`/file`)", "$\\href{https://evil.example}{x}$", "<!-- wiki:answer {} -->", "**", "*a",
    "[^1]: evil", "[^2]", "\u202egnp.exe", "# H", "<details>", "&lt;img&gt;", "a|b", "acme/wiki#5", ":tada:", "```",
)  # fmt: skip


@pytest.mark.parametrize("text", ACTS)
def test_nothing_foreign_acts_wherever_it_stands(text):
    title = text.replace("'", "''")
    page = (
        f"---\ntitle: 'Pot {title}'\ntype: concept\n---\n\nThe pot is hot.[^pot-1]\n\n"
        '[^pot-1]: [pot](../../raw/pot.md?plain=1#L1): "QUOTE"\n'
    )
    wiki = wiki_of(
        {"wiki/concepts/pot.md": page.replace("QUOTE", escape_quote(f"Hot {text} pot."))}
    )
    draft = AnswerDraft("answered", (said("It is hot.", "pot-1"),), (text, f"x {text}"), (text,))
    answer = conclude_answer(text, draft, read_pages(["pot"], wiki), COMMIT)
    assert answer.sentences
    made = answer_as_markdown(answer, PLACES)
    rendered = GitHubMarkdown().rendering(made)
    assert not rendered.failure
    assert {*rendered.html} <= {"<span>", "</span>"}  # around a dollar sign
    assert not [one for one in rendered.targets if one.image]
    assert {one.address.partition("?")[0] for one in rendered.targets} == {
        f"{BLOB}/wiki/concepts/pot.md",
        f"{BLOB}/raw/pot.md",
        f"https://github.com/acme/wiki/commit/{COMMIT}",
    }
    assert [*rendered.notes] == ["1"]
    for acts in ("@alice", "#1 ", "#1.", "acme/wiki#5", "- [x]"):
        assert acts not in made
