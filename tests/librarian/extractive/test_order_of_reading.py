"""The order in which sources are compiled decides nothing: the newest source in force leads."""

from itertools import permutations

import pytest

from pipeline.librarian.extractive.pages.page_statements import Sheet, statements_of
from tests.helpers.growing import Growth, article
from tests.helpers.share import share

OLD = article(
    "Weir handbook 2021", "2021-05-01",
    "The Tamsin weir lifts rafts of up to 900 kilograms. The Tamsin weir is run by the Norbach town "
    "council. The Tamsin weir has 2 gates.",
)  # fmt: skip
NEW = article(
    "Weir handbook 2025", "2025-05-01",
    "The Tamsin weir lifts rafts of up to 1,350 kilograms. The Tamsin weir is run by the Halden port "
    "authority. The Tamsin weir has 4 gates.",
)  # fmt: skip
BETWEEN = article(
    "A walk along the river", "2023-03-01",
    "The Tamsin weir stands beside an old mill. Herons fish below the Tamsin weir all winter. "
    "The Tamsin weir is run by a club of anglers.",
)  # fmt: skip
DRAFT = article(
    "Plans for the weir", "2026-03-01",
    "The Tamsin weir is run by the county of Lowdale. The Tamsin weir lifts rafts of up to 3,000 "
    "kilograms.", status="draft",
)  # fmt: skip
MEANING = article(
    "A glossary of rivers", "2022-01-01",
    "The Tamsin weir is a weir of oak on the river Tam. The Tamsin weir keeps the mill pond full.",
)  # fmt: skip
SETS = {
    "two": [OLD, NEW],
    "three": [OLD, BETWEEN, NEW],
    "with a definition": [OLD, NEW, MEANING],
    "with a draft": [OLD, NEW, DRAFT],
    "four": [OLD, BETWEEN, NEW, MEANING],
}


def grown(articles):
    growth = Growth()
    for number, text in articles:
        growth.add(f"source-{number}.md", text)
    return growth


def first_statement(growth):
    sheet = Sheet.of(growth.wiki.page("tamsin-weir"))
    return statements_of(sheet)[0].text


@pytest.mark.parametrize("name", SETS)
def test_a_page_opens_alike_whatever_was_compiled_first(name):
    opened = {
        first_statement(grown(order)): [number for number, _ in order]
        for order in share(permutations(enumerate(SETS[name])), 5 if len(SETS[name]) > 3 else 1)
    }
    assert len(opened) == 1, opened


@pytest.mark.parametrize("order", list(permutations([OLD, BETWEEN, NEW])))
def test_who_runs_it_now_stands_first_and_who_ran_it_is_history(order):
    growth = grown(enumerate(order))
    statements = statements_of(Sheet.of(growth.wiki.page("tamsin-weir")))
    runs = [s for s in statements if " is run by " in s.text]
    assert {s.text: s.history for s in runs} == {
        "The Tamsin weir is run by the Halden port authority.": False,
        "The Tamsin weir is run by the Norbach town council.": True,
        "The Tamsin weir is run by a club of anglers.": True,
    }
    assert growth.lost == []
