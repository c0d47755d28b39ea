"""What an export holds of a wiki, and in which order."""

from __future__ import annotations

from tests.helpers.claims import page, record
from tests.helpers.exporting import PLAIN, contents_of


def test_claims_stand_by_source_and_number_with_all_their_statements():
    repeated = page(
        "Dams", "The Old Dam is 12 metres high.[^report-1]", {"report-1": "is 12 metres"}
    )
    held = contents_of(*PLAIN, repeated)
    assert [one.label for one in held.claims] == [
        *("report-1", "report-2", "report-3", "report-4", "survey-1")
    ]
    assert [s.slug for s in held.claims[0].statements] == ["dams", "old-dam"]


def test_a_claim_names_the_pages_that_its_statements_name():
    held = contents_of(*PLAIN)
    assert held.claims[1].links == ("mill-lake",)


def test_a_source_says_what_its_record_says_and_which_licence_it_names():
    held = contents_of(*PLAIN, licences={"raw/report.md": "CC0-1.0"})
    report = held.source("raw/report.md")
    assert (report.label, report.published, report.standing, report.licence) == (
        *("report", "2024-03-01", "in-force", "CC0-1.0"),
    )
    assert held.source("raw/survey.md").licence == ""
    assert held.source("raw/nowhere.md") is None


def test_a_page_that_cannot_be_read_costs_itself_alone():
    broken = {"wiki/concepts/broken.md": "---\ntitle: [\n---\n\nIt is 3 m.[^report-7]\n"}
    assert len(contents_of(*PLAIN, broken).claims) == 5


def test_a_mark_without_a_citation_is_no_claim():
    noted = {"wiki/concepts/n.md": "---\ntitle: N\n---\n\nSo.[^a-1]\n\n[^a-1]: A person's note.\n"}
    assert len(contents_of(*PLAIN, noted, record("a", "2020-01-01")).claims) == 5
