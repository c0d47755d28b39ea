import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.core.changes.change_set import (
    AddAlias,
    AddSection,
    AppendToSection,
    CreatePage,
    RemoveSection,
    RenameSection,
    ReplaceSection,
    ReplaceText,
    ReviseTldr,
    Section,
)
from pipeline.core.changes.edits import (
    EditError,
    apply_edits,
    stamp_edits,
    still_fits,
    target_text,
)
from pipeline.core.changes.page_losses import find_losses, find_unexplained
from pipeline.core.markup import markdown
from pipeline.core.values import Removal
from pipeline.core.wiki.page import Page
from tests.helpers.making import page
from tests.helpers.strategies import markdown_text

BODY = """
A kettle boils 8,192 litres.[^k-1] See [[teapot]].

## How it works

It heats water.[^k-2]

- one
- two

## History

In 1990 it held 4 litres.[^k-3] In 1990 it was red.

## How it looks

Red.

[^k-1]: x
[^k-2]: y
"""
PAGE = page(BODY)
headings = st.sampled_from(
    ["How it works", "history", "How it looks", "Missing", "TLDR", "", "## x", "a\nb"]
)
texts = st.one_of(
    markdown_text,
    st.sampled_from(["Plain words.", "- three", "", "## H\n\nx", "[^k-1]: z", "### fine"]),
)
edits = st.one_of(
    st.builds(ReviseTldr, texts),
    st.builds(AddSection, headings, texts, headings),
    st.builds(AppendToSection, headings, texts),
    st.builds(
        ReplaceText,
        st.sampled_from(["heats", "1990", "Red.", "absent", "", "In 1990 it held", "\n\n"]),
        texts,
    ),
    st.builds(ReplaceSection, headings, texts),
    st.builds(RemoveSection, headings),
    st.builds(AddAlias, st.sampled_from(["Boiler", "Kettle", "", "x" * 200])),
    st.builds(
        CreatePage, texts, st.lists(st.builds(Section, headings, texts), max_size=2).map(tuple)
    ),
)


def pieces(of):
    return {
        "front": of.front,
        "lead": of.lead,
        "tail": of.tail,
        **{p.heading: p.line + p.text for p in of.parts},
    }


@given(edits)
def test_an_edit_applies_exactly_or_is_refused(edit):
    """What it does not name stays byte for byte, and the page that comes out is read back as it is."""
    try:
        after = apply_edits(PAGE, [edit])
    except EditError:
        return
    old, new = pieces(PAGE), pieces(after)
    changed = {key for key in old if new.get(key) != old[key]}
    assert len(changed) <= 1
    assert len(set(new) - set(old)) <= 1
    again = Page.parse(after.path, after.render())
    assert [p.heading for p in again.parts] == [p.heading for p in after.parts]
    assert again.tail == after.tail


@given(st.lists(edits, max_size=5))
def test_edits_apply_one_by_one_as_together(many):
    try:
        whole = apply_edits(PAGE, many)
    except EditError:
        return
    one_by_one = PAGE
    for edit in many:
        one_by_one = apply_edits(one_by_one, [edit])
    assert one_by_one == whole
    assert len(stamp_edits(PAGE, many)) == len(many)


@given(st.lists(edits, max_size=4))
def test_stamped_edits_hold_on_the_page_they_were_made_for(many):
    try:
        stamped = stamp_edits(PAGE, many)
    except EditError:
        return
    now = PAGE
    for edit in stamped:
        assert still_fits(now, edit)
        now = apply_edits(now, [edit])
    assert now == apply_edits(PAGE, many)


@given(edits, edits)
def test_an_edit_no_longer_holds_when_its_text_has_changed(first, second):
    try:
        (stamped,) = stamp_edits(PAGE, [second])
        now = apply_edits(PAGE, [first])
    except EditError:
        return
    if isinstance(stamped, AddSection | AppendToSection | AddAlias | CreatePage):
        assert still_fits(now, stamped)
        return
    try:
        same = target_text(now, stamped) == target_text(PAGE, second)
    except EditError:
        same = False
    assert still_fits(now, stamped) == same


@given(st.lists(edits, max_size=4))
def test_nothing_is_lost_if_and_only_if_everything_is_still_there(many):
    try:
        after = apply_edits(PAGE, many)
    except EditError:
        return
    lost = find_losses(PAGE, after)
    gone = {x.what for x in lost}
    assert {x for x in ("k-1", "k-2", "k-3") if x not in after.labels} == gone & {
        "k-1",
        "k-2",
        "k-3",
    }
    assert ("teapot" in gone) == (
        not any(x.target == "teapot" for x in markdown.find_links(after.body))
    )
    plain = markdown.to_plain_text(after.body)
    for number in ("8,192", "4"):
        if number not in plain:
            assert number.replace(",", "") in gone
    assert find_losses(after, after) == []
    assert find_unexplained(lost, [Removal(x.what, "no longer true") for x in lost]) == []
    assert find_unexplained(lost, []) == lost


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (CreatePage("x", ()), "create_page on a page that exists"),
        (AppendToSection("Nowhere", "x"), 'no section "Nowhere".*"How it works", "History"'),
        (AddSection("HISTORY", "x"), "already a section"),
        (AddSection("New", "x", after="Nowhere"), 'no section "Nowhere"'),
        (ReplaceText("1990", "1991"), "stands 2 times"),
        (ReplaceText("absent", "x"), "stands 0 times"),
        (ReplaceText("heats", "x\n\n## New\n\ny"), "headings"),
        (ReplaceText("heats", "x\n\n[^k-9]: y"), "footnote definitions"),
        (AppendToSection("History", "## New\n\nx"), "heading"),
        (AppendToSection("History", "# New"), "heading"),
        (AppendToSection("History", "[^k-9]: made up"), "footnote definitions"),
        (AppendToSection("History", "  "), "empty"),
        (AddSection("# x", "y"), "heading is one line"),
        (AddSection("a\nb", "y"), "heading is one line"),
        (AddAlias(" "), "alias"),
        (AddAlias("x" * 121), "alias"),
    ],
)  # fmt: skip
def test_an_edit_that_does_not_fit_says_why(edit, said):
    with pytest.raises(EditError, match=said):
        apply_edits(PAGE, [edit])


def test_text_that_opens_a_fence_and_leaves_it_open_is_refused():
    """It would swallow every section after it, and the footnotes."""
    for edit in (
        AppendToSection("How it works", "```\ncode"),
        ReviseTldr("~~~"),
        ReplaceText("heats", "x\n```\ny"),
    ):
        with pytest.raises(EditError):
            apply_edits(PAGE, [edit])


def test_a_heading_that_stands_twice_names_no_section():
    twice = page("\nx\n\n## A\n\na\n\n## A\n\nb\n")
    with pytest.raises(EditError, match="2 times"):
        apply_edits(twice, [RemoveSection("A")])


def test_what_is_appended_to_a_list_joins_it():
    after = apply_edits(PAGE, [AppendToSection("How it works", "- three")])
    assert "- one\n- two\n- three\n\n## History" in after.body
    after = apply_edits(PAGE, [AppendToSection("How it works", "A paragraph.")])
    assert "- two\n\nA paragraph.\n\n## History" in after.body


def test_a_section_is_added_where_it_is_wanted():
    def order(after):
        return [p.heading for p in apply_edits(PAGE, [AddSection("New", "x", after=after)]).parts]

    assert order("TLDR")[0] == "New"
    assert order("")[-1] == "New"
    assert order("history").index("New") == 2


@pytest.mark.parametrize(
    "body", ["\nlead", "\nlead\n\n## A\n\nno newline at the end", "\nlead\n\n## A"]
)
def test_a_section_can_be_added_to_a_file_without_a_last_newline(body):
    after = apply_edits(page(body), [AddSection("New", "x")])
    assert after.body.endswith("\n\n## New\n\nx\n\n")


def test_an_alias_is_added_once():
    after = apply_edits(PAGE, [AddAlias("Boiler"), AddAlias("Boiler"), AddAlias(" Pot ")])
    assert after.meta["aliases"] == ["Boiler", "Pot"]
    assert after.render() == PAGE.render()


@given(texts)
def test_a_page_is_created_only_where_there_is_none(text):
    empty = Page("wiki/concepts/new.md")
    try:
        made = apply_edits(empty, [CreatePage(text, (Section("What", text),))])
    except EditError:
        return
    assume(text.strip())
    assert [p.heading for p in made.parts] == ["What"]
    again = Page.parse(made.path, made.render())
    assert [p.heading for p in again.parts] == ["What"]
    with pytest.raises(EditError):
        apply_edits(made, [CreatePage(text, ())])


def test_renaming_a_section_changes_its_heading_and_nothing_else():
    page = Page.parse(
        "wiki/c/x.md",
        "---\ntitle: X\n---\n\nLead.\n\n## Old name\n\nText.[^a-1]\n\n## Other\n\nMore.\n",
    )
    done = apply_edits(page, [RenameSection("old name", "New name")])
    assert done.render() == page.render().replace("## Old name", "## New name")


def test_a_section_is_not_renamed_to_one_that_exists():
    page = Page.parse(
        "wiki/c/x.md", "---\ntitle: X\n---\n\nLead.\n\n## One\n\nText.\n\n## Two\n\nMore.\n"
    )
    with pytest.raises(EditError, match='already a section "Two"'):
        apply_edits(page, [RenameSection("One", "Two")])


def test_properties_above_a_page_stay_above_its_lead():
    above = "type:: person\nalias:: Niklas"
    page = Page.parse("wiki/x.md", f"{above}\n\n- He kept slips.\n")
    for text in (f"He is a sociologist.[^a-1]\n\n{above}\n\n- He kept slips.", "He is.[^a-1]"):
        made = apply_edits(page, (ReviseTldr(text),)).lead.strip()
        assert made.startswith(f"{above}\n\nHe is")
        assert made.count("alias::") == 1
