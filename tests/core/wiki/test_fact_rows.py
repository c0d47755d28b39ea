"""Facts come back from their rows as they were, and a row that was not made here is not believed."""

import json
from dataclasses import replace

import pytest
from hypothesis import example, given

from pipeline.core.wiki.fact_rows import facts_of_rows, row_of_facts
from pipeline.core.wiki.facts import facts_of, facts_of_names
from tests.helpers.strategies import markdown_text

FRONT = "---\ntitle: Kettle\nsource: raw/k.md\nlabel: k\nrelated: [pot, cup]\n---\n"


def kettle(body="It boils [[tea]] in [a pot](pot.md#lid).\n"):
    return facts_of("wiki/concepts/kettle.md", FRONT + body)


@given(markdown_text)
@example("[[a\x7fb]] and [[c]]\n")
@example("[[a\u2028b]] \x85 [[c]]\n")
def test_facts_survive_a_cache(body):
    facts = kettle(body)
    [found] = facts_of_rows([row_of_facts(facts)])
    assert found == facts
    assert row_of_facts(found) == row_of_facts(facts)


def test_what_is_seldom_asked_for_is_read_when_it_is():
    facts = kettle()
    [found] = facts_of_rows([row_of_facts(facts)])
    assert "refs" not in found.__dict__
    assert found.refs == facts.refs != ()
    assert found.related == ("pot", "cup")
    assert replace(found, title="Pot") == replace(facts, title="Pot")


def test_facts_of_names_alone_know_nothing_of_the_page():
    known = facts_of_names(("wiki/a.md", "A", "", (), {}, ("a",), ("a",)))
    assert (known.refs, known.related, known.sketch, known.terms) == ((), (), (), "")


def changed(change):
    first, late = row_of_facts(kettle()).split("\n")
    values = json.loads(first)
    change(values)
    return f"{json.dumps(values)}\n{late}"


@pytest.mark.parametrize(
    "row",
    [
        "null",
        "[]",
        "{}\n[]",
        row_of_facts(kettle()).replace("pot", "tea"),  # of which the checksum does not hold
        row_of_facts(kettle()).partition("\n")[0],
        changed(lambda values: values.append("more")),
        changed(lambda values: values.__setitem__(1, 7)),
        changed(lambda values: values.__setitem__(4, [7])),
        changed(lambda values: values[values.index({"source": "raw/k.md", "label": "k"})].update(x=7)),
    ],
)  # fmt: skip
def test_a_row_of_another_making_is_not_believed(row):
    whole = row_of_facts(kettle())
    assert facts_of_rows([whole, row, whole]) == [kettle(), None, kettle()]


def test_what_is_no_json_is_told():
    with pytest.raises(ValueError, match="char"):
        facts_of_rows([row_of_facts(kettle()), "nonsense"])
