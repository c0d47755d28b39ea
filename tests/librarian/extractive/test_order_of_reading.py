"""The order in which sources are compiled decides nothing: the newest source in force leads."""

from itertools import permutations

import pytest

from pipeline.librarian.extractive.pages.page_statements import Sheet, statements_of
from pipeline.librarian.extractive.values.compare import compare_values
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
    "The Tamsin weir is located in the town of Lowdale. Herons fish below the Tamsin weir all winter. "
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


OLDER = article(
    "Rules of the lock", "2021-05-01",
    "The keeper opens the lock at dawn.", "- `LOCK_LIMIT`: `40`\n- `LOCK_WIDTH`: `7`",
    "The keeper closes the lock after `LOCK_LIMIT` boats.",
)  # fmt: skip
NEWER = article(
    "More boats a day", "2025-05-01",
    "This rule amends RULE-1 and says how many boats pass.", "- `LOCK_LIMIT`: `60`",
    "The keeper counts boats up to `LOCK_LIMIT` each day.",
)  # fmt: skip


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_sources_meet_whichever_comes_first_though_only_the_newer_names_the_other(order):
    growth = Growth()
    for number in order:
        growth.add(f"rule-{number}.md", OLDER if number == 1 else NEWER)
    (conflict,) = [c for plan in growth.plans for c in plan.conflicts]
    assert (conflict.relation, conflict.note) == ("supersedes", "40 → 60")
    assert {"lock-limit", "lock-limit-values-compared"} <= growth.wiki.facts.keys()


def test_a_change_and_a_listed_value_are_compared_whichever_is_new():
    change, listed = "Update the LOCK_LIMIT constant of 40KB to 64KB.", "LOCK_LIMIT: 0x6000"
    names = frozenset(["lock limit"])
    found = compare_values(change, listed, names), compare_values(listed, change, names)
    assert [(x.new.text, x.old.text) for x in found] == [("64KB", "0x6000"), ("0x6000", "64KB")]
