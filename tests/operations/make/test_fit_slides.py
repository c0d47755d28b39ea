"""Slides that turn out too full are parted until they fit, and it is said how that was found out."""

import re

import pytest

from pipeline.core.errors import UserError
from pipeline.core.reports.output_page import read_output_page
from pipeline.core.wiki.page import Page
from pipeline.operations.make.fit_slides import fit_slides
from pipeline.outputs import OutputFile, kind_called
from tests.helpers.charting import pump_wiki

BODY = "---\ntitle: The Pump\ntype: report\n---\n\n" + "\n".join(
    f"- Point {number} says something of the Pump." for number in range(8)
)


@pytest.fixture(scope="module")
def made():
    page = read_output_page(Page.parse("wiki/outputs/x.md", BODY), pump_wiki(), lambda _: None)
    return kind_called("slides").write(page, "marp")


def points_by_slide(deck):
    return [re.findall(r"Point \d", slide) for slide in deck.decode().split("\n---\n")[1:]]


def holding(most):
    """Return what measures that a slide holds so many points, and keeps the decks that it saw."""
    seen = []

    def measure(deck, pictures):
        seen.append(deck)
        return tuple(n for n, said in enumerate(points_by_slide(deck)) if len(said) > most)

    return measure, seen


def test_what_is_too_full_is_parted_until_it_fits(made):
    measure, seen = holding(2)
    fitted, said = fit_slides(made, measure)
    assert [len(said) for said in points_by_slide(fitted.data)] == [0, 2, 2, 2, 2]
    assert len(seen) == 3
    assert said.startswith("What fits a slide was measured by rendering with Marp. Too full")


def test_what_fits_is_rendered_once_and_fills_its_slides(made):
    measure, seen = holding(8)
    fitted, said = fit_slides(made, measure)
    assert [len(said) for said in points_by_slide(fitted.data)] == [0, 8]
    assert (len(seen), said) == (1, "What fits a slide was measured by rendering with Marp.")


def test_what_cannot_be_parted_is_said(made):
    fitted, said = fit_slides(made, lambda deck, _: tuple(range(1, len(points_by_slide(deck)))))
    assert [len(said) for said in points_by_slide(fitted.data)] == [0, *[1] * 8]
    assert said.endswith("8 slides cannot be parted: the end may be cut off.")


def test_where_measuring_fails_the_estimate_stands_and_it_is_said(made):
    def measure(deck, pictures):
        raise UserError("Marp took longer than 60 seconds.")

    fitted, said = fit_slides(made, measure)
    assert fitted is made
    assert said.startswith("The slides could not be measured: Marp took longer")


def test_without_programs_and_for_powerpoint_it_is_estimated(made):
    assert "is measured by rendering" in fit_slides(made, None)[1]
    powerpoint = OutputFile(tree="{}", to="pptx", estimated=True)
    assert fit_slides(powerpoint, None)[1] == "What fits a slide was estimated by characters."
    assert fit_slides(OutputFile(b"x"), None) == (OutputFile(b"x"), "")
