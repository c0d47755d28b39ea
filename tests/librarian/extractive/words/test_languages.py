"""Wikis in other languages: no English headings, the sources' own instead."""

import re

import pytest

from pipeline.core.wiki.schema import Schema
from tests.helpers.growing import Growth, article

TYPES = """types:
  - {{name: concept, folder: concepts}}
  - {{name: entity, folder: entities}}
  - {{name: source-summary, folder: sources, sections: [{points}]}}
  - {{name: comparison, folder: comparisons}}
"""
GERMAN = (
    article(
        "Titan, der größte Mond",
        "2021-03-01",
        "Titan ist der größte Mond des Saturn. Der Mond Titan besitzt eine dichte Atmosphäre aus Stickstoff.",
        "## Oberfläche",
        "Auf der Oberfläche des Titan gibt es Seen aus Methan. Die Raumsonde Huygens landete am 14. Januar 2005 auf dem Titan.",
        "## Erforschung",
        "Die Raumsonde Huygens sandte 350 Bilder zur Erde. Die Mission Dragonfly soll den Titan ab 2034 erkunden.",
    ),
    article(
        "Dragonfly",
        "2024-04-16",
        "Titan wurde 1655 von Christiaan Huygens entdeckt. Die Mission Dragonfly kostet 3,35 Milliarden Dollar.",
        status="Entwurf",
    ),
)
FRENCH = (
    article(
        "Titan, une lune",
        "2021-03-01",
        "Titan est la plus grande lune de Saturne. La lune Titan possède une atmosphère dense riche en azote.",
        "## Surface",
        "Des lacs de méthane couvrent la surface de Titan. La sonde Huygens s’est posée sur Titan le 14 janvier 2005.",
        "## Exploration",
        "La sonde Huygens a envoyé 350 images vers la Terre. La mission Dragonfly doit explorer Titan à partir de 2034.",
    ),
    article(
        "Dragonfly",
        "2024-04-16",
        "Titan a été découvert en 1655 par Christiaan Huygens. La mission Dragonfly coûte 3,35 milliards de dollars.",
    ),
)


def grown(language, points, sources):
    growth = Growth(
        Schema.parse(f"---\nlanguage: {language}\n" + TYPES.format(points=points) + "---\n")
    )
    for i, source in enumerate(sources):
        growth.add(f"{i}.md", source)
    return growth


@pytest.mark.parametrize(
    ("language", "points", "sources", "own"),
    [
        (
            "de",
            "Kernpunkte",
            GERMAN,
            {"Oberfläche", "Erforschung", "Wo es behandelt wird", "Titan, der größte Mond"},
        ),
        (
            "fr",
            "En bref",
            FRENCH,
            {"Surface", "Exploration", "Où il en est question", "Titan, une lune"},
        ),
    ],
)
def test_headings_are_the_sources_own_and_the_schemas(language, points, sources, own):
    growth = grown(language, points, sources)
    headings = {p.heading for slug in growth.wiki.facts for p in growth.wiki.page(slug).parts}
    assert headings <= own | {points, "Dragonfly"}
    assert points in headings
    assert growth.lost == []


def test_pages_in_german_open_with_the_definition_and_cut_no_date():
    growth = grown("de", "Kernpunkte", GERMAN)
    page = growth.wiki.page(growth.wiki.resolve("Titan"))
    assert re.match(r"Titan ist der größte (?:\[\[mond\|)?Mond", page.tldr)
    assert any("am 14. Januar 2005" in growth.body(slug) for slug in growth.wiki.facts)


def test_a_draft_says_so_in_the_language_of_the_wiki():
    source = article(
        "Grenze", "2024-01-01", "Die Grenze liegt bei 64 Kilobyte je Vertrag.", status="Draft"
    )
    growth = grown("de", "Kernpunkte", (source,))
    (slug,) = growth.wiki.facts
    assert growth.wiki.page(slug).tldr.endswith(
        "Status: Draft; was die Quelle vorschlägt, ist nicht in Kraft."
    )
