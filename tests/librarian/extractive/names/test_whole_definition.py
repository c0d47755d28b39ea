"""What opens a page names its thing, the class of it, and what it has of its own, by itself."""

import pytest

from pipeline.librarian.extractive.names.whole_definition import (
    defines_alone,
    kind_of_defined,
    leans_on_others,
)
from pipeline.librarian.extractive.words.tokens import name_key


def alone(title, text, english=True):
    return defines_alone(text, {name_key(title)}, english)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Paddle gate", "A paddle gate is a board that lets water into a lock chamber."),
        ("Paddle gate", "A paddle gate is a board that lets water in. It is raised by a rack."),
        ("Paddle gate", "A paddle gate is a board that lets water in. Paddle gates leak."),
        ("Norbach API", "The Norbach API is a set of calls that tells how high the water is."),
        ("Tamsin weir", "The Tamsin weir (TW) is one of the most visited dams of the valley."),
        ("Reading", "Readings are data that the gauges send to the office each hour."),
        ("Twin gate", "A twin gate is a gate between both the upper and lower part of it."),
        ("TallyStore", "A `TallyStore` represents a set of counts for each gate."),
        ("Water rank", "Water ranks are boards with marks that show the height of the water."),
        ("NLB", "NLB is a body of engineers that keeps the gates."),
        ("LWB", "The LWB (Lowdale Water Board) is a body of engineers that keeps the gates."),
    ],
)
def test_a_definition_in_its_usual_forms_stands_by_itself(title, text):
    assert alone(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Norbach API", "The Norbach API tells how high the water is in each of the locks."),
        ("Norbach API", "The Norbach API is another tool that tells how high the water is."),
        ("Norbach API", "The Norbach API is a replacement for the calls of 2019 that were slow."),
        ("Norbach API", "The Norbach API is a set of calls that is described in the last section."),
        ("Norbach API", "The Norbach API is a set of calls, whereas the old one is a file."),
        ("Norbach API", "The Norbach API is a set of calls for locks. We chose it in 2019."),
        ("Norbach API", "The Norbach API is a set of calls for locks. That fitted the bill."),
        ("Norbach API", "Norbach API: specifies the calls that tell how high the water is."),
        ("Norbach API", "The Norbach API itself is a set of calls for the gates of a lock."),
        ("Norbach API", "The Norbach API is a set of calls that will be made for the gates."),
        ("Norbach API", "The Norbach API is one file that you can install via a package."),
        ("Norbach API", "The Norbach API is a set of calls that tells the height in that room."),
        ("Norbach API", "The Norbach API is a set of calls that holds for both branches."),
        ("Copy", "A copy is a set of gates that is apart from the main project."),
        ("Copy", "A copy is a set of gates that is fully separate from Norla’s."),
        ("Reading", "Readings are plain numbers -- if gauges send more, they are cut to one."),
        ("Tallies", "Tallies is an allowed platform for the counting of gates."),
        ("Keeper", "The keeper is a person who opens the gates of the lock by hand."),
        ("Paddle gate", "A paddle gate is wide and tall and made of heavy boards of oak."),
        ("Paddle gate", "A paddle gate is an important idea that needs some thought."),
        ("WAL", "The WAL is a file that acts as a journal of the changes to come."),
        ("GatePolicies", "GatePolicies are rules for the gates that a team may write."),
        ("Water rank", "*(Water rank (board) is a board with marks of the height."),
        ("Norbach", "Everybody knows that Norbach is a river of the north of Halden."),
    ],
)
def test_what_leans_praises_or_names_a_certain_one_does_not(title, text):
    assert not alone(title, text)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Hubtor", "Ein Hubtor ist ein Tor aus Stahl, das aus dem Wasser gehoben wird.", True),
        ("Norla", "Norla ist eine Plattform, die Pegel aus allen Schleusen sammelt.", True),
        (
            "Anfrage",
            "Die Anfrage ist eine Meldung, die das Tor an die Leitzentrale schickt.",
            False,
        ),
        (
            "Hubtor",
            "Ein Hubtor ist eine wichtige Erfindung, die Schiffen die Fahrt erlaubt.",
            False,
        ),
        ("Hubtor", "Ein Hubtor ist auch ein Tor aus Stahl, das gehoben werden kann.", False),
        ("Hubtor", "Ein Hubtor ist übrigens ein Tor aus Stahl, das gehoben werden kann.", False),
        ("Wichtig hierbei", "Wichtig hierbei ist das Schließen des Tores, um zu sparen.", False),
        ("Wichtig", "Wichtig ist ein Tor aus Stahl, das aus dem Wasser gehoben wird.", False),
        ("Baumittel", "Ein Baumittel ist die saubere Teilung des Tores in zwei Spalten.", False),
        ("Derzeit", "Derzeit ist das Tor der Schleuse mit Brettern aus Eiche vernagelt.", False),
    ],
)
def test_in_german_an_article_before_the_name_means_a_certain_one(title, text, expected):
    assert alone(title, text, english=False) is expected


def test_a_statement_below_the_opening_leans_by_the_same_words():
    assert leans_on_others("However, the gate was moved as described above.", True)
    assert leans_on_others("Dieses Tor ist hier nur ein Beispiel.", False)
    assert not leans_on_others("The gate was made of oak in 1931.", True)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Portal", "A portal is an opening through which boats enter a tunnel.", "concept"),
        ("Water rank", "Water ranks are boards with marks that show the height.", "concept"),
        ("Halden", "Halden is a town on the river with two locks and a mill.", "entity"),
        ("TideOps", "TideOps is an approach to run locks by what the tide does.", "concept"),
        ("Halden", "Halden has a mill.", ""),
    ],
)
def test_the_kind_of_a_thing_shows_in_how_its_definition_speaks_of_it(title, text, kind):
    assert kind_of_defined(text, {name_key(title)}, True) == kind
