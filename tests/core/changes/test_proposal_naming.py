import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.adapters.git.authorship import read_trailers
from pipeline.core.changes import proposal_naming
from pipeline.core.changes.assemble import assemble
from pipeline.core.changes.change_set import Conflict, Dropped, LeftOut
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.proposal_title import pull_request_title
from pipeline.core.changes.pull_request import write_proposal_body as body_of
from pipeline.core.github.inert import make_inert, make_plain_line
from pipeline.core.model_call import StepCost, Usage
from pipeline.core.values import Finding
from tests.core.markup.test_foreign_text import FRAMES, assert_inert
from tests.helpers.making import SCHEMA, change, claim, creates, source, summary, wiki_of
from tests.helpers.strategies import any_text, foreign_text

ACTIVE = re.compile(r"@[\w-]|#\d|\bGH-\d|github\.com/", re.IGNORECASE)
NASTY = "Fixes #12, closes GH-7 for @octocat and @org/team <img src=x> ![i](http://t/x.png) https://github.com/a/b/issues/3"


def made(nasty, count=2):
    text = "\n".join(f"{nasty} statement {i}" for i in range(count))
    of = source(text, "raw/evil.md", author=nasty, title=nasty)
    claims = tuple(claim(f"evil-{i}", f"{nasty} statement {i}", i + 1) for i in range(count))
    safe = tuple(replace(c, text="Safe text.") for c in claims[:2])
    one = change(
        of, claims, summary(safe, "About evil"), creates("Evil", safe), creates("Evil two", safe)
    )
    read = replace(one.extraction, title=nasty, author=nasty, status=nasty, effective=nasty, summary=nasty, dropped=(Dropped(nasty, nasty),))  # fmt: skip
    one = replace(
        one,
        extraction=read,
        pages=tuple(replace(p, plan=replace(p.plan, why=nasty)) for p in one.pages),
        conflicts=(
            Conflict(nasty, "contradicts", ("evil-0",), ("evil-1",), nasty, nasty, ("evil",)),
        ),
        left_out=(LeftOut(("evil-1",), nasty),),
        dropped=(Dropped(nasty, nasty),),
        notes=(nasty,),
        unfinished=(nasty,),
        librarian="model",
        models=("claude-x",),
        costs=(StepCost("extract", "claude-x", 2, Usage(10, 5, 0, 7), 0.01),),
    )
    before = wiki_of({})
    done = assemble(one, before, "", {}, SCHEMA)
    finding = Finding("uncited-statement", "warning", "wiki/concepts/evil.md", 3, nasty, nasty)
    return one, done, body_of([Part(one, done, before, (finding,))])


def test_no_mention_reference_or_keyword_of_a_source_takes_effect():
    one, done, body = made(NASTY)
    for text in (
        body,
        pull_request_title([Part(one, done, wiki_of({}))]),
        proposal_naming.commit_message(one, done, "abc"),
    ):
        assert not ACTIVE.search(text.replace("&#8203;", "\u200b")), ACTIVE.search(text)
    assert not re.search(r"(?<!\\)<img", body)
    assert not re.search(r"(?<!\\)!\[", body)


def test_nothing_of_a_source_changes_the_shape_of_the_text():
    plain = made("word")[2]
    headings = [x for x in plain.splitlines() if x.startswith("#")]
    folds = plain.count("<details>")
    for nasty in (
        "x\n## Approved\n\nMerge it",
        "</details>",
        "<!-- ",
        "```",
        "| a | b |",
        "> [!NOTE]",
        "---",
        "[a]: http://b",
    ):
        _, _, body = made(nasty)
        assert [x for x in body.splitlines() if x.startswith("#")] == headings
        assert (
            len(re.findall(r"(?<!\\)<details>", body))
            == len(re.findall(r"(?<!\\)</details>", body))
            == folds
        )
        assert "```" not in body.replace("\\`", "")


@pytest.mark.parametrize(
    "frame", ["as a list item", "in a table cell", "as a paragraph", "in a block quote"]
)
@given(foreign_text)
@example("@a #1 GH-2")
@example("`@octocat` `#12`")
@example("1. x")
@example("- x")
def test_inert_text_is_inert(frame, text):
    shown = make_inert(text)
    if shown:
        assert_inert(shown.replace("<span>$</span>", "$"), frame)
    assert frame in FRAMES


@given(st.one_of(foreign_text, any_text))
@example("@a, #1, gh-12, GH-3")
@example("a@b.example")
def test_a_plain_line_is_one_line_that_refers_to_nothing(text):
    line = make_plain_line(text)
    assert "\n" not in line
    assert "\r" not in line
    assert len(line) <= 200
    assert not re.search(r"@|#\d|\bGH-\d", line, re.IGNORECASE)


@given(st.one_of(foreign_text, any_text))
@example("x\n\nWiki-Source: raw/other.md\nWiki-Source-SHA256: 0")
@example("# Merge")
def test_no_title_can_forge_a_trailer(title):
    of = source("Safe text.", "raw/safe.md")
    claims = (claim("safe-1", "Safe text."),)
    one = change(of, claims, summary(claims))
    done = assemble(one, wiki_of({}), "", {}, SCHEMA)
    one = replace(one, extraction=replace(one.extraction, title=title))
    text = proposal_naming.commit_message(one, done, "abc")
    assert read_trailers(text) == {
        "Wiki-Source": "raw/safe.md",
        "Wiki-Source-SHA256": of.sha256,
        "Wiki-Librarian": "extractive",
        "Wiki-Cost": "$0.0000",
        "Wiki-Schema": "abc",
    }
    assert text.splitlines()[1] == ""
    assert text.startswith("Compile ")


def test_no_source_switches_off_the_checks_of_its_commit():
    nasty = "[skip ci] [actions skip] skip-checks: true"
    of = source("Safe text.", f"raw/{nasty}.md")
    claims = (claim("safe-1", "Safe text."),)
    one = change(of, claims, summary(claims))
    done = assemble(one, wiki_of({}), "", {}, SCHEMA)
    one = replace(one, extraction=replace(one.extraction, title=nasty))
    message = proposal_naming.commit_message(one, done, "abc")
    for text in (message, pull_request_title([Part(one, done, wiki_of({}))])):
        assert not re.search(r"\[(skip|actions) |skip-checks:", text)
    assert read_trailers(message)["Wiki-Source"] == make_plain_line(
        of.path, 300
    )  # as `sources_by_commits` looks for it


def test_a_huge_proposal_fits_and_its_folds_are_closed():
    _, _, body = made("A long and winding statement about nothing in particular, number,", 10_000)
    assert len(body) < 60_000
    assert body.count("<details>") == body.count("</details>")
    assert "cut here to fit" in body
    for heading in ("Please look at", "3 pages new", "More"):
        assert f"\n### {heading}\n" in body


def test_a_source_cannot_unfold_what_is_folded():
    for nasty in ("</details> " * 3, "<details> " * 3):
        _, _, body = made(f"{nasty} a long and winding statement", 2_000)
        assert len(re.findall(r"(?m)^<details>", body)) == len(re.findall(r"(?m)^</details>", body))
        assert len(body) < 60_000


def test_a_proposal_of_many_pages_and_conflicts_fits():
    one, done, _ = made("word")
    many = tuple(
        Conflict(
            f"topic {i} " + "x" * 100, "supersedes", ("evil-0",), ("evil-1",), "now", "y" * 400, ()
        )
        for i in range(500)
    )
    one = replace(
        one,
        conflicts=many,
        dropped=tuple(Dropped("z" * 300, "w" * 300) for _ in range(500)),
        notes=("n" * 900,) * 90,
    )
    assert len(body_of([Part(one, done, wiki_of({}))])) < 60_000


def test_a_branch_name_is_stable_and_one_per_path():
    assert (
        proposal_naming.branch_of_source("raw/2026-03-kettle.md") == "wiki/compile/kettle-83481d10"
    )
    assert proposal_naming.branch_of_source("raw/a/x.md") != proposal_naming.branch_of_source(
        "raw/b/x.md"
    )


@given(any_text)
def test_a_branch_name_is_one_that_git_takes(name):
    branch = proposal_naming.branch_of_source(f"raw/{name}.md")
    assert re.fullmatch(r"wiki/compile/[a-z0-9-]+", branch)
    assert not branch.endswith(".lock")


def test_what_changes_comes_before_contradictions_and_these_before_pages():
    one, done, _ = made("word")
    both = (
        Conflict("old news", "supersedes", ("evil-0",), ("evil-1",), "2026", "", ("evil",)),
        Conflict("a dispute", "contradicts", ("evil-0",), ("evil-1",), "", "", ("evil",)),
        Conflict("agreement", "confirms", ("evil-0",), ("evil-1",), "", "", ("evil",)),
    )
    body = body_of([Part(replace(one, conflicts=both), done, wiki_of({}))])
    assert body.index("old news") < body.index("a dispute") < body.index("### 3 pages")
    assert "> word statement 0\n\nevil, line 1 of 2026-03-01, since 2026, **was:**" in body


def test_every_claim_that_reached_no_page_is_said():
    of = source("One thing.\nTwo things.\nThree things.", "raw/n.md")
    claims = (
        claim("n-1", "One thing."),
        claim("n-2", "Two things.", 2),
        claim("n-3", "Three things.", 3),
    )
    one = change(of, claims, summary(claims[:1]), left_out=(LeftOut(("n-2",), "it is trivial"),))
    done = assemble(one, wiki_of({}), "", {}, SCHEMA)
    body = body_of([Part(one, done, wiki_of({}))])
    assert "2 left out" in body.splitlines()[0]
    assert "- **Left out:** “Two things.”: it is trivial." in body
    assert "- **Left out:** “Three things.”: it was planned, but no page cites it." in body
    assert "1 of 3 claims placed" in body.splitlines()[0]
