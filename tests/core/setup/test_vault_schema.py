"""The `schema.md` that fits a wiki which existed before."""

from pipeline.core.declared_settings import checked_values
from pipeline.core.setup.vault_schema import schema_of_vault
from pipeline.core.setup.vault_survey import VaultSurvey
from pipeline.core.wiki.schema import Schema
from tests.conftest import SCHEMA_FILE

TEXT = SCHEMA_FILE.read_text("utf-8")


def made(**found):
    text = schema_of_vault(TEXT, VaultSurvey(pages=found.pop("pages", ("a.md",)), **found))
    return Schema.parse(text), text


def test_only_what_was_found_differs_from_the_template():
    schema, _ = made()
    before = Schema.parse(TEXT)
    changed = {"profile", "links"}
    assert schema.rules.profile == "structure"
    held, now = checked_values(before.rules), checked_values(schema.rules)
    assert {key for key in held if held[key] != now[key]} <= changed
    assert schema.text == before.text


def test_patterns_language_and_link_style_are_set():
    schema, _ = made(ignore=("/log: 1.md", "README.md"), language="de", wiki_links=3)
    assert schema.rules.ignore == ("/log: 1.md", "README.md")
    assert (schema.rules.language, schema.rules.links) == ("de", "wikilink")
    assert schema.ignores("wiki/a/readme.md")


def test_types_come_from_type_and_from_folders():
    schema, _ = made(
        pages=("Sources/a.md", "Plants/b.md"),
        types={"plant": {"Plants": 3}, "note": {"a/b": 4}, "Odd Name": {"Odd": 2}},
        folders={"Plants": 3, "Big ideas": 4, "Étude": 5, "texts": 3},
    )
    types = {kind.name: kind for kind in schema.rules.types}
    assert types["source-summary"].folder == "Sources"
    assert types["plant"].folder == "Plants"
    assert types["big-ideas"].folder == "Big ideas"
    assert not types["plant"].tldr
    assert types["note"].folder == "a"
    assert {"plants", "etude", "texts", "Odd Name"}.isdisjoint(types)
    assert schema.path("big-ideas", "x") == "wiki/Big ideas/x.md"


def test_deeper_folders_tell_the_type_by_the_folder_in_which_they_all_are():
    schema, _ = made(
        types={
            "person": {"People/a": 3, "People/b/c": 4, "Inbox": 2},
            "place": {"People": 2, "Atlas/x/y": 1},
        },
        folders={"People": 9, "Atlas": 3},
    )
    types = {kind.name: kind.folder for kind in schema.rules.types}
    assert types["person"] == "People"
    assert "place" not in types  # most of its pages are where another type is told
    assert schema.path("person", "ada") == "wiki/People/ada.md"


def test_a_folder_whose_pages_say_several_types_tells_none():
    schema, _ = made(
        types={"book": {"Notes/books": 4}, "film": {"Notes/films/new": 4}}, folders={"Notes": 8}
    )
    assert {"book", "film", "notes"}.isdisjoint(kind.name for kind in schema.rules.types)
