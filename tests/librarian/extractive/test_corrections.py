"""An update that corrects a value stands wherever the value stands."""

import pytest

from pipeline.librarian.extractive.extract import extract
from pipeline.librarian.extractive.values.compare import compare_values
from pipeline.readers import read_source
from tests.helpers.making import SCHEMA


def claims_of(text):
    source = read_source("raw/kilns.md", f"---\ntitle: Kilns of Tamsin\n---\n{text}\n".encode(), "")
    return [claim.text for claim in extract(source, SCHEMA).claims]


def holding(text, words):
    return [claim for claim in claims_of(text) if words in claim]


OLD = "The north kiln of Tamsin holds 140 bricks."


@pytest.mark.parametrize(
    "text",
    [
        f"{OLD} (Update 2018: it now holds 120 bricks.) The kiln was built in 1901.",
        f"{OLD} [Edit: it holds 120 bricks.]",
        f"{OLD} EDIT: it holds 120 bricks.",
        f"{OLD} (As of 2020 it holds 120 bricks.)",
        f"{OLD} The kiln was built in 1901.\n\nErratum: The north kiln of Tamsin holds 120 bricks.",
        f"{OLD}\n\n> [!WARNING] Correction\n> The north kiln of Tamsin holds 120 bricks.",
        f"> **Update (May 2021):** The north kiln of Tamsin holds 120 bricks.\n\n{OLD}",
        f"{OLD}\n\nThe kiln was built in 1901.\n\n## Corrections\n\n## Correction\n\nThe north kiln of Tamsin holds 120 bricks.",
        "The north kiln of Tamsin holds ~~140~~ 120 bricks.",
        "The north kiln of Tamsin holds 140 bricks (as of 2020 it holds 120 bricks).",
    ],
)
def test_no_claim_has_the_old_value_without_the_new(text):
    found = holding(text, "140")
    assert found
    assert all("120" in claim for claim in found)


def test_an_update_about_something_else_stands_alone():
    text = f"{OLD} Erratum: The south bridge of Norbach is 9 m wide, not 8 m."
    assert holding(text, "140") == [OLD]
    assert holding(text, "9 m wide")


def test_an_update_of_another_instance_corrects_nothing():
    text = "Kiln 1 of Tamsin holds 140 bricks.\n\nUpdate: Kiln 2 of Tamsin holds 120 bricks."
    assert holding(text, "140") == ["Kiln 1 of Tamsin holds 140 bricks."]


def test_a_corrected_value_is_not_the_present_one():
    names = frozenset({"kiln"})
    old = "The kiln holds 140 bricks. (Update 2018: it holds 120 bricks.)"
    assert compare_values("The kiln holds 120 bricks.", old, names) is None
    assert compare_values(
        "The kiln holds 32 bricks.", "The kiln holds ~~30~~ 32 bricks.", names
    ).same


@pytest.mark.parametrize(
    "line",
    [
        "This page was last edited on 3 March 2024, at 10:12.",
        "Last updated: 3 March 2024 by the keeper of the kiln.",
        "Share this article with 9 friends on every network.",
        "© 2024 Tamsin Ltd. All rights reserved.",
        "Posted by Ann Miller on 3 May 2021 at noon.",
        "The kiln tool links to [[foo_bar|the bar](x) and has 9 pages.",
        "The variable `FOO\\\\\\\\_BAR` of the kiln tool holds 5 values.",
    ],
)
def test_a_line_of_the_page_and_a_broken_one_are_no_claims(line):
    assert claims_of(f"{OLD}\n\n{line}\n") == [OLD]


def test_an_escaped_sign_loses_its_escape_and_a_path_keeps_its_backslash():
    (found,) = claims_of("The key kiln\\_size\\_max of the Tamsin tool is 7 letters long.")
    assert found == "The key kiln_size_max of the Tamsin tool is 7 letters long."
    (found,) = claims_of(
        "The Tamsin tool keeps 9 files in the folder C:\\Kilns\\north of the disk."
    )
    assert "C:" in found
