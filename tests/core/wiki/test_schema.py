import pytest

from pipeline.core.errors import UserError
from pipeline.core.wiki.schema import Schema
from tests.helpers.making import SCHEMA, kettle_pages, lay_simple


def parse(front, body="# Schema\n"):
    return Schema.parse(f"---\n{front}---\n\n{body}")


def error(front):
    with pytest.raises(UserError) as caught:
        parse(front)
    return str(caught.value)


TYPES = """types:
  - name: source-summary
    folder: sources
  - name: comparison
    folder: comparisons
"""


def test_the_schema_that_ships_is_valid_and_says_its_defaults():
    assert list(SCHEMA.types) == [
        "concept",
        "entity",
        "source-summary",
        "comparison",
        "answer",
        "report",
    ]
    assert SCHEMA.rules.stale_after == 180
    assert SCHEMA.rules.pages_per_source.target == (10, 15)
    assert SCHEMA.text.startswith("# Schema\n")
    for section in (
        "Directory structure",
        "Page format",
        "Ingest workflow",
        "Query workflow",
        "Lint workflow",
    ):
        assert f"\n## {section}\n" in SCHEMA.text


@pytest.mark.parametrize(
    ("front", "line", "key", "near"),
    [
        ("langauge: en\n", 2, "langauge", "`language`"),
        ("links: markdown\nlibrarain: auto\n", 3, "librarain", "`librarian`"),
        ("pages_per_source:\n  targte: 10-15\n", 3, "pages_per_source.targte", "`target`"),
        ("models:\n  extract: x\n  wirte_page: y\n", 4, "models.wirte_page", "`write_page`"),
        ("budget:\n  dollar_per_source: 3\n", 3, "budget.dollar_per_source", "`dollars_per_source`"),
        ("prices:\n  some-model:\n    input: 1\n    output: 2\n    cache_raed: 1\n", 6, "prices.some-model.cache_raed", "`cache_read`"),
        (TYPES + "    foldr: x\n", 7, "types.1.foldr", "`folder`"),
        (TYPES + "  - name: decision\n    folder: decisions\n    section: [A]\n", 9, "types.2.section", "`sections`"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_an_error_with_its_line_and_the_nearest_right_one(front, line, key, near):
    assert error(front) == f"schema.md:{line}: unknown key `{key}`; did you mean {near}?"


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("xyzzy: 1\n", "known here: language, links, profile, ignore"),
        ("budget:\n  xyzzy: 1\n", "known here: dollars_per_source"),
        ("types:\n  - xyzzy: 1\n    name: a\n    folder: b\n", "known here: name, folder"),
    ],
)
def test_an_unknown_key_like_no_other_is_told_what_there_is(front, said):
    assert said in error(front)


def test_every_wrong_key_is_named_at_once():
    said = error("langauge: en\nlink: markdown\nbudget:\n  dolars_per_run: 3\n")
    assert [line.split(":")[1] for line in said.splitlines()] == ["2", "3", "5"]


@pytest.mark.parametrize(
    ("front", "line", "said"),
    [
        ("links: obsidian\n", 2, "'wikilink' or 'markdown'"),
        ("language: en\nbudget:\n  dollars_per_run: 0\n", 4, "greater than 0"),
        ("pages_per_source:\n  target: many\n", 3, "tuple"),
        ("pages_per_source:\n  most: 1000\n", 3, "less than or equal to 60"),
        ("stale_after: soon\n", 2, "6 months"),
        ("language: English\n", 2, "match"),
        (TYPES + "  - name: Decision\n    folder: decisions\n", 7, "match"),
        (TYPES + "  - name: decision\n    folder: ../x\n", 8, "match"),
        (TYPES + "  - name: decision\n", 7, "required"),
        (TYPES + "  - name: decision\n    folder: sources\n", 2, "share the folder `sources`"),
        (TYPES + "  - name: comparison\n    folder: other\n", 2, "share the name `comparison`"),
        (TYPES + "  - name: x\n    folder: index\n", 2, "taken by the derived index"),
        (
            "types:\n  - name: comparison\n    folder: comparisons\n",
            2,
            "`source-summary` is needed",
        ),
        ("title: [\n", 3, "not valid YAML"),
    ],
)
def test_a_wrong_value_is_an_error_with_its_line(front, line, said):
    message = error(front)
    assert said in message
    assert message.startswith(f"schema.md:{line}:")


def test_a_schema_without_front_matter_says_what_to_write():
    with pytest.raises(UserError, match=r"no front matter.*Begin it with `---`"):
        Schema.parse("# Schema\n")


@pytest.mark.parametrize(
    ("written", "pair"),
    [
        ("10-15", (10, 15)),
        ("10 – 15", (10, 15)),
        ("3 to 5", (3, 5)),
        ("7", (7, 7)),
        ("[2, 4]", (2, 4)),
    ],
)
def test_ranges_are_read(written, pair):
    assert parse(f"pages_per_source:\n  target: {written}\n").rules.pages_per_source.target == pair


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("6 months", 180),
        ("1 year", 365),
        ("90 days", 90),
        ("2 weeks", 14),
        ("45", 45),
        ("1 month", 30),
    ],
)
def test_spans_of_time_are_read_as_days(written, days):
    assert parse(f"stale_after: {written}\n").rules.stale_after == days


def test_a_team_adds_a_page_type_by_the_schema_alone():
    front = TYPES + (
        "  - name: decision\n    folder: decisions\n    about: Something that was decided.\n"
        "    sections: [Decision, Consequences]\n    tldr: false\n    cues: [decided]\n"
    )
    schema = parse(front)
    decision = schema.types["decision"]
    assert decision.sections == ("Decision", "Consequences")
    assert schema.path("decision", "use-git") == "wiki/decisions/use-git.md"
    texts, findings = lay_simple(kettle_pages("decision"), schema)
    assert "wiki/decisions/kettle.md" in texts
    assert "## Decisions\n\n- [Kettle](decisions/kettle.md)" in texts["wiki/index.md"]
    assert [(f.rule, f.subject) for f in findings] == [("missing-section", "Consequences")]


def test_the_words_for_the_model_and_the_hash_are_those_of_the_body():
    assert parse("language: de\n", "Prose.\n\n").text == "Prose.\n"
    assert parse("language: de\n").hash == parse("language: en\n").hash
    assert parse("", "a").hash != parse("", "b").hash
