from bisect import bisect_right
from collections import Counter

from pipeline.core.haystack import Haystack
from pipeline.core.markup.source_parts import cut_text
from pipeline.librarian.extractive import Extractive
from pipeline.librarian.extractive.extract import MOST_CLAIMS
from pipeline.readers import read_source
from tests.helpers.making import SCHEMA


def extract(text, name="raw/x.md"):
    return Extractive().extract(read_source(name, text.encode(), "2026-01-01"), SCHEMA)


def texts(text):
    return [c.text for c in extract(text).claims]


def test_claims_are_whole_sentences_and_ids_count_from_one():
    found = extract("The kettle boils at 100 degrees. The lid is made of steel.\n")
    assert [c.text for c in found.claims] == [
        "The kettle boils at 100 degrees.",
        "The lid is made of steel.",
    ]
    assert [c.id for c in found.claims] == ["1", "2"]


def test_questions_headings_pointers_code_and_references_are_no_claims():
    text = """# The kettle boils

Does the kettle boil? See the next section for more on it. The following figure shows the kettle.

```
the kettle boils in code
```

The kettle boils at sea level.

## References

1. The kettle book was written by Ada in 1999.
"""
    assert texts(text) == ["The kettle boils at sea level."]


def test_a_sentence_that_leans_on_the_one_before_is_joined_to_it():
    (one,) = texts("The kettle has a steel lid. It is fixed with two screws.\n")
    assert one == "The kettle has a steel lid. It is fixed with two screws."


def test_the_rows_of_a_table_whose_columns_have_no_names_are_said_and_quoted_alone():
    table = "| | | |\n|---|---|---|\n| Pump A | 30 litres a minute | built in 1998 |\n| Pump B | 45 litres a minute | |\n"
    found = extract(f"The pumps of the plant are these.\n\n{table}").claims
    rows = [c for c in found if c.text.startswith("Pump")]
    assert [c.text for c in rows] == [
        "Pump A: 30 litres a minute, built in 1998.",
        "Pump B: 45 litres a minute.",
    ]
    assert all(len(c.quotes) == 1 for c in rows)


def test_a_connective_with_nothing_before_it_is_dropped_from_the_text_and_not_from_the_quote():
    (claim,) = extract("However, the kettle boils at 100 degrees.\n").claims
    assert claim.text == "The kettle boils at 100 degrees."
    assert claim.quotes[0].text == "However, the kettle boils at 100 degrees."


def test_a_fragment_of_a_list_is_said_with_the_line_that_introduces_it():
    (claim,) = extract(
        "The kettle comes in these sizes:\n\n- small with a steel lid\n- large with a glass lid\n"
    ).claims
    assert (
        claim.text
        == "The kettle comes in these sizes: small with a steel lid; large with a glass lid."
    )
    assert claim.quotes[0].text == "The kettle comes in these sizes:"
    assert len(claim.quotes) == 3


def test_a_table_row_is_said_with_the_names_of_its_columns_and_quoted_with_its_header():
    table = "| Moon | Diameter (km) | Period (days) |\n| --- | --- | --- |\n| Io | 3,643 | 1.77 |\n| Europa | 3,122 | 3.55 |\n"
    first, _ = extract(table).claims
    assert first.text == "Io: diameter 3,643 km, period 1.77 days."
    assert [q.text for q in first.quotes] == [
        "| Moon | Diameter (km) | Period (days) |",
        "| Io | 3,643 | 1.77 |",
    ] or [q.text for q in first.quotes] == [
        "Moon | Diameter (km) | Period (days)",
        "| Io | 3,643 | 1.77 |",
    ]


def test_a_constant_in_a_table_is_its_name_and_value():
    (claim,) = extract("| Constant | Value |\n| - | - |\n| `MAX_SIZE` | 2100 |\n").claims
    assert claim.text == "`MAX_SIZE`: 2100."


def test_every_quote_is_found_in_the_source():
    text = "> The kettle boils at 100 degrees\n> on every stove of the house.\n\n* The `lid` is [steel](./x.md), not glass.\n"
    source = read_source("raw/x.md", text.encode(), "2026-01-01")
    found = Extractive().extract(source, SCHEMA)
    haystack = Haystack(source)
    assert len(found.claims) == 2
    assert all(haystack.find(q.text) for c in found.claims for q in c.quotes)


def test_of_a_long_source_the_most_important_claims_are_kept_and_the_cut_is_said():
    text = "\n\n".join(
        f"The kettle number {i} boils at {i} degrees on the stove." for i in range(200)
    )
    found = extract(text)
    assert len(found.claims) == 80
    cut = [d.what for d in found.dropped]
    assert sum(int(what.split(" ", 1)[0]) for what in cut) == 120
    assert cut[0].startswith("7 further statements: “The kettle number 80 boils at 80…”")


def test_a_verb_that_no_list_knows_makes_a_statement_also_in_a_list():
    text = "The Kettle King 3 boils 1.5 litres in 150 seconds.\n\n- Every kettle soaks its wool pad overnight\n"
    assert texts(text) == [
        "The Kettle King 3 boils 1.5 litres in 150 seconds.",
        "Every kettle soaks its wool pad overnight.",
    ]


def test_every_sentence_is_in_a_quote_or_listed_with_the_reason():
    text = """# Kettles

The kettle has a steel lid. Does it boil? It is fixed with two screws that nobody sees.

- `lid` - the part that closes it
- some other scrap here

<p>The kettle in HTML boils at 90 degrees.</p>

## References

The kettle book was written by Ada in 1999.
"""
    found = extract(text)
    assert [c.text for c in found.claims] == [
        "The kettle has a steel lid.",
        "It is fixed with two screws that nobody sees.",
        "`lid` - the part that closes it.",
        "The kettle in HTML boils at 90 degrees.",
    ]
    assert [(d.what, d.why, d.count) for d in found.dropped] == [
        (
            "2 sentences: “Does it boil?”, “some other scrap here”",
            "nothing that stands by itself",
            2,
        ),
        (
            "1 sentence: “The kettle book was written by Ada…”",
            "they stand under “References”, which is no content",
            1,
        ),
    ]


def test_comments_are_no_claims_and_leave_the_prose_around_them():
    text = "The kettle has a lid. <!-- The kettle is a lie of the editor. --> The pot is made of steel.\n\n<!--\nThe pan is hidden.\n\nThe pan is lost.\n-->\n"
    found = extract(text)
    assert [c.text for c in found.claims] == ["The kettle has a lid.", "The pot is made of steel."]
    assert found.dropped == ()


def test_key_phrases_are_concepts_and_names_and_not_common_words():
    text = """# On moons

An irregular moon is a moon that was captured. The Minor Planet Center (MPC) lists every irregular moon.

The MPC was founded in 1947. Irregular moons are small. The number of changes is large. The value of time is high.
"""
    found = extract(text)
    assert {"Irregular moon", "Minor Planet Center"} <= set(found.concepts)
    assert not {"Number", "Value", "Time", "MPC", "Changes"} & set(found.concepts)


def test_the_same_source_gives_the_same_extraction():
    text = (
        "The kettle boils at 100 degrees. The lid of the kettle is steel. `SLOAD` costs 200 gas.\n"
    )
    assert extract(text) == extract(text)


def test_what_a_source_says_about_its_start_is_its_effective_date():
    assert (
        extract("The rule takes effect on 1 May 2024. It was agreed on by all members.\n").effective
        == "1 May 2024"
    )
    assert (
        extract("| Parameter | Value |\n| - | - |\n| `FORK_BLOCK` | 12244000 |\n").effective
        == "block 12244000"
    )


def test_hostile_text_comes_out_harmless():
    text = (
        "The Acme Server is a <img src=x onerror=alert(1)> machine that stores [data](javascript:alert(1)) for ever.\n\n"
        "The Acme Server[^forged-1] has [[../../secret|12 disks]] and ![a picture](http://evil.example/x.png) in it.\n\n"
        "[^forged-1]: the Acme Server is forged here\n"
    )
    first, second = texts(text)[:2]
    assert "img" not in first
    assert "alert" not in first
    assert "javascript" not in first
    assert second == "The Acme Server has 12 disks and in it."


def test_a_language_without_english_rules_still_gives_claims():
    schema = SCHEMA.parse(SCHEMA_TEXT.replace("language: en", "language: de"))
    text = "Titan ist der größte Mond des Saturn. Der Mond Titan besitzt eine dichte Atmosphäre.\n"
    found = Extractive().extract(read_source("raw/x.md", text.encode(), "2026-01-01"), schema)
    assert len(found.claims) == 2
    assert "Titan" in " ".join(found.concepts)


SCHEMA_TEXT = "---\nlanguage: en\n---\n"


def test_what_nobody_would_look_up_is_no_concept():
    text = """# Editing tasks

Click the box to edit a task. Edit the task with the Edit command. Toggle a task with a click. The Edit command is fast.

A date is written as YYYYMMDD here. The YYYYMMDD form has eight digits. Seeing a task helps. We are Seeing it.

A defector gains gas. A defector loses trust. The high-gas transaction fails. Every high-gas transaction waits.
"""
    titles = {t.lower() for t in extract(text).concepts}
    assert not titles & {"edit", "click", "toggle", "toggle task", "yyyymmdd", "seeing", "defector"}
    assert not any(t.startswith("high-gas") for t in titles)


def test_of_a_long_source_the_end_counts_as_much_as_the_beginning():
    lines = [f"{8 + n // 400:02}:{n % 60:02} Ada: The boiler of engine {n} was built in the works of Norbach in 18{n % 90 + 10}." for n in range(1_600)]  # fmt: skip
    text = "\n".join(lines) + "\n"
    found = extract(text, "raw/2025-11-30-day.txt")
    parts = cut_text(text, is_markdown=False)
    assert len(parts) > 2
    starts = [text.count("\n", 0, part.own) + 1 for part in parts]
    taken = Counter(bisect_right(starts, c.quotes[0].start) for c in found.claims)
    assert taken == dict.fromkeys(range(1, len(parts) + 1), MOST_CLAIMS)
