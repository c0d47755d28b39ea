"""The wiki that grows from several sources: one page a thing, the newest value first, nothing lost."""

import re

import pytest

from pipeline.core.changes.read_source import ReadSource
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.extractive.pages.against_wiki import Thing, WikiDispute
from pipeline.librarian.extractive.pages.team_types import plan_team_pages
from pipeline.librarian.extractive.pages.twins import say_the_same
from pipeline.librarian.extractive.plan import MOST_ON_SUMMARY
from pipeline.librarian.extractive.values.compare import compare_values
from pipeline.librarian.extractive.words.page_words import page_words_in
from tests.helpers.growing import Growth, article
from tests.helpers.growth import calls
from tests.helpers.making import claim, extraction, source, summary, wiki_of


def saturn():
    growth = Growth()
    growth.add(
        "2019-a.md",
        article(
            "Saturn leads",
            "2019-10-08",
            "Saturn has 82 known moons. Saturn is a planet with rings.",
            "An irregular moon is a moon that was captured. Most irregular moons of Saturn are small.",
        ),
    )
    growth.add(
        "2023-b.md",
        article(
            "Saturn again",
            "2023-05-23",
            "Saturn has 145 recognised moons. Saturn had 82 known moons in 2019.",
        ),
    )
    growth.add(
        "2025-c.md",
        article(
            "Saturn once more",
            "2025-03-12",
            "Saturn has 274 recognised moons. Irregular moons are moons that move on long and tilted paths.",
        ),
    )
    return growth


def test_the_newest_value_stands_first_and_the_old_ones_in_the_history_with_date_and_source():
    growth = saturn()
    page = growth.wiki.page("saturn")
    assert "274 recognised moons" in page.tldr
    assert "145" not in page.tldr
    (history,) = page.find("How it changed")
    lines = [line for line in history.text.strip().split("\n") if line.startswith("- **")]
    assert [line[:13] for line in lines] == ["- **2023-05**", "- **2019-10**"]
    assert "82 known moons" in lines[-1]


def test_nothing_is_lost_at_any_step():
    assert saturn().lost == []


def test_one_comparison_page_gathers_all_values_newest_first():
    growth = saturn()
    pages = [f for f in growth.wiki.facts.values() if f.type == "comparison"]
    assert [p.title for p in pages] == ["Saturn moons: values compared"]
    rows = [
        line
        for line in growth.body(pages[0].slug).split("\n")
        if "[^" in line and line.startswith("|")
    ]
    assert [row.split("|")[1].strip() for row in rows] == ["274 moons", "145 moons", "82 moons"]
    assert "2025-03-12" in growth.wiki.page(pages[0].slug).tldr


def test_there_is_one_page_for_one_thing_whatever_its_number_and_case():
    growth = saturn()
    titles = [f.title for f in growth.wiki.facts.values()]
    assert titles.count("Irregular moon") == 1
    assert "Irregular moons" not in titles
    assert "[^2025-c" in growth.body("irregular-moon") or "[^c-" in growth.body("irregular-moon")


def test_an_acronym_leads_to_the_page_of_what_it_stands_for():
    growth = Growth()
    growth.add(
        "a.md",
        article(
            "Lists",
            "2020-01-01",
            "The Minor Planet Center (MPC) is an office that lists moons. The MPC has 9 people.",
        ),
    )
    growth.add(
        "b.md",
        article(
            "More",
            "2021-01-01",
            "The MPC is based in Cambridge. The MPC is open on Sundays.",
        ),
    )
    assert (
        growth.wiki.resolve("MPC")
        == growth.wiki.resolve("Minor Planet Center")
        == "minor-planet-center"
    )
    assert "Cambridge" in growth.body("minor-planet-center")


def test_an_acronym_behind_a_link_is_a_name_of_the_page_too():
    growth = Growth()
    said = "[Tide Status Service](https://example.org/tide) (TSS) is a service that tells the tide."
    growth.add("a.md", article("Services", "2020-01-01", f"{said} It has 9 users."))
    assert growth.wiki.facts["tide-status-service"].aliases == ("TSS",)


def test_a_draft_is_proposed_and_supersedes_nothing():
    growth = Growth()
    growth.add(
        "a.md",
        article(
            "Limit",
            "2016-01-01",
            "`MAX_SIZE`: 24.",
            "- `MAX_SIZE`: 24",
            "`MAX_SIZE` is a constant that bounds the size of a crate. `MAX_SIZE` is old.",
            status="Final",
        ),
    )
    plan = growth.add(
        "b.md",
        article(
            "More",
            "2025-01-01",
            "- `MAX_SIZE`: 64",
            "`MAX_SIZE` grows in this draft.",
            status="Draft",
        ),
    )
    assert {c.relation for c in plan.conflicts} <= {"proposed"}
    assert "64" not in growth.wiki.page("max-size").tldr


def test_two_sources_of_one_day_contradict_each_other():
    growth = Growth()
    growth.add(
        "a.md",
        article(
            "One",
            "2020-01-01",
            "Titan has a diameter of 5,150 kilometres. Titan is a moon with lakes.",
        ),
    )
    plan = growth.add(
        "b.md",
        article("Two", "2020-01-01", "Titan has a diameter of 5,250 kilometres. Titan is cold."),
    )
    assert [c.relation for c in plan.conflicts] == ["contradicts"]
    assert "5,150" in growth.body("titan")
    assert "5,250" in growth.body("titan")


def test_different_things_are_no_contradiction():
    growth = Growth()
    growth.add(
        "a.md",
        article(
            "One",
            "2020-01-01",
            "The gas limit is 30M per block. The gas limit is a rule. Saturn has 24 regular moons. Saturn is big.",
        ),
    )
    plan = growth.add(
        "b.md",
        article(
            "Two",
            "2021-01-01",
            "The gas limit is 16M per transaction. Saturn has 250 irregular moons. Saturn has 3 rings.",
        ),
    )
    assert plan.conflicts == ()


def test_every_claim_is_placed_or_left_out_with_a_reason():
    growth = saturn()
    for plan, read in zip(growth.plans, growth.extractions, strict=True):
        placed = {c for page in plan.pages for c in page.claims}
        left = {c for item in plan.left_out for c in item.claims}
        assert {c.id for c in read.claims} <= placed | left
        assert all(item.reason for item in plan.left_out)


def test_every_new_page_is_linked_and_no_sentence_stands_twice():
    growth = saturn()
    for slug in growth.wiki.facts:
        assert growth.wiki.related(slug), slug
        lines = [line for line in growth.body(slug).split("\n") if line.startswith("- ")]
        assert len(lines) == len(set(lines))


def test_a_small_source_makes_few_pages():
    growth = Growth()
    plan = growth.add("a.md", article("Note", "2020-01-01", "The kettle boils at 100 degrees."))
    assert len(plan.pages) == 1


def test_a_team_type_with_cues_gets_its_page_and_its_sections():
    text = """---
types:
  - {name: concept, folder: concepts}
  - {name: entity, folder: entities}
  - {name: source-summary, folder: sources, sections: [Key points]}
  - {name: comparison, folder: comparisons, sections: [Side by side]}
  - {name: decision, folder: decisions, sections: [Context, Decision, Consequences, Status], cues: [decided, decision]}
---
"""
    growth = Growth(Schema.parse(text))
    growth.add(
        "a.md",
        article(
            "Storage",
            "2024-01-01",
            "## Context",
            "The index lives in memory today.",
            "## Decision",
            "We decided to keep it in SQLite.",
        ),
    )
    page = growth.wiki.page("decision-storage")
    assert [p.heading for p in page.parts] == ["Context", "Decision", "Consequences", "Status"]
    assert "decided" in page.tldr
    assert "The sources do not say." in page.find("Status")[0].text


DECISIONS = """---
types:
  - {name: concept, folder: concepts}
  - {name: entity, folder: entities}
  - {name: source-summary, folder: sources}
  - {name: comparison, folder: comparisons}
  - {name: decision, folder: decisions, cues: [decided]}
---
"""


def called(title, type_):
    """A wiki of one page with this title and type; its slug is `known`."""
    return wiki_of({"wiki/x/known.md": f'---\ntitle: "{title}"\ntype: {type_}\n---\n\nWords.\n'})


@pytest.mark.parametrize(("type_", "same"), [("decision", True), ("concept", False)])
def test_a_page_of_another_type_is_not_taken_for_a_decision(type_, same):
    """`labels.find_misplaced_page` would refuse the whole source for it."""
    of, claims = source("We decided it.", title="Storage"), (claim("a-1", "We decided it."),)
    reading = ReadSource(of, extraction(of, claims), summary(claims).plan, frozenset({"a-1"}))
    wiki = called("Decision: Storage", type_)
    (plan,) = plan_team_pages(list(claims), reading, wiki, Schema.parse(DECISIONS), set())
    assert ((plan.slug, plan.action) == ("known", "update")) == same
    assert plan.type == "decision"


@pytest.mark.parametrize(("type_", "slug"), [("comparison", "known"), ("concept", "")])
def test_a_page_of_another_type_is_not_taken_for_a_comparison(type_, slug):
    differ = compare_values("A lid weighs 3 grams.", "A lid weighs 4 grams.", frozenset({"lid"}))
    dispute = WikiDispute(
        Thing("lid", "Lid", frozenset(), ()), "a-1", "b-1", differ, "contradicts", True, 1.0
    )
    title = dispute.comparison(wiki_of({}), page_words_in("en"))[1]
    assert dispute.comparison(called(title, type_), page_words_in("en")) == (slug, title)


def test_markdown_links_are_understood_when_a_page_is_updated():
    growth = Growth(Schema.parse("---\nlinks: markdown\n---\n"))
    for name, day, count in (
        ("a", "2019-01-01", 82),
        ("b", "2023-01-01", 145),
        ("c", "2025-01-01", 274),
    ):
        growth.add(
            f"{name}.md",
            article(
                f"Note {name}",
                day,
                f"Saturn has {count} known moons. Saturn is a planet with {name} rings.",
            ),
        )
    page = growth.wiki.page("saturn")
    assert "274" in page.tldr
    assert page.find("How it changed")[0].text.count("Saturn has") == 2
    assert growth.lost == []


def test_what_a_compile_does_grows_with_the_source():
    def compile_kettles(number):
        text = "\n\n".join(
            f"The kettle {i} of Saturn has {i} lids and boils at {i + 3} degrees. Its lid is steel."
            for i in range(number)
        )
        Growth().add("a.md", article("Long", "2020-01-01", text))

    compile_kettles(5)  # what is imported and made once
    few, many = calls(compile_kettles, 100), calls(compile_kettles, 400)
    assert many < 5 * few, f"{few} calls become {many}"


def test_the_summary_of_a_source_that_is_not_in_force_says_so():
    growth = Growth()
    text = "The limit of the code size is 64 kilobytes. The limit was 24 kilobytes before."
    growth.add("a.md", article("Bigger code", "2020-01-01", text, status="Stagnant"))
    growth.add(
        "b.md", article("Small code", "2020-01-01", text.replace("64", "24"), status="Final")
    )
    stagnant, final = (growth.wiki.page(plan.pages[0].slug).tldr for plan in growth.plans)
    assert stagnant.endswith(" Status: Stagnant; what it proposes is not in force.")
    assert "Status:" not in final


def test_definitions_alike_are_listed_once_with_the_marks_of_all():
    growth = Growth()
    growth.add(
        "a.md",
        article(
            "Note one",
            "2020-01-01",
            "Titan is a large icy moon of Saturn. Titan has lakes of methane.",
        ),
    )
    growth.add(
        "b.md",
        article(
            "Note two",
            "2021-01-01",
            "Titan is a large and icy moon of Saturn. Titan is cold and dark.",
        ),
    )
    body = growth.body("titan").split("\n[^")[0]
    assert body.count("icy moon") == 1
    assert re.search(r"icy moon of \S+?(?:\[\^a-1\]\[\^b-1\]|\[\^b-1\]\[\^a-1\])", body)
    assert growth.lost == []


def test_a_definition_that_says_more_is_kept_apart_for_its_mark_may_not_stand_for_the_other():
    one = "An irregular moon is a moon that follows a distant orbit and was probably captured by its planet."
    assert not say_the_same(one, one[:-1] + " or broken from a captured body.")


def test_definitions_that_differ_in_a_number_or_a_negation_are_both_kept():
    assert not say_the_same(
        "Titan is a moon with 3 lakes of methane.", "Titan is a moon with 4 lakes of methane."
    )
    assert not say_the_same(
        "Titan is a moon with lakes of methane.", "Titan is not a moon with lakes of methane."
    )


def test_a_defining_sentence_opens_a_page_before_a_table_row_or_an_order():
    growth = Growth()
    growth.add(
        "a.md",
        article(
            "Costs",
            "2020-01-01",
            "Increase the gas cost of `SLOAD` to 200 (from 50).",
            "| Opcode | Gas |\n| - | - |\n| `SLOAD` | 200 |",
            "`SLOAD` is an opcode that reads a word from storage.",
        ),
    )
    assert growth.wiki.page("sload").tldr.startswith("`SLOAD` is an opcode")


def test_a_page_of_a_team_type_is_not_called_after_a_part_of_a_paper():
    growth = Growth(Schema.parse(DECISIONS))
    growth.add(
        "a.md",
        article("Storage", "2024-01-01", "## Methods", "We decided to keep the index in SQLite."),
    )
    assert "decision-storage" in growth.wiki.facts


def test_what_no_page_is_about_stands_on_the_summary_up_to_its_bound():
    words = [a + b for a in ("kar", "lo", "mun", "ven") for b in "bcdfghklmnprstvwx"]
    said = [f"The old {word} was put away in room {n}." for n, word in enumerate(words)]
    growth = Growth()
    growth.add("a.md", article("Things in rooms", "2024-01-01", *said))
    on_summary = growth.wiki.records["raw/a.md"].labels
    assert len(set(on_summary)) == MOST_ON_SUMMARY < len(said)
