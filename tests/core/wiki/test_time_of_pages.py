"""Pages that somebody made to be slow: what reads them takes a time that grows with their length alone."""

import time

import pytest

from pipeline.core.claims.claim_index import statements_of_page
from pipeline.core.claims.judgement import Statement
from pipeline.core.language.measures import measures
from pipeline.core.language.quantities import find_value_changes, quantities
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.markup.ignore_comments import find_ignores, is_ignore
from pipeline.core.upkeep import settle_contradiction
from pipeline.core.upkeep.passages import split_passages
from pipeline.core.wiki.page import MOST_PAGE_BYTES, Page
from pipeline.core.wiki.pieces import pieces_of_page
from tests.helpers.share import share

MOST_SECONDS = 4.0  # of the processor; what was quadratic took 10 to 100
FRONT = "---\ntitle: X\ntype: concept\n---\n"


def page_of(piece):
    return Page.parse("wiki/concepts/x.md", FRONT + piece * (90_000 // len(piece)) + "\n")


def assert_quick(work, text):
    begun = time.process_time()
    work(text)
    assert time.process_time() - begun < MOST_SECONDS


@pytest.mark.parametrize("piece", share(["“", "![", "<!--", "'", "a “b ", "1. "], 2))
def test_sentences_without_an_end(piece):
    page = page_of(piece)
    assert_quick(lambda p: list(pieces_of_page(p)), page)
    assert_quick(lambda p: list(split_passages(p.lead)), page)


@pytest.mark.parametrize(
    "piece",
    share(
        ["1 ", "1. ", "2024-01-01 ", "from 1 to 2 ", "v1.2 ", "$1 ", "1 January 2024 ", "1%\n"], 3
    ),
)
def test_values_without_number(piece):
    text = piece * (MOST_PAGE_BYTES // len(piece))
    assert_quick(quantities, text)
    assert_quick(measures, text)


@pytest.mark.parametrize(
    "piece", share(["replace with (1 ", "replaced with 1 ", "up to 1 ", "from a a a 1 "], 2)
)
def test_changes_without_number(piece):
    assert_quick(find_value_changes, piece * (20_000 // len(piece)))


@pytest.mark.parametrize(
    "piece", ["<!-- lint-ignore ", "<!-- lint-ignore a: b ", "<!-- lint-ignore a: b -->"]
)
def test_comments_without_an_end(piece):
    assert_quick(
        lambda text: list(find_ignores(text)), FRONT + piece * (MOST_PAGE_BYTES // len(piece))
    )


def test_a_reason_of_spaces():
    assert_quick(is_ignore, f"<!-- lint-ignore a: b{' ' * MOST_PAGE_BYTES}< -->")
    assert_quick(is_ignore, f"<!-- lint-ignore a:{' ' * MOST_PAGE_BYTES}-- -->")


def test_a_page_of_one_statement():
    page = page_of("The fee of 1 “x rose from 2 to 3, ")
    assert_quick(statements_of_page, page)


@pytest.mark.parametrize("row", [f"| a{' ' * 90_000}b[^x-1] |", f"|{'| a ' * 20_000}|"])
def test_a_row_with_nothing_in_it(row):
    side = Statement("x", "wiki/concepts/x.md", "", "a", ("x-1",), ("a",), ("raw/x.md",), raw=row)
    assert_quick(lambda s: settle_contradiction._scoped(s.raw, "in 2024"), side)


@pytest.mark.parametrize(
    "text", ["One. Two! Three?", "No end " * 2_000, "x" * 20_000, "", "A. " * 4_000]
)
def test_sentences_joined_are_the_text(text):
    assert "".join(cut_into_sentences("en", text)) == text
