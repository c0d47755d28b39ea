"""What is said of a source beside its claims stands in the source, or is left out and listed."""

from __future__ import annotations

import pytest

from pipeline.core.changes.attestation import keep_attested
from tests.helpers.making import extraction, source

NOTHING = {"author": "", "published": ""}
TEXT = (
    "The base fee rises.\n\n| Fork block | Chain |\n| --- | --- |\n| 2,463,000 | Main net |\n\n"
    "By Ada Lovelace and Charles Babbage, 3 March 2009. Status: Last Call. In force from 1 May 2010, block 12244000.\n"
)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("effective", "block 2,463,000 (Main net)"),
        ("effective", "block 2,463,000 on Main net"),
        ("effective", "block 12,244,000"),
        ("effective", "2010-05-01"),
        ("author", "Ada Lovelace, Charles Babbage"),
        ("status", "last call"),
        ("published", "2009-03-03"),
    ],
)
def test_what_the_source_says_in_whatever_form_is_kept(key, said):
    found = keep_attested(extraction(source(TEXT), [], **{**NOTHING, key: said}), source(TEXT))
    assert getattr(found, key) == said
    assert found.dropped == ()


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("effective", "block 2,463,001"),
        ("effective", "2,463,000 (Test net)"),
        ("effective", "block 2,463,000 on Test net"),
        ("author", "Ada Lovelace, Mallory"),
        ("status", "Final"),
        ("published", "2011-03-03"),
    ],
)
def test_what_the_source_does_not_say_is_left_out_and_listed(key, said):
    found = keep_attested(extraction(source(TEXT), [], **{**NOTHING, key: said}), source(TEXT))
    assert getattr(found, key) == ""
    assert [said in row.what for row in found.dropped] == [True]


def test_of_a_date_the_source_gives_in_part_that_part_is_kept():
    text = "The base fee rises. It was written in March 2009."
    assert (
        keep_attested(
            extraction(source(text), [], **{**NOTHING, "published": "2009-03-17"}), source(text)
        ).published
        == "2009-03"
    )


def test_the_day_of_the_last_change_is_not_taken_for_that_of_publication():
    text = "Last updated: 17 March 2009. It boils."
    changed = source(text, modified="2009-03-17")
    read = extraction(changed, [], **{**NOTHING, "published": "2009-03-17"})
    assert keep_attested(read, changed).published == ""
    assert keep_attested(read, source(text)).published == "2009-03-17"
