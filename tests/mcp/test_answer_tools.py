"""`ask` and `context_pack`, as other programs call them."""

import pytest

from pipeline.core.errors import UserError
from pipeline.core.pricing import estimate_tokens
from pipeline.mcp.answer_call import answer_call
from tests.helpers.searching import page
from tests.helpers.serving import DAY, refusal, serve, told, wiki_of

HISTORY = page(
    "Saturn",
    "Saturn has 274 moons.[^new-1]\n\n## How it has changed\n\n"
    "- Saturn had 145 moons.[^old-1]\n- Saturn had 82 moons before that.[^old-2]\n\n"
    '[^new-1]: [new](../../raw/new.md?plain=1#L3): "274 moons"\n'
    '[^old-1]: [old](../../raw/old.md?plain=1#L3): "145 moons"\n'
    '[^old-2]: [old](../../raw/old.md?plain=1#L4): "82 moons"\n',
    kind="entity",
)


def test_an_answer_comes_with_marks_pages_and_quotes(wiki):
    said = told(wiki, "ask", question="What lies beneath the crust of Europa?")
    assert said["status"] == "answered"
    first = said["sentences"][0]
    assert first["text"] == "Beneath the crust lies an ocean of salty water."
    assert (first["labels"], first["pages"]) == (["primer-2"], ["wiki/entities/europa.md"])
    assert {q["label"]: (q["source"], q["line"], q["quote"]) for q in said["quotes"]}[
        "primer-2"
    ] == ("raw/primer.md", 4, "An ocean of salty water")
    assert (said["librarian"], said["dollars"]) == ("extractive", 0)


def test_what_the_wiki_does_not_say_is_said(wiki):
    said = told(wiki, "ask", question="Who painted the kitchen?")
    assert said["status"] == "unknown"
    assert said["sentences"] == []
    assert said["handle"] == ""


def test_an_earlier_day_can_be_asked(tmp_path):
    made = wiki_of(tmp_path / "w", {"wiki/entities/saturn.md": HISTORY})
    first = made.git("rev-parse", "HEAD").strip()
    made.add("wiki/entities/saturn.md", HISTORY.replace("274", "300"), "More moons")
    asked = {"question": "How many moons has Saturn?"}
    assert "300 moons" in answer_call(serve(made), "ask", asked).text
    then = answer_call(serve(made), "ask", {**asked, "as_of": first})
    assert "274 moons" in then.text
    assert first[:12] in then.values["notes"][0]
    assert then.values["handle"] == ""  # what was is not to be kept as what is
    assert "There is no commit" in refusal(serve(made), "ask", **asked, as_of="--help")


def test_a_question_of_no_use_is_refused(wiki):
    assert "There is no question." in refusal(wiki, "ask", question="?!")
    assert "at most 2000 characters" in refusal(wiki, "ask", question="x" * 100_000)
    assert "No page is called 'nothing'" in refusal(wiki, "ask", question="Why?", pages=["nothing"])


def test_questions_stop_when_the_day_has_cost_what_a_run_may(tmp_path):
    wiki = serve(wiki_of(tmp_path / "w"))
    wiki.add_cost(19.99)
    assert told(wiki, "ask", question="What is Jupiter?")
    wiki.add_cost(0.01)
    said = refusal(wiki, "ask", question="What is Jupiter?")
    assert "have cost $20.00 today, and schema.md has `dollars_per_run: 20`" in said
    assert told(wiki, "context_pack", question="What is Jupiter?")["current"]


def test_another_day_begins_at_nothing(tmp_path):
    wiki = serve(wiki_of(tmp_path / "w"))
    wiki.add_cost(50)
    with pytest.raises(UserError):
        wiki.refuse_if_spent(20)
    wiki.today = lambda: f"{DAY[:-2]}31"
    wiki.refuse_if_spent(20)


def test_a_pack_gives_what_holds_now_before_what_is_history(tmp_path):
    wiki = serve(wiki_of(tmp_path / "w", {"wiki/entities/saturn.md": HISTORY}))
    pack = told(wiki, "context_pack", question="How many moons has Saturn?")
    assert [row["text"] for row in pack["current"]] == ["Saturn has 274 moons.[^new-1]"]
    assert [row["text"] for row in pack["superseded"]] == [
        "Saturn had 145 moons.[^old-1]",
        "Saturn had 82 moons before that.[^old-2]",
    ]
    text = answer_call(wiki, "context_pack", {"question": "How many moons has Saturn?"}).text
    assert text.index("274") < text.index("Told as superseded") < text.index("145")


@pytest.mark.parametrize("tokens", [100, 300, 1_000, 3_000])
def test_a_pack_stays_within_its_budget(tmp_path, tokens):
    body = "\n\n".join(
        f"Kettle {n} holds {n} litres of “water”, 木星の衛星.[^k-{n}]" for n in range(400)
    )
    notes = "\n".join(
        f'[^k-{n}]: [k](../../raw/k.md?plain=1#L{n + 1}): "{n} litres"' for n in range(400)
    )
    wiki = serve(
        wiki_of(
            tmp_path / "w",
            {
                "wiki/concepts/kettle.md": page(
                    "Kettle", f"A kettle.\n\n## Sizes\n\n{body}\n\n{notes}"
                )
            },
        )
    )
    pack = told(wiki, "context_pack", question="How many litres does kettle 7 hold?", tokens=tokens)
    assert pack["tokens"] <= tokens
    assert pack["tokens"] == sum(estimate_tokens(row["text"]) for row in pack["current"])
    assert any(row["text"].startswith("Kettle 7 holds") for row in pack["current"])


def test_where_no_word_is_shared_a_pack_is_empty(wiki):
    pack = answer_call(wiki, "context_pack", {"question": "zzz qqq"})
    assert (pack.values["current"], pack.values["superseded"]) == ([], [])
    assert "The wiki holds nothing that shares a word with it." in pack.text
