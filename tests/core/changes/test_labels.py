"""Labels: a claim keeps its footnote when its source is read again, or gets another name."""

from dataclasses import replace

import pytest

from pipeline.core.changes import labels
from tests.core.changes.test_assemble import (
    ABOUT_KETTLE,
    ABOUT_TEAPOT,
    KETTLE,
    SCHEMA,
    TEAPOT,
    UPDATE,
    K,
    lay,
    pages_of,
)
from tests.helpers.making import claim, wiki_of

MOVED = replace(KETTLE, path="raw/renamed.md")


def wiki_with(*changes, without=""):
    """The wiki of these changes, laid one on the other; `without` is a line of front matter that goes."""
    texts = {}
    for each in changes:
        _, texts = lay(each, texts)
    pages = pages_of(texts)
    return wiki_of({path: text.replace(without, "") for path, text in pages.items()})


def read_again(of, claims, wiki, raw):
    """The labels that a source gets when these claims are found in it."""
    record = labels.source_record(of, wiki, raw)
    read = replace(ABOUT_KETTLE.extraction, claims=claims)
    return [c.id for c in labels.number_claims(read, record.label, wiki).claims]


def test_claims_of_a_new_source_are_numbered_from_one():
    fresh = tuple(replace(c, id=str(i)) for i, c in enumerate(K))
    assert read_again(KETTLE, fresh, wiki_of({}), [KETTLE.path]) == ["kettle-1", "kettle-2"]


def test_a_claim_keeps_its_label_when_the_source_is_read_again():
    wiki = wiki_with(ABOUT_KETTLE)
    new = claim("0", "A third thing.")
    assert read_again(KETTLE, (new, K[1], K[0]), wiki, [KETTLE.path]) == [
        "kettle-3",
        "kettle-2",
        "kettle-1",
    ]
    other_space = replace(K[1], quotes=(replace(K[1].quotes[0], text="It  holds\n2 litres."),))
    assert read_again(KETTLE, (other_space,), wiki, [KETTLE.path]) == ["kettle-2"]


# --- the record of a source ---


def test_a_new_source_has_no_record_and_a_label_of_its_file_name():
    record = labels.source_record(KETTLE, wiki_of({}), [KETTLE.path])
    assert (record.page, record.slug, record.label) == (None, "", "kettle")
    assert record.labels > {"kettle"}
    assert record.recorded("captured") == ""
    assert not record.is_renamed(KETTLE)


def test_a_recorded_source_has_the_label_of_its_record_and_no_other():
    record = labels.source_record(KETTLE, wiki_with(ABOUT_KETTLE), [KETTLE.path])
    assert (record.slug, record.label, record.labels) == ("about-kettles", "kettle", {"kettle"})
    assert record.recorded("author") == "Ada"
    assert record.recorded("effective") == ""
    assert not record.is_renamed(KETTLE)


@pytest.mark.parametrize("without", ["", "label: kettle\n"])
def test_a_renamed_source_keeps_its_labels_and_its_page(without):
    wiki = wiki_with(ABOUT_KETTLE, without=without)
    record = labels.source_record(MOVED, wiki, [MOVED.path])
    assert record.is_renamed(MOVED)
    assert read_again(MOVED, K, wiki, [MOVED.path]) == ["kettle-1", "kettle-2"]
    plan = labels.plan_summary(MOVED, ABOUT_KETTLE.extraction, record, wiki, ["renamed"])
    assert (plan.slug, plan.action) == ("about-kettles", "update")


def test_a_source_keeps_its_labels_where_its_record_lost_them():
    wiki = wiki_with(ABOUT_KETTLE, without="label: kettle\n")
    assert read_again(KETTLE, K, wiki, [KETTLE.path]) == ["kettle-1", "kettle-2"]


def test_a_source_whose_content_changed_is_not_one_that_was_renamed():
    other = replace(MOVED, sha256="0" * 64)
    record = labels.source_record(other, wiki_with(ABOUT_KETTLE), [other.path])
    assert record.page is None
    changed = replace(KETTLE, sha256="0" * 64)
    record = labels.source_record(changed, wiki_with(ABOUT_KETTLE), [changed.path])
    assert record.slug == "about-kettles"
    assert not record.is_renamed(changed)


def test_a_copy_of_a_source_that_is_still_there_is_another_source():
    copy = replace(KETTLE, path="raw/copy.md")
    record = labels.source_record(copy, wiki_with(ABOUT_KETTLE), [KETTLE.path, copy.path])
    assert record.page is None


def test_sources_with_one_name_in_two_folders_get_different_labels():
    raw = ["raw/a/report.md", "raw/b/report.md", "raw/b/2026-03-report.html"]

    def made():
        of = (replace(KETTLE, path=path) for path in raw)
        return [labels.source_record(each, wiki_of({}), raw).label for each in of]

    assert len(set(made())) == 3
    assert made() == made()


def test_a_source_gets_no_label_that_the_record_of_a_deleted_one_has():
    again = replace(TEAPOT, path="raw/other/kettle.md")
    record = labels.source_record(again, wiki_with(ABOUT_KETTLE), [again.path])
    assert record.label != "kettle"
    assert record.labels == {"kettle", record.label}


def test_a_summary_page_never_has_the_name_of_a_source_or_of_another_page():
    read = ABOUT_KETTLE.extraction
    new = labels.source_record(KETTLE, wiki_of({}), [KETTLE.path])
    plan = labels.plan_summary(KETTLE, read, new, wiki_of({}), ["about-kettles"])
    assert plan.slug == "about-kettles-summary"
    wiki = wiki_with(ABOUT_KETTLE)
    new = labels.source_record(TEAPOT, wiki, [KETTLE.path, TEAPOT.path])
    plan = labels.plan_summary(TEAPOT, read, new, wiki, [])
    assert (plan.title, plan.slug) == ("About kettles (source)", "about-kettles-source")


# --- what a change set may say of its source ---


def test_a_change_set_may_not_speak_in_the_name_of_another_source():
    wiki = wiki_with(ABOUT_KETTLE, ABOUT_TEAPOT)
    paths = [KETTLE.path, TEAPOT.path]
    ours, other = (labels.source_record(of, wiki, paths) for of in (TEAPOT, KETTLE))
    assert labels.find_misattribution(UPDATE, TEAPOT, ours, wiki) == ""
    assert "teapot-1 is not one of" in labels.find_misattribution(UPDATE, TEAPOT, other, wiki)
    assert labels.find_misplaced_page(UPDATE, TEAPOT, ours, SCHEMA, wiki) == ""
    assert "about-teapots" in labels.find_misplaced_page(UPDATE, TEAPOT, other, SCHEMA, wiki)
