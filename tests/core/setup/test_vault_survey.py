"""What a folder of notes that existed before holds."""

from pipeline.core.setup.vault_survey import survey_vault

PROSE = "The kettle of the house is on the hob, and the tea is in the pot of the harbour master."


def seen(texts, *others):
    return survey_vault([*texts, *others], texts)


def test_pages_keys_types_folders_and_links_are_counted():
    plant = "---\ntype: plant\nsown: 2026\n---\nSee [[a]], [[b|B]], [c](c.md), [web](https://x.example)."
    found = seen({f"Plants/{x}.md": f"{plant}\n\n{PROSE}" for x in "abc"} | {"top.md": PROSE})
    assert len(found.pages) == 4
    assert found.keys == {"type": 3, "sown": 3}
    assert found.types == {"plant": {"Plants": 3}}
    assert found.folders == {"Plants": 3}
    assert (found.wiki_links, found.markdown_links, found.links) == (6, 3, "wikilink")
    assert found.language == "en"


def test_what_is_no_page_is_named_by_patterns():
    texts = dict.fromkeys(
        [
            *("README.md", "docs/Readme.md", "LICENSE.md", "CHANGELOG.md", "log.md", "blog.md"),
            *(
                "Templates/day.md",
                "x/_templates/y.md",
                "Daily/2026-01-01.md",
                "Daily/2026-01-02.md",
            ),
            *("claude-code.md", "readme-for-sailors.md", "README.de.md"),
            *("journals/2026_02_01.md", "Notes/2026-03-01 Visit.md", "Notes/a.md", "Notes/b.md"),
        ],
        PROSE,
    )
    found = seen(texts)
    assert found.ignore == (
        "/Daily/",
        "/Templates/",
        "/journals/",
        "/log.md",
        "/x/_templates/",
        "CHANGELOG.md",
        "LICENSE.md",
        "README.de.md",
        "README.md",
    )
    assert found.pages == (
        *("Notes/2026-03-01 Visit.md", "Notes/a.md", "Notes/b.md", "blog.md"),
        *("claude-code.md", "readme-for-sailors.md"),
    )
    assert found.ignored == 11


def test_where_sources_seem_to_be():
    texts = {
        "Clippings/a.md": "---\nsource: https://x.example\n---\n",
        "n.md": "---\nsources: [A book]\n---\n",
    }
    found = seen(texts, "Papers/x.pdf", "Papers/deep/y.txt", "files/z.epub", "img/a.png")
    assert found.sources == {"Papers": 2, "Clippings": 1, "files": 1}
    assert found.addresses == 1


def test_front_matter_that_cannot_be_read_stops_nothing():
    found = seen({"a.md": "---\nx: [\n---\nWords.", "b.md": "---\nx: 1\n---\nWords."})
    assert (found.unreadable, found.keys) == (("a.md",), {"x": 1})
