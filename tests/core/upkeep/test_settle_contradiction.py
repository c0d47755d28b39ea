from dataclasses import replace

import pytest

from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.claims.judgement import Pair, Statement, Verdict
from pipeline.core.errors import UserError
from pipeline.core.upkeep.settle_contradiction import settle_pair, suggest_edit
from tests.helpers.making import SCHEMA, wiki_of


def record(base, published):
    return (
        f"---\ntitle: Report {base}\ntype: source-summary\nsource: raw/{base}.md\nlabel: {base}\npublished: {published}\n---\n\n"
        "It is a report.\n"
    )


def page(title, body, notes):
    rows = "".join(
        f'[^{x}]: [{x[0]}](../../raw/{x[0]}.md?plain=1#L{x[-1]}): "{q}"\n' for x, q in notes.items()
    )
    return f"---\ntitle: {title}\ntype: concept\n---\n\n{body}\n\n{rows}"


def made(one, other=""):
    notes = {"k-1": "boils a litre in 150 seconds", "j-1": "boils a litre in 120 seconds"}
    texts = {
        "wiki/sources/k.md": record("k", "2026-03-01"),
        "wiki/sources/j.md": record("j", "2026-04-01"),
        "wiki/concepts/kettle.md": page(
            "Kettle", one, {x: q for x, q in notes.items() if x in one}
        ),
    }
    if other:
        texts["wiki/concepts/speed.md"] = page(
            "Speed", other, {x: q for x, q in notes.items() if x in other}
        )
    wiki = wiki_of(texts)
    found = collect_statements(wiki, SCHEMA)
    old = next(s for s in found if s.labels == ("k-1",))
    new = next(s for s in found if s.labels == ("j-1",))
    return wiki, Pair(old, new)


NEW = Verdict("supersedes", "b", "2026-04-01")


def edited(
    wiki,
    pair,
    choice="suggested",
    scope="",
    verdict=NEW,
    language="en",
    path="wiki/concepts/kettle.md",
):
    text = settle_pair(pair, verdict, choice, scope, wiki, language).texts[path]
    return text.split("---\n\n", 1)[1].split("\n\n[^", 1)[0]


def test_on_the_page_that_says_both_the_old_side_is_only_dated():
    wiki, pair = made(
        "Fast.\n\n## Speed\n\nIt boils a litre in 150 seconds.[^k-1] It boils a litre in 120 seconds.[^j-1]"
    )
    assert edited(wiki, pair) == (
        "Fast.\n\n## Speed\n\nUntil 2026-04-01, “Report k” (2026-03-01) gave: It boils a litre in 150 seconds.[^k-1] "
        "It boils a litre in 120 seconds.[^j-1]"
    )
    assert "-It boils a litre in 150" in suggest_edit(pair, NEW, wiki)


def test_on_another_page_the_current_side_comes_first_with_its_mark():
    wiki, pair = made(
        "- boils a litre in 150 seconds[^k-1]\n- other", "It boils a litre in 120 seconds.[^j-1]"
    )
    assert edited(wiki, pair, verdict=Verdict("supersedes", "b")) == (
        "- Speed: It boils a litre in 120 seconds.[^j-1] Earlier, “Report k” (2026-03-01) gave: boils a litre in 150 seconds[^k-1]\n- other"
    )


def test_a_side_that_names_its_source_is_not_given_to_it_once_more():
    body = "[[k|Report k]]: It boils a litre in 150 seconds.[^k-1] It boils a litre in 120 seconds.[^j-1]"
    assert edited(*made(body)).endswith(
        " Until 2026-04-01, [[k|Report k]]: It boils a litre in 150 seconds.[^k-1]"
    )


def test_a_row_of_a_table_keeps_its_form():
    table = "| model | seconds |\n| --- | --- |\n| K | 150[^k-1] |\n| L | 9 |"
    wiki, pair = made(table, "It boils a litre in 120 seconds.[^j-1]")
    assert edited(wiki, pair) == (
        "| model | seconds |\n| --- | --- |\n| K | until 2026-04-01: 150[^k-1] |\n| L | 9 |\n\n"
        "Speed: It boils a litre in 120 seconds.[^j-1]"
    )


def test_another_language_gets_dates_and_no_words():
    wiki, pair = made("Er kocht in 150 Sekunden.[^k-1] Er kocht in 120 Sekunden.[^j-1]")
    assert edited(wiki, pair, language="de") == (
        "Er kocht in 120 Sekunden.[^j-1] (2026-03-01 → 2026-04-01) Er kocht in 150 Sekunden.[^k-1]"
    )


def test_a_person_says_which_holds_or_for_what_each_does():
    wiki, pair = made("Slow in 150 seconds.[^k-1] Fast in 120 seconds.[^j-1]")
    assert edited(wiki, pair, "a").endswith(
        "“Report j” (2026-04-01) had it otherwise: Fast in 120 seconds.[^j-1]"
    )
    both = edited(wiki, pair, "both", "A: by gas; B: by <b>wire</b> [[x]]")
    assert both == "Slow in 150 seconds (by gas).[^k-1] Fast in 120 seconds (by wire x).[^j-1]"
    assert edited(wiki, pair, "both", "each in its year").count("(each in its year)") == 2


def test_what_comes_from_a_judge_is_harmless():
    wiki, pair = made("Slow in 150 seconds.[^k-1] Fast in 120 seconds.[^j-1]")
    text = edited(wiki, pair, verdict=Verdict("supersedes", "b", "<img src=x> [a](https://b)"))
    assert "<img" not in text.replace("\\<img", "")
    assert "](https" not in text


def test_what_code_cannot_put_right_is_refused():
    wiki, pair = made("Slow in 150 seconds.[^k-1] Fast in 120 seconds.[^j-1]")
    own = Statement("", "raw/k.md", "", "said", ("k-1",), (), ("raw/k.md",))
    for broken, verdict, choice in (
        (pair, Verdict("contradicts"), "suggested"),
        (Pair(pair.a, own), NEW, "a"),
        (
            Pair(
                pair.a,
                Statement(
                    **{**vars(pair.b), "raw": "Gone."} if hasattr(pair.b, "__dict__") else {}
                ),
            ),
            NEW,
            "a",
        ),
        (pair, NEW, "both"),
    ):
        with pytest.raises(UserError):
            settle_pair(broken, verdict, choice, "", wiki)
    assert suggest_edit(pair, Verdict("contradicts"), wiki) == ""


def test_a_side_that_is_history_already_is_not_told_twice():
    wiki, pair = made("Slow in 150 seconds.[^k-1] Fast in 120 seconds.[^j-1]")
    once = settle_pair(pair, NEW, "suggested", "", wiki).texts
    wiki = wiki_of({f.path: once.get(f.path, wiki.text(s)) for s, f in wiki.facts.items()})
    found = collect_statements(wiki, SCHEMA)
    again = Pair(*(next(s for s in found if s.labels == (x,)) for x in ("k-1", "j-1")))
    with pytest.raises(UserError):
        settle_pair(again, NEW, "suggested", "", wiki)


def test_a_page_opens_with_what_holds_now_and_says_the_rest_after_it():
    wiki, pair = made(
        "It boils a litre in 150 seconds.[^k-1] It is red.\n\n## More\n\n- It boils it in 120 seconds.[^j-1]"
    )
    assert edited(wiki, pair).startswith(
        "Kettle: It boils it in 120 seconds.[^j-1] Until 2026-04-01, “Report k”"
    )
    wiki, pair = made("In 150 seconds.[^k-1] In 120 seconds.[^j-1]")
    assert edited(wiki, pair) == (
        "In 120 seconds.[^j-1] Until 2026-04-01, “Report k” (2026-03-01) gave: In 150 seconds.[^k-1]"
    )


def test_an_item_keeps_the_words_that_head_it():
    wiki, pair = made("Fast.\n\n- **Speed**: boils in 150 seconds.[^k-1]", "In 120 seconds.[^j-1]")
    assert edited(wiki, pair).endswith(
        "- **Speed**: In 120 seconds.[^j-1] Until 2026-04-01, “Report k” (2026-03-01) gave: boils in 150 seconds.[^k-1]"
    )


def test_since_when_the_other_side_holds_is_not_said_of_the_side_that_a_person_keeps():
    wiki, pair = made(
        "Slow in 150 seconds.[^k-1]", "| Model | Time |\n| --- | --- |\n| K | 120 seconds[^j-1] |"
    )
    kept = settle_pair(pair, NEW, "a", "", wiki)
    assert "2026-04-01" not in kept.why
    assert "| K | no longer held: 120 seconds[^j-1] |" in kept.texts["wiki/concepts/speed.md"]


def test_of_several_sources_the_first_is_named_with_its_own_date():
    wiki, pair = made("It boils in 150 seconds.[^k-1] It boils in 120 seconds.[^j-1]")
    both = replace(
        pair.a, sources=("raw/x.md", "raw/j.md", "raw/k.md"), published=("", "2026-04-01", "2025")
    )
    assert "Until 2026-05, “Report k” (2025) gave: It boils in 150 seconds.[^k-1]" in edited(
        wiki, Pair(both, pair.b), verdict=Verdict("supersedes", "b", "2026-05")
    )
