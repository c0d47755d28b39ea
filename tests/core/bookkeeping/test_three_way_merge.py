"""Three versions made one: what both sides did is there, nothing else, and never by guessing."""

import subprocess

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.core.bookkeeping.three_way_merge import MergeConflict, merge_logs, merge_pages
from pipeline.core.markup import frontmatter
from pipeline.core.wiki.page import Page

LINE = [f"Line {n}." for n in range(9)]


BODY = "\n".join(LINE)


def page(body=BODY, notes="", **meta):
    usual = {"title": "Kettle", "type": "concept", "created": "2026-04-02", "updated": "2026-04-02"}
    return f"{frontmatter.dump({**usual, **meta})}\n{body}\n" + (f"\n{notes}" if notes else "")


def merged(base, ours, theirs):
    """The merge, made in both directions: which side is which makes no difference."""
    try:
        found = merge_pages(base, ours, theirs)
    except MergeConflict as conflict:
        with pytest.raises(MergeConflict):
            merge_pages(base, theirs, ours)
        return f"conflict: {conflict}"
    assert merge_pages(base, theirs, ours) == found
    return found


def meta_of(text):
    return Page.parse("x.md", text).meta


def test_what_both_sides_wrote_is_there():
    one, two = (
        BODY.replace("Line 1.", "One."),
        BODY.replace("Line 7.", "Seven.\nAnd more.").replace("Line 4.\n", ""),
    )
    assert merged(page(), page(one), page(two)) == page(two.replace("Line 1.", "One."))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Line 4.", "Four."), ("Line 4.", "Vier.")),
        (("Line 4.", "Four."), ("Line 4.\n", "")),
        (("Line 4.", "Four."), ("Line 5.", "Five.")),
        (("Line 8.", "Line 8.\nMine."), ("Line 8.", "Line 8.\nTheirs.")),
    ],
)
def test_the_same_words_changed_by_both_are_a_conflict_that_names_them(one, two):
    said = merged(page(), page(BODY.replace(*one)), page(BODY.replace(*two)))
    assert said.startswith("conflict: both sides changed the words at “Line ") or "at “Mine" in said


def test_the_same_change_on_both_sides_is_no_conflict():
    new = page(BODY.replace("Line 4.", "Four."))
    assert (
        merged(page(), new, new.replace("updated: 2026-04-02", "updated: 2026-04-05")).count(
            "Four."
        )
        == 1
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        (page(), None, page(), None),
        (page(), None, None, None),
        (page(), None, page(related=["x"], confidence="low"), None),
        (page(), None, page("x"), "conflict: one side deleted the page, the other changed it"),
        (None, page(), page("x"), "conflict: both sides made a page of this name"),
        (None, page(), page(), page()),
        (None, page(), None, page()),
    ],
)
def test_pages_that_came_and_went(base, ours, theirs, expected):
    assert merged(base, ours, theirs) == expected


def test_front_matter_is_merged_key_by_key():
    base = page(
        aliases=["a", "b"],
        sources=["raw/a.md"],
        related=["x"],
        confidence="medium",
        status="Draft",
        note="n",
    )
    one = page(
        aliases=["a", "b", "c"], sources=["raw/a.md", "raw/b.md"], related=["x", "y"], confidence="high", status="Final",
        updated="2026-05-01", note="n", owner="Bo",
    )  # fmt: skip
    two = page(aliases=["b", "d"], sources=["raw/c.md"], related=["z"], confidence="low", status="Draft", created="2026-04-01", updated="2026-04-30")  # fmt: skip
    assert meta_of(merged(base, one, two)) == {
        "title": "Kettle", "type": "concept", "created": "2026-04-01", "updated": "2026-05-01", "aliases": ["b", "c", "d"],
        "sources": ["raw/b.md", "raw/c.md"], "related": ["y", "z"], "confidence": "low", "status": "Final", "owner": "Bo",
    }  # fmt: skip


@pytest.mark.parametrize("key", ["title", "type", "sha256", "owner"])
def test_one_value_changed_to_two_is_a_conflict(key):
    assert (
        merged(page(**{key: "a"}), page(**{key: "b"}), page(**{key: "c"}))
        == f"conflict: both sides changed `{key}`"
    )


def test_front_matter_that_cannot_be_read_is_a_conflict_only_where_it_must_be_read():
    broken = page().replace("title: Kettle", "title: [")
    assert "not valid YAML" in merged(page(), broken, page(title="Pot"))
    assert merged(page(), broken, page()) == broken


def test_footnotes_are_merged_label_by_label():
    base = "[^a-1]: one\n[^a-2]: two\n[^a-3]: three\n"
    one = "[^a-1]: ONE\n[^a-2]: two\n[^a-3]: three\n[^b-1]: b\n"
    two = "[^a-1]: one\n[^a-3]: THREE\n[^c-1]: c\n"
    assert merged(page(notes=base), page(notes=one), page(notes=two)) == page(
        notes="[^a-1]: ONE\n[^a-3]: THREE\n[^b-1]: b\n[^c-1]: c\n"
    )
    assert merged(page(notes=base), page(notes="[^a-1]: x\n"), page(notes="[^a-1]: y\n")) == (
        "conflict: both sides define the footnote [^a-1]"
    )
    assert "[^a-1]: ONE\n" in merged(page(notes=base), page(notes=one), page(notes="[^a-2]: two\n"))


# --- git as the oracle ---

unique = st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=14).map(
    lambda x: [f"line {n}" for n in x]
)
repeating = st.lists(st.sampled_from(["a", "b", "", "- x"]), min_size=1, max_size=10)


@st.composite
def edited(draw, base):
    """A version of the base in which some lines went, some came, some changed."""
    out = []
    for line in base:
        what = draw(st.sampled_from(["keep"] * 6 + ["drop", "change", "insert"]))
        out += {
            "keep": [line],
            "drop": [],
            "change": [f"{line}!"],
            "insert": [line, f"new {draw(st.integers(0, 99))}"],
        }[what]
    return out or ["only"]


@st.composite
def versions(draw, lines):
    base = draw(lines)
    return base, draw(edited(base)), draw(edited(base))


def bodies(texts):
    return [page("\n".join(["start", *lines, "end"])) for lines in texts]


def git_merged(folder, base, ours, theirs):
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_text(text, "utf-8")
    done = subprocess.run(
        ["git", "merge-file", "-p", "-q", "ours", "base", "theirs"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode >= 0
    return None if done.returncode else done.stdout


@given(versions(unique))
def test_what_merges_merges_as_git_does(tmp_path_factory, three):
    base, ours, theirs = bodies(three)
    found = merged(base, ours, theirs)
    git = git_merged(tmp_path_factory.getbasetemp(), base, ours, theirs)
    if not found.startswith("conflict: "):
        assert git == found
    else:
        assert git is None


@given(versions(repeating))
def test_no_line_that_one_side_added_is_lost(three):
    base, ours, theirs = three
    found = merged(*bodies(three))
    assume(not found.startswith("conflict: "))
    after = found.split("\n---\n\nstart\n")[1].split("\n")
    for line in {*ours, *theirs} - {*base}:
        assert after.count(line) >= max(ours.count(line), theirs.count(line))


@given(unique, st.data())
def test_a_side_that_did_nothing_takes_what_the_other_did(lines, data):
    base, ours = bodies([lines, data.draw(edited(lines))])
    assert merged(base, ours, base) == ours
    assert merged(base, ours, ours) == ours


# --- the log ---

LOG = "# Log\n\n## one\n"


def test_the_log_holds_what_is_merged_already_and_then_what_this_side_added():
    assert (
        merge_logs(LOG, LOG + "\n## mine\n", LOG + "\n## theirs\n")
        == LOG + "\n## theirs\n\n## mine\n"
    )
    assert merge_logs(LOG, LOG + "\n## mine\n", LOG) == LOG + "\n## mine\n"
    assert merge_logs("", "# Log\n", "") == "# Log\n"


def test_an_entry_that_came_in_already_is_not_told_twice():
    assert merge_logs(LOG, LOG + "\n## mine\n", LOG + "\n## mine\n\n## theirs\n").count("mine") == 1


LINT = "\n## [2026-11-25] lint | No finding at 0123456789ab\n"


def test_a_run_of_the_lint_that_both_sides_tell_stands_once_whichever_is_merged_first():
    mine, theirs = LOG + LINT + "\n## mine\n", LOG + LINT + "\n## theirs\n"
    assert merge_logs(LOG, mine, theirs) == theirs + "\n## mine\n"
    assert merge_logs(LOG, theirs, mine) == mine + "\n## theirs\n"
    assert merge_logs(LOG, LOG + "\n## mine\n" + LINT, theirs) == theirs + "\n## mine\n"
    assert merge_logs(LOG, LOG + LINT, theirs) == theirs


@pytest.mark.parametrize("side", [0, 1])
def test_a_log_that_was_rewritten_is_a_conflict(side):
    sides = [LOG + "\n## x\n", LOG + "\n## x\n"]
    sides[side] = "# Log\n"
    with pytest.raises(MergeConflict, match="an earlier entry of the log was changed"):
        merge_logs(LOG, *sides)
