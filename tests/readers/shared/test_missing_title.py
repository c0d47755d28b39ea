"""A heading that names a part of a document is no title of the whole."""

import pytest

from pipeline.readers import read_source
from pipeline.readers.shared.missing_title import names_part


def title(name, text):
    return read_source(f"raw/{name}", text.encode()).title


@pytest.mark.parametrize(
    "heading",
    ["Summary", "1. Introduction", "ABSTRACT", "II. Motivation", "**Overview**", "3 Usage:"],
)
def test_the_name_of_a_part_is_known_with_its_number(heading):
    assert names_part(heading)


@pytest.mark.parametrize(
    "heading",
    ["Summary of the floods", "Usage limits", "3rd example", "Notes on Sluices", "Sluice"],
)
def test_a_heading_that_says_of_what_is_a_title(heading):
    assert not names_part(heading)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0417-sluice-gates.md", "## Summary\n\nGates open.\n\n## Motivation\n\nWater rises.\n"),
        ("sluice-gates.md", "# Example\n\nGates open.\n\n# Motivation\n\nWater rises.\n"),
        ("sluice_gates.rst", "Introduction\n============\n\nGates.\n\nUsage\n=====\n\nTurn.\n"),
        ("sluice-gates.txt", "Abstract\n\nGates open when water rises.\n"),
        (
            "sluice-gates.html",
            "<html><body><main><h2>Overview</h2><p>Gates open when the water rises, and close "
            "again when it falls.</p><h2>Usage</h2><p>Turn the wheel by hand.</p></main></body>",
        ),
    ],
)
def test_the_files_name_is_the_title_where_the_first_heading_names_a_part(name, text):
    assert title(name, text) == "Sluice gates"


def test_a_declared_title_stays_whatever_it_says():
    assert title("a.md", "---\ntitle: Overview\n---\n\n## Summary\n\nGates.\n") == "Overview"
    assert title("a.md", "# Introduction\n\nGates.\n\n## Usage\n\nTurn.\n") == "Introduction"


def test_a_pages_title_element_comes_before_the_name_of_a_part():
    page = (
        "<html><head><title>Sluices of Halden</title></head><body><main><h1>Summary</h1>"
        "<p>Gates open when the water rises, and close again when it falls.</p></main></body></html>"
    )
    assert title("x.html", page) == "Sluices of Halden"
