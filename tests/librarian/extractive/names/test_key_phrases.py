"""Which terms of a source become titles: things that a reader would look up, each once."""

from collections import Counter

import pytest

from bench.titles import measure
from pipeline.librarian.extractive.names.key_phrases import find_key_phrases
from pipeline.librarian.extractive.names.names import find_known_names
from pipeline.librarian.extractive.names.titles import choose_title_form
from pipeline.librarian.extractive.words.tokens import find_acronyms
from tests.helpers.growing import Growth, article
from tests.librarian.extractive.test_extract import extract

LOCKS = article(
    "Locks of the Norbach", "2024-03-01",
    "A paddle gate is a board that lets water into a lock chamber. The paddle gate is raised by a "
    "rack. Paddle gates were made of oak until 1931.",
    "Smeaton's Tower is a lighthouse of stone that stood on a reef until 1882. Smeaton's Tower stands "
    "in Lowdale now. Visitors of Smeaton's Tower pay 3 crowns.",
    "Line 4 is the line of the tram that joins the lock with the old pier. Line 4 of the tram ends at the lock. Line 7 of the tram ends at the pier. Line 4 of the tram "
    "has 22 stops. Line 7 of the tram has 31 stops. Line 4 of the tram was opened in 1908.",
    "You're free to walk. Permissions are checked daily and ANDed with the mask.",
)  # fmt: skip
WATER = article(
    "Water of the Norbach", "2025-03-01",
    "The Lowdale Water Board (LWB) is a body of engineers that keeps the gates. The Lowdale Water Board runs 9 paddle gates. "
    "The Lowdale Water Board sits in Halden.",
    "Each paddle gate of the Board is opened by hand. Smeaton’s Tower is seen from every gate.",
)  # fmt: skip
BOARD = article(
    "The board today", "2026-03-01",
    "The LWB has 40 members. The LWB sells water to Halden. Members of the LWB meet twice a year.",
)  # fmt: skip


@pytest.fixture(scope="module")
def grown():
    growth = Growth()
    for name, text in (("a.md", LOCKS), ("b.md", WATER), ("c.md", BOARD)):
        growth.add(name, text)
    return growth


def titles(growth):
    return {f.title for f in growth.wiki.facts.values() if f.type in ("concept", "entity")}


def test_things_get_pages_and_words_do_not(grown):
    assert {"Paddle gate", "Smeaton's Tower", "Line 4"} <= titles(grown)
    assert not titles(grown) & {"Tower", "Line", "You", "ANDed", "Permission", "Daily", "Board"}


def test_an_acronym_met_in_another_source_than_its_expansion_is_on_its_page(grown):
    assert "Lowdale Water Board" in titles(grown)
    assert "LWB" not in titles(grown)
    assert "LWB" in grown.wiki.facts["lowdale-water-board"].aliases


def test_every_link_has_a_name_of_its_page_as_its_label_and_no_page_is_double(grown):
    found = measure("norbach", grown)
    assert found.links > 5
    assert found.mismatches == []
    assert found.doubles == []


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("The e-mail is sent at 9. An e-mail is a letter. The email has 3 parts.", "E-mail"),
        ("OSTree is a tool that keeps trees. OSTree was made in 2011. OSTree has refs.", "OSTree"),
        ("dCrate is a tool that keeps trees. dCrate was made in 2011. dCrate has refs.", "dCrate"),
    ],
)
def test_spellings_of_one_thing_are_one_title(said, title):
    assert [
        c for c in extract(f"# A note\n\n{said}\n").concepts if c.lower()[:2] == title.lower()[:2]
    ] == [title]


@pytest.mark.parametrize(
    "said",
    [
        "A String containing a digit fails. A String containing a sign fails. Objects containing one fail.",
        "See Section 5.2 first. Section 5.2 has rules. The rules of Section 5.2 hold.",
        "foo is a name in use. The foo is set once. Each foo has 2 parts.",
        "@halden-potter asked for wood. The wood came. @halden-potter burned it.",
    ],
)
def test_fragments_numbered_parts_examples_and_handles_are_no_titles(said):
    text = f"# A note on kilns\n\n{said}\n"
    assert not {"String containing", "Section 5.2", "Foo", "foo", "halden-potter"} & set(
        extract(text).concepts
    )


def test_what_a_short_german_source_is_about_gets_a_page_and_its_other_nouns_do_not():
    statements = [
        ("Die Marschmühle ist 21,5 Meter hoch.", ""),
        ("Die Marschmühle wurde im Jahr 1871 gebaut.", ""),
        ("Der Müller verkaufte sein Mehl auf dem Markt.", ""),
    ]
    found = [term.title for term in find_key_phrases(statements, "Erste Messung", "de")]
    assert found == ["Marschmühle"]


def test_an_ordinary_word_by_which_a_summary_is_named_is_no_link_in_prose():
    growth = Growth()
    growth.add("a.md", "# Example\n\nA sluice board is a board that holds water back.\n")
    growth.add("b.md", "# Halden\n\nA sluice board is a board of oak.\n")
    said = ["For example, the board of Halden has 9 ribs."]
    assert set(find_known_names(growth.wiki, said).values()) == {"halden"}


def found(*paragraphs, title="Sluice"):
    said = [(sentence.strip() + ".", title) for p in paragraphs for sentence in p.split(". ")]
    return {t.title for t in find_key_phrases(said, title, "en")}


def test_what_is_done_is_no_title_though_it_opens_a_cell_or_is_a_command():
    said = found(
        "The lock closes early, Disables the pump and the bell",
        "The rack is worn, Disables the pump at night",
        "The winch of the gate, Disables the bell at noon",
        "The gate wheel turns. The gate wheel is oak. A gate wheel turns the rack",
        "The list holds gates. A `list()` of gates. Make a list of wheels. The list is long",
    )
    assert "Gate wheel" in said
    assert not said & {"Disables", "Disable", "list", "List", "list()"}


def test_a_gerund_with_its_object_is_no_title():
    said = found(
        "Repairing gates takes days. Repairing gates is dear. Repairing gates needs oak",
        "A holding basin is a basin beside the lock. The holding basin is deep",
    )
    assert "Holding basin" in said
    assert not [title for title in said if title.startswith("Repairing")]


def test_units_and_things_of_every_computer_are_no_titles():
    said = found(
        "The gate closes in 9 milliseconds. Milliseconds are counted by the rack wheel",
        "Milliseconds matter to the rack wheel. The command line starts the rack wheel",
        "The command line is short. The command line stops the rack wheel",
    )
    assert "Rack wheel" in said
    assert not said & {"Millisecond", "Command line"}


def test_the_label_of_a_cell_is_no_part_of_a_title():
    said = found(
        "`gate`: type Winchman, default `none`. `rack`: type Winchman, default `oak`",
        "`bell`: type Winchman, default `iron`. `pump`: type Winchman, default `off`",
    )
    assert not [title for title in said if title.startswith("Type")]


def test_a_name_that_always_stands_before_other_nouns_is_half_of_a_name():
    said = found(
        "The Norbach Gate server is slow. The Norbach Gate server waits",
        "The Norbach Gate servers wait. The Norbach Gate client asks. A Norbach Gate client waits",
    )
    assert "Norbach Gate" not in said


def test_a_library_and_the_module_in_it_and_an_adjective_before_a_phrase_are_one_thing():
    said = found(
        "`libsluice_core` holds `sluice_core`. `sluice_core` opens gates. `sluice_core` counts",
        "`libsluice_core` is loaded first. `libsluice_core` is small. `sluice_core` is fast",
        "The night watch guide sleeps",
    )
    assert "sluice_core" in said
    assert "libsluice_core" not in said


def test_an_acronym_takes_both_capitals_of_a_word_and_is_met_in_a_heading():
    assert find_acronyms("Using SluiceHub Gate Alarms (SHGA)") == {"SHGA": "SluiceHub Gate Alarms"}
    assert find_acronyms("Proposes adopting Norbach Gate Alarms (NGA)") == {
        "NGA": "Norbach Gate Alarms"
    }
    assert find_acronyms("It asks for SluiceHub alarms (SH)") == {}


def test_a_name_has_the_capital_that_the_source_writes_it_with_anywhere():
    assert choose_title_form(Counter({"sluice Hub": 9, "Sluice Hub": 2}), "name") == "Sluice Hub"
    assert choose_title_form(Counter({"iGate Hub": 9, "Sluice": 2}), "name") == "iGate Hub"
