"""The text of a pull request: for one source and for several, with links and without, and never too long."""

import hashlib
import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.core.changes import proposal_naming
from pipeline.core.changes.assemble import assemble
from pipeline.core.changes.change_set import (
    AppendToSection,
    Claim,
    Comparison,
    Conflict,
    Dropped,
    LeftOut,
    ReplaceSection,
    ReviseTldr,
)
from pipeline.core.changes.losses import names_label
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request import (
    LONGEST_BODY,
    fit_one_marker,
    proposal_marker,
    write_proposal_body,
)
from pipeline.core.github import state
from pipeline.core.github.places import Places
from pipeline.core.model_call import StepCost, Usage
from pipeline.core.support.item import Doubt
from pipeline.core.values import Finding, Quote, Removal
from tests.core.github.test_inert import NASTY, acting
from tests.helpers.making import SCHEMA, change, claim, creates, source, summary, updates, wiki_of
from tests.helpers.share import few

PLACES = Places("https://github.com/acme/wiki", "0123456789abcdef0123456789abcdef01234567", "wiki/compile/x-1", "42", "result-ab")  # fmt: skip


def laid(one, before):
    return Part(one, assemble(one, before, "", {}, SCHEMA), before)


def first(before=None, **more):
    of = source("A kettle holds a litre.\nIt boils.", "raw/2024 kettle (1).md", author="Ada")
    claims = (claim("kettle-1", "A kettle holds a litre."), claim("kettle-2", "It boils.", 2))
    pages = (summary(claims, "Kettle report"), creates("Kettle", claims))
    one = change(of, claims, *pages, **more)
    return laid(
        replace(one, extraction=replace(one.extraction, title="Kettle report")),
        before or wiki_of({}),
    )


def second(before, **more):
    of = source("A kettle holds 2 litres.", "raw/teapot.md", author="Bo")
    claims = (claim("teapot-1", "A kettle holds 2 litres."),)
    more.setdefault("conflicts", (Conflict("volume", "supersedes", ("teapot-1",), ("kettle-1",), "2025", "", ("kettle",)),))  # fmt: skip
    pages = (
        summary(claims, "Teapot report"),
        updates(
            "kettle", claims, AppendToSection("What it is", "- A kettle holds 2 litres.[^teapot-1]")
        ),
    )
    one = change(of, claims, *pages, **more)
    return laid(replace(one, extraction=replace(one.extraction, title="Teapot report")), before)


def both():
    one = first()
    return [one, second(one.done.after)]


def order(text, *wanted):
    places = [text.index(x) for x in wanted]
    return places == sorted(places)


def test_without_places_nothing_is_linked_or_marked():
    text = write_proposal_body([first()])
    assert "](http" not in text
    assert "<!-- wiki:" not in text
    assert "`raw/2024 kettle (1).md`" in text
    assert "/recompile" not in text


def test_links_lead_to_the_source_its_lines_the_page_by_commit_and_its_diff():
    parts = both()
    places = replace(PLACES, head="f" * 40, pull=12)
    text = write_proposal_body(parts[1:], places)
    raw = f"https://github.com/acme/wiki/blob/{PLACES.base}/raw/"
    assert f"From [Teapot report]({raw}teapot.md), by Bo" in text
    assert f"[teapot, line 1]({raw}teapot.md?plain=1#L1)" in text
    page = "wiki/concepts/kettle.md"
    assert f"[Read the page](https://github.com/acme/wiki/blob/{'f' * 40}/{page})" in text
    anchor = hashlib.sha256(page.encode()).hexdigest()
    assert f"[view the change](https://github.com/acme/wiki/pull/12/files#diff-{anchor})" in text
    assert "[run 42](https://github.com/acme/wiki/actions/runs/42)" in text


def test_what_is_not_known_yet_is_not_linked():
    text = write_proposal_body(both()[1:], PLACES)
    assert "view the change" not in text
    assert "/blob/wiki/compile/x-1/wiki/concepts/kettle.md" in text


def test_a_quote_of_several_lines_or_of_a_page_has_its_anchor():
    assert PLACES.source("raw/a.md", Quote("x", 12, 14)).endswith("raw/a.md?plain=1#L12-L14")
    assert PLACES.source("raw/a.pdf", Quote("x", 3, 3), "page").endswith("raw/a.pdf#page=3")


def test_the_marker_ends_the_text_and_names_every_source():
    parts = both()
    text = write_proposal_body(parts, PLACES)
    assert state.read_marker("proposal", text) == {
        "sources": [[p.change.source.path, p.change.source.sha256] for p in parts],
        "base": PLACES.base,
        "run": "42",
    }
    assert text.endswith(" -->\n")


def test_sections_stand_in_the_order_of_their_weight():
    one = first()
    part = second(one.done.after, unfinished=("Lid",), dropped=(Dropped("a", "b"),))
    part = replace(
        part, findings=(Finding("r", "warning", "wiki/concepts/kettle.md", 3, "s", "mind the lid"),)
    )
    text = write_proposal_body(
        [part], PLACES, ["laid over newer pages: read `wiki/concepts/kettle.md` again"]
    )
    assert text.startswith("**1 statement changes** · **1 page not written** · **1 doubtful** · ")
    assert order(
        text,
        "> [!IMPORTANT]\n> laid over newer pages",
        "From [Teapot report]",
        "### What changes",
        "### Please look at",
        "**Look closer:**",
        "**Not written yet:** Lid",
        "**Left out:** a: b.",
        "### 1 page updated, 1 new",
        "### More",
        "What was compared, how it was made",
        "To change something",
    )


def test_several_sources_are_listed_and_told_together_each_by_its_number():
    text = write_proposal_body(both(), PLACES)
    assert "From 2 sources, a commit each:\n\n- ① [Kettle report](" in text
    assert "\n- ② [Teapot report](" in text
    assert "<b>volume</b> ②</summary>" in text
    assert "New: <b>Kettle</b> · 3 claims ①②</summary>" in text
    assert "- ① **Placed:** 2 of 2 claims." in text
    assert "- ② **Placed:** 1 of 1 claim." in text


def test_values_that_change_source_by_source_are_one_line():
    one = first()
    two = second(
        one.done.after,
        conflicts=(
            Conflict("Kettle litres", "supersedes", ("teapot-1",), ("kettle-1",), "", "a → 2", ("kettle",)),
        ),
    )  # fmt: skip
    of = source("A kettle holds 3 litres.", "raw/pot.md")
    claims = (claim("pot-1", "A kettle holds 3 litres."),)
    edits = updates("kettle", claims, ReviseTldr("A kettle holds 3 litres.[^pot-1]"))
    rows = (Conflict("Kettle litres", "supersedes", ("pot-1",), ("teapot-1",), "", "2 → 3", ("kettle",)),)  # fmt: skip
    three = laid(
        change(of, claims, summary(claims, "Pot report"), edits, conflicts=rows), two.done.after
    )
    text = write_proposal_body([one, two, three], PLACES)
    assert "<summary><b>Kettle</b>, litres: a → 2 → <b>3</b> ②③</summary>" in text
    told = text.split("a → 2 → <b>3</b>")[1].split("</details>")[0]
    assert order(told, "> A kettle holds 3 litres.", "**was:**", "> A kettle holds 2 litres.", "> A kettle holds a litre.")  # fmt: skip


def told_values(new, old, *rows):
    """The labels of what changes: `rows` are topic, note, and the claims of both sides."""
    texts = (old, new)
    part, before = None, wiki_of({})
    for number, quotes in enumerate(texts):
        name = "reporta" if number == 0 else "reportb"
        of = source("\n".join(quotes), f"raw/{name}.md")
        claims = tuple(claim(f"{name}-{n}", text, n) for n, text in enumerate(quotes, 1))
        edits = (
            updates("kettle", claims, ReviseTldr(f"{quotes[0]}[^reportb-1]"))
            if number
            else creates("Kettle", claims)
        )
        conflicts = tuple(
            Conflict(
                topic, "supersedes", (f"reportb-{n}",), (f"reporta-{n}",), "", note, ("kettle",)
            )
            for topic, note, n in rows
        )
        one = change(of, claims, summary(claims, name), edits, conflicts=conflicts * number)
        part = laid(one, before)
        before = part.done.after
    said = write_proposal_body([part])
    changes = said.split("### What changes")[1].split("\n### ")[0]
    return re.findall(r"<summary>(.*?)</summary>", changes)


def test_two_values_with_the_same_numbers_are_told_apart_by_what_follows_the_numbers():
    new = ("It boils at 33 degrees.", "It holds 33 litres of water.")
    old = ("It boils at 31 degrees.", "It holds 31 litres of water.")
    rows = (("Kettle", "31 → 33", 1), ("Kettle litres", "31 → 33", 2))
    assert told_values(new, old, *rows) == [
        "<b>Kettle</b>, degrees: 31 → <b>33</b>",
        "<b>Kettle</b>, litres: 31 → <b>33</b>",
    ]


def test_one_value_that_two_conflicts_tell_is_one_line():
    new, old = ("It takes 33 by hand.",), ("It takes 31 by hand.",)
    rows = (("Kettle", "31 → 33", 1), ("Kettle fill", "31 → 33", 1))
    assert told_values(new, old, *rows) == ["<b>Kettle</b>, fill: 31 → <b>33</b>"]
    assert told_values(new, old, *rows[::-1]) == ["<b>Kettle</b>, fill: 31 → <b>33</b>"]


def test_two_values_of_one_sentence_stay_two_and_what_differs_names_nothing():
    new, old = ("It is 33 wide and 33 high.",), ("It is 31 wide and 31 high.",)
    rows = (("Kettle width", "31 → 33", 1), ("Kettle height", "31 → 33", 1))
    assert len(told_values(new, old, *rows)) == 2
    new, old = ("It has 33 known lids.",), ("It has 31 known spouts.",)
    assert told_values(new, old, ("Kettle", "31 → 33", 1)) == ["<b>Kettle</b>: 31 → <b>33</b>"]
    new, old = ("It needs 33 litres.",), ("It needs 31 litres.",)
    rows = ("Litres of water", "31 → 33", 1)
    assert told_values(new, old, rows) == ["<b>Litres of water</b>: 31 → <b>33</b>"]


def test_a_page_that_changes_shows_its_sentences_with_the_words_bold_that_differ():
    before = first().done.after
    of = source("A kettle holds two litres.", "raw/teapot.md")
    claims = (claim("teapot-1", "A kettle holds two litres."),)
    edits = updates(
        "kettle",
        claims,
        ReviseTldr("A kettle holds two litres.[^teapot-1]"),
        ReplaceSection(
            "What it is", "- A kettle holds a litre.[^kettle-1]\n- It boils.[^kettle-2]"
        ),
    )
    rows = (Conflict("Kettle litres", "supersedes", ("teapot-1",), ("kettle-1",), "", "", ("kettle",)),)  # fmt: skip
    part = laid(change(of, claims, summary(claims, "Teapot report"), edits, conflicts=rows), before)
    text = write_proposal_body([part], PLACES)
    assert (
        "**−** A kettle holds **a litre.**\\\n**+** A kettle holds **two litres.** [line 1]("
        in text
    )
    assert "- **Now history:** the sentence before" in text


def test_at_most_twelve_lines_stand_open_and_the_rest_is_counted():
    rows = tuple(
        Conflict(f"Kettle {i}", r, ("kettle-1",), ("kettle-2",), "", f"{r} {i}", ("kettle",))
        for i in range(20)
        for r in ("supersedes", "contradicts")
    )
    left = tuple(Dropped(f"thing {i}", "it is small") for i in range(20))
    text = write_proposal_body([first(conflicts=rows, dropped=left)])
    first_screen = text.split("### What changes")[1].split("### 2 pages new")[0]
    look = first_screen.split("### Please look at")[1].split("<details>")[0]
    open_ = first_screen.split("### Please look at")[0].count("<summary>") + look.count("\n- ")
    assert open_ == 12
    assert look.count("**Contradiction:") == 1
    assert look.count("**Left out:**") == 1
    assert "more changes</summary>" in first_screen
    assert "<summary>19 contradictions, 19 left out</summary>" in first_screen


def test_a_line_of_several_sentences_counts_as_several():
    left = tuple(Dropped(f"3 sentences: {i}", "they are tasks", 3) for i in range(5))
    text = write_proposal_body([first(dropped=left)])
    assert " · 15 left out · " in text.splitlines()[0]
    assert "<summary>6 left out</summary>" in text


def test_a_sentence_that_says_it_replaces_something_and_was_not_compared_is_told():
    before = first().done.after
    words = "The kettle of 2025 replaces the one of 1931."
    of = source(words, "raw/new.md")
    claims = (claim("new-1", words), claim("new-2", "It no longer boils."))
    known = Comparison(("new-2",), (LeftOut(("new-1",), "it holds two dates"),), statements=3)
    one = change(of, claims, summary(claims, "New report"), comparison=known)
    text = write_proposal_body([laid(one, before)], PLACES)
    assert order(
        text,
        f"**Says that it replaces something, and was not compared:** “{words}” It holds two dates.",
        "**Says that it replaces something:** “It no longer boils.” The wiki was found to say",
        "**Compared:** 1 of 2 claims, with the 3 statements of the wiki",
        "**Not compared:** 1 claim: it holds two dates.",
    )
    assert "all 2 claims placed, 1 compared" in text.splitlines()[0]


def test_doubts_are_told_what_is_small_comes_last_and_what_is_gone_is_not_told():
    rows = (
        Doubt("kettle", "It boils.", "It", "", "adds", "No quote says what it is."),
        Doubt("kettle", "It boils.", "boils", "It may boil.", "drops", "The source says may."),
        Doubt("kettle", "It sings.", "sings", "", "adds", "It stands there no more."),
        Doubt("teapot", "It boils.", "boils", "", "adds", "The page is gone."),
    )
    part = first()
    part = replace(part, change=replace(part.change, doubts=rows))
    text = write_proposal_body([part], PLACES)
    assert "**2 doubtful**" in text.splitlines()[0]
    told = text.split("### Please look at")[1].split("### ")[0]
    where = f"[Kettle]({PLACES.page('wiki/concepts/kettle.md')})"
    assert order(told, "**Doubtful:** “boils” in “It boils.”", "“It may boil.”", where, "“It” in")
    assert "no more" not in text
    assert "gone" not in text


def test_more_doubts_than_a_screen_holds_are_folded():
    rows = tuple(
        Doubt("kettle", "It boils.", f"boils {n}", "", "changes", "Why.") for n in range(30)
    )
    part = first()
    text = write_proposal_body([replace(part, change=replace(part.change, doubts=rows))])
    told, folded = text.split("### Please look at")[1].split("<details>")[:2]
    assert told.count("“boils") == 12
    assert "18 doubtful</summary>" in folded
    assert told.count("“boils") + folded.count("“boils") == 30


def test_the_costs_of_several_sources_are_added():
    costs = (
        StepCost("extract", "m", 1, Usage(10, 5, 1, 7), 0.25),
        StepCost("plan", "m", 1, Usage(1, 0, 0, 1), 0.5),
    )
    parts = [
        replace(
            p,
            change=replace(
                p.change, librarian="model", models=("m",), costs=costs, prompts=(("plan", "ab"),)
            ),
        )
        for p in both()
    ]
    text = write_proposal_body(parts, PLACES)
    assert "It cost 0.75 dollars for 2 calls." in text
    assert "| Kettle report | m | 2 | 12 | 5 | 8 | 0.7500 |" in text
    assert "| **Total** | | | | | | **1.5000** |" in text
    assert text.count("plan `ab`") == 1


def test_a_page_of_which_only_the_bookkeeping_changes_has_no_fold():
    one = first()
    again = laid(one.change, wiki_of({}))
    text = write_proposal_body([replace(again, before=one.done.after)])
    assert "**New:**" not in text


def taking_out(before, removes, **plan):
    """A part whose source turns the kettle's section around, so that all it said is gone, and lies about it in its plan."""
    of = source("A kettle is red.", "raw/red.md")
    claims = (claim("red-1", "A kettle is red."),)
    edits = updates("kettle", claims, ReplaceSection("What it is", "A kettle is red.[^red-1]"), ReviseTldr("A kettle is red.[^red-1]"), removes=removes)  # fmt: skip
    edits = replace(edits, plan=replace(edits.plan, **plan))
    return laid(change(of, claims, summary(claims, "Red report"), edits), before)


def test_what_pages_lose_is_found_by_code_and_told_under_their_own_titles():
    before = first().done.after
    long = "words that were said twice, " * 14 + "kettle-1 kettle-2"
    part = taking_out(before, [Removal(long, "said twice")], title="Teapot", why="Adds a link")
    text = write_proposal_body([part], PLACES)
    assert "**2 removed**" in text.splitlines()[0]
    assert "- **Removed:** “A kettle holds a litre.” and 1 more, from [Kettle](" in text
    told = text.split("All that is removed, and why (2)</summary>\n\n")[1].split("\n\n")[0]
    page, *rows = told.splitlines()
    assert page == f"- [Kettle]({PLACES.page('wiki/concepts/kettle.md')}), because said twice"
    assert rows[0].startswith(
        "  - the claim `[^kettle-1]` “A kettle holds a litre.” ([`raw/2024 kettle (1).md`, line 1]("
    )
    assert rows[1].startswith("  - the claim `[^kettle-2]` “It boils.” (")
    assert "Teapot" not in text
    assert all(names_label(x, text) for x in ("kettle-1", "kettle-2"))  # as `check` looks for them


def test_numbers_and_links_that_go_are_told_and_what_has_no_reason_too():
    texts = {f.path: f.after for f in first().done.files}
    path = "wiki/concepts/kettle.md"
    before = wiki_of(
        {
            **texts,
            path: texts[path].replace(
                "- It boils.", "- 31 of [[kettle-report]] in 1931. It boils."
            ),
        }
    )
    part = taking_out(before, [Removal("31, 1931 and the link kettle-report", "it was wrong")])
    told = (
        write_proposal_body([part]).split("All that is removed, and why (5)")[1].split("\n### ")[0]
    )
    assert (
        "- Kettle, because it was wrong\n  - the numbers `31`, `1931`\n  - the link `kettle report`"
        in told
    )
    assert "- Kettle, without a reason\n  - the claim `[^kettle-1]`" in told


def test_what_pages_lose_is_told_however_much_else_there_is():
    part = taking_out(first().done.after, [Removal("kettle-1 kettle-2", "said twice")])
    whys = tuple(replace(p, plan=replace(p.plan, why="w " * 100)) for p in part.change.pages)
    big = replace(
        part.change, pages=whys, unfinished=("word " * 50,) * 100, notes=("note " * 500,) * 200
    )
    text = write_proposal_body([replace(part, change=big)] * 100, PLACES)
    assert len(text) < LONGEST_BODY
    assert "[^kettle-1]" in text
    assert "[^kettle-2]" in text


def test_differences_of_scope_are_folded_and_contradictions_are_not():
    rows = tuple(
        Conflict(f"the {r}", r, ("kettle-1",), ("kettle-2",), "", "", ())
        for r in ("scope", "contradicts")
    )
    text = write_proposal_body([first(conflicts=rows)])
    assert order(
        text,
        "Contradiction: the contradicts",
        "<details><summary>1 difference where both hold",
        "**the scope:** “A kettle holds a litre.” (kettle-1, line 1) · “It boils.” (kettle-1, line 2)",
    )
    assert not re.search(r"\b(?:now|before|in force): ", text)


def test_what_is_only_proposed_is_no_value_that_changes():
    rows = (Conflict("Kettle litres", "proposed", ("kettle-2",), ("kettle-1",), "", "", ("kettle",)),)  # fmt: skip
    text = write_proposal_body([first(conflicts=rows)])
    assert "1 change only proposed" in text.splitlines()[0]
    assert "<summary>Only proposed: <b>Kettle</b>, litres</summary>" in text
    assert "in force" not in text


def test_findings_of_a_page_that_a_later_source_edited_are_not_told_twice():
    one, two = both()
    old = Finding("uncited", "warning", "wiki/concepts/kettle.md", 3, "x", "early")
    new = old._replace(line=9, message="late")
    text = write_proposal_body(
        [replace(one, findings=(old,)), replace(two, findings=(new,))], PLACES
    )
    assert "early" not in text
    assert "line 9](" in text


def test_labels_say_what_to_expect():
    one, two = both()
    assert proposal_naming.pull_request_labels([one]) == ("wiki:compile",)
    assert proposal_naming.pull_request_labels([one, two]) == ("wiki:compile", "wiki:contradiction")
    open_ = replace(one, change=replace(one.change, unfinished=("Lid",)))
    assert proposal_naming.pull_request_labels([open_]) == ("wiki:compile", "wiki:unfinished")


# --- foreign text, and too much of it ---


def nasty(text, count=2, number=0):
    """A part in which every field that a source or a model can fill holds the text."""
    of = source(
        "\n".join(f"{i}" for i in range(count)),
        f"raw/evil-{number}.md",
        author=text,
        title=text,
        notes=(text,),
    )
    claims = tuple(
        Claim(f"evil-{i}", f"{text} {i}", (Quote(f"{text} {i}", i + 1, i + 1),))
        for i in range(count)
    )
    safe = tuple(replace(c, text="Safe.") for c in claims[:2])
    one = change(of, claims, summary(safe, "About evil"), creates("Evil", safe))
    read = replace(one.extraction, title=text, author=text, published=text, status=text, effective=text, summary=text, dropped=(Dropped(text, text),))  # fmt: skip
    part = laid(one, wiki_of({}))
    one = replace(
        one,
        extraction=read,
        pages=tuple(replace(p, plan=replace(p.plan, why=text, title=text)) for p in one.pages),
        conflicts=(
            Conflict(text, "contradicts", ("evil-0",), ("evil-1",), text, text, ()),
            Conflict(text, "scope", ("evil-0",), ("unknown @a",), text, text, ()),
        ),
        dropped=(Dropped(text, text),),
        notes=(text,),
        unfinished=(text,),
        librarian="model",
        models=(text,),
        prompts=((text, text),),
        doubts=tuple(
            Doubt("evil", "Safe.", f"{text} and more {n}", text, fault, text)
            for n, fault in enumerate(("changes", "adds"))
        ),
        costs=(StepCost(text, text, 2, Usage(10, 5, 0, 7), 0.01),),
    )
    return Part(
        one,
        part.done,
        part.before,
        (Finding("r", "warning", "wiki/concepts/evil.md", 3, text, text),),
    )


def shape(text):
    """What a Markdown parser makes of the text, without the words."""
    return [t.type for t in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)]


def body_of(text, count):
    return write_proposal_body([nasty(text, number=i) for i in range(count)], PLACES, [text])


@cache
def plain_look(count):
    """Return the headings and the shape of a text whose sources say nothing nasty."""
    plain = body_of("word", count)
    return re.findall(r"(?m)^#+ .*", plain), shape(plain)


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("count", [1, 2])
def test_no_field_of_a_source_takes_effect(text, count):
    shown = body_of(text, count)
    assert (re.findall(r"(?m)^#+ .*", shown), shape(shown)) == plain_look(count)
    ours = re.sub(r"<!--.*-->|> \[!(?:NOTE|IMPORTANT)\]\n", "", shown)
    assert acting(ours) == []


def assert_whole(text):
    assert len(text) < LONGEST_BODY
    assert len(re.findall(r"(?m)^<details>", text)) == len(re.findall(r"(?m)^</details>", text))
    assert state.read_marker("proposal", text) is not None
    assert order(text, "### More", "<!-- wiki:proposal")


@settings(
    max_examples=few(8, 8), phases=(Phase.explicit, Phase.generate)
)  # to shrink one of these would take minutes
@given(
    st.sampled_from([*NASTY, "word " * 30, "$@" * 300, "x" * 5_000, "<details>", "`"]),
    st.integers(1, few(200, 4)),
    st.sampled_from([2, 30, 200]),
)
@example("$@" * 300, few(200, 4), 2)
@example("word " * 30, few(30, 4), 200)
def test_it_fits_whatever_the_sources(text, sources, claims):
    part = nasty(text, claims)
    files = [
        replace(part.change.source, path=f"raw/2024-{i:03}-a-source-of-some-name.md")
        for i in range(sources)
    ]
    parts = [replace(part, change=replace(part.change, source=file)) for file in files]
    assert fit_one_marker(parts, PLACES)
    shown = write_proposal_body(parts, PLACES, [text])
    assert_whole(shown)
    assert len(state.read_marker("proposal", shown)["sources"]) == sources


def test_what_is_cut_first_is_what_matters_least():
    many = tuple(
        Conflict(f"topic {i}", "supersedes", ("evil-0",), ("evil-1",), "now", "y" * 300, ())
        for i in range(20)
    )
    part = nasty("A long and winding statement about nothing in particular, number", 3_000)
    text = write_proposal_body([replace(part, change=replace(part.change, conflicts=many))], PLACES)
    assert_whole(text)
    assert all(f"topic {i}" in text for i in range(20))
    assert "more changes</summary>" in text
    assert "… cut here to fit; the rest is in the artifact `result-ab` of [this run](https://github.com/acme/wiki/actions/runs/42)." in text  # fmt: skip


def test_sources_whose_names_would_fill_the_text_do_not_go_together():
    part = first()
    long = [
        replace(
            part,
            change=replace(
                part.change, source=replace(part.change.source, path=f"raw/{'-' * 250}{i}.md")
            ),
        )
        for i in range(30)
    ]
    assert not fit_one_marker(long, PLACES)
    assert fit_one_marker(long[:1], PLACES)
    longest = replace(
        part, change=replace(part.change, source=replace(part.change.source, path="-" * 4_096))
    )
    assert_whole(write_proposal_body([longest], PLACES, ["x" * 70_000]))
    assert len(proposal_marker([longest], PLACES)) < 30_000


def test_what_a_model_compared_is_not_called_uncompared_for_its_words():
    before = first().done.after
    words = "The new kettle replaces the one of 1931."
    claims = (claim("new-1", words),)
    of = source(words, "raw/new.md")
    known = Comparison(("new-1",), pages=2)
    one = change(of, claims, summary(claims, "New report"), comparison=known, librarian="model", models=("m",))  # fmt: skip
    text = write_proposal_body([laid(one, before)], PLACES)
    assert "Says that it replaces" not in text
    assert "**Compared:** 1 of 1 claim, with the text of the 2 pages nearest to them" in text
