"""The documentation of a real Obsidian plugin as a wiki: 1,134 wiki-links, none of which leads nowhere.

18 of them differ from the file's name only by case, which Obsidian opens. Of its relative Markdown links one is really missing
(in a template, a placeholder for an image); six more name a file by less than its path, as Obsidian lets people write, and are
not reported. Those that leave the folder (`../../images/…` from its first level) leave `wiki/`: `foreign-address` reports such.
"""

from pipeline import rules
from pipeline.core.findings.view import View
from pipeline.core.markup.links import links_of
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from tests.conftest import SCHEMA_FILE
from tests.helpers.corpora import corpus

RULES = ("dead-link", "ambiguous-link")


def opened(within="wiki"):
    root = corpus("obsidian-tasks-docs")
    files = {
        f"{within}/{f.relative_to(root).as_posix()}": f
        for f in sorted(root.rglob("*"))
        if f.is_file()
    }
    texts = {path: f.read_text("utf-8") for path, f in files.items() if path.endswith(".md")}
    wiki = Wiki([facts_of(path, text) for path, text in texts.items()], texts.__getitem__)
    schema = Schema.parse(SCHEMA_FILE.read_text("utf-8"))
    return View((), wiki, schema, {}.get, whole=True, files_there=frozenset(files)), texts


def test_no_alarm_is_false_and_the_missing_image_is_found():
    view, texts = opened()
    found = rules.run(view, RULES)
    assert [(f.rule, f.path, f.line, f.column, f.subject) for f in found] == [
        (
            "dead-link",
            "wiki/_meta/templates/image embed.md",
            4,
            1,
            "wiki/_meta/images/insert-filename-here.png",
        )
    ]
    assert sum(link.names for text in texts.values() for link in links_of(text)) == 1_134


def test_links_that_leave_the_folder_are_dead_where_they_stay_in_the_wiki():
    view, _ = opened("wiki/tasks/docs")
    outside = [
        f
        for f in rules.run(view, RULES)
        if f.subject.startswith("wiki/tasks/images/") or f.subject.count("/") < 3
    ]
    assert len(outside) == len(rules.run(view, RULES)) - 1


def test_a_page_renamed_breaks_the_links_to_it_and_the_new_name_is_suggested():
    view, texts = opened()
    old, new = "wiki/Queries/Filters.md", "wiki/Queries/Filter.md"
    renamed = {new if path == old else path: text for path, text in texts.items()}
    wiki = Wiki([facts_of(path, text) for path, text in renamed.items()], renamed.__getitem__)
    files = (view.files_there - {old}) | {new}
    found = rules.run(View((), wiki, view.schema, {}.get, whole=True, files_there=files), RULES)
    told = [f for f in found if f.subject.split("#")[0] in ("filters", "wiki/Queries/Filters")]
    assert len(told) == len(found) - 1
    assert {f.suggestion for f in told} <= {"Did you mean [[Filter]]?", "Did you mean Filter.md?"}
    written = sum(
        link.target.lower() in ("filters", "queries/filters") or link.target == "Filters"
        for text in renamed.values()
        for link in links_of(text)
    )
    assert len(told) == written
