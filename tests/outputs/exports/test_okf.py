"""A wiki as a bundle of the Open Knowledge Format, and back: the same bytes, whatever stands in it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.wiki import Wiki
from pipeline.outputs.exports.okf import write
from pipeline.outputs.exports.okf.bundle_links import with_bundle_links, with_wiki_links
from pipeline.outputs.exports.okf.bundle_paths import (
    concept_paths,
    path_of_reference,
    reference_path,
)
from pipeline.outputs.exports.okf.restore import RefusedPlace, RestoredFile, restore_files
from tests.helpers.claims import page
from tests.helpers.corpora import corpus
from tests.helpers.exporting import HOSTILE, PLAIN, contents_of

SATURN = {
    "wiki/entities/saturn.md": "---\ntitle: Saturn\ntype: entity\naliases: [Ring world]\n---\n\nIt.\n"
}
PLACES = {
    "wiki/entities/saturn.md": "entities/saturn.md",
    "raw/a b.md": "references/raw/a b.md.txt",
}


def saturn():
    return Wiki([facts_of(*row) for row in SATURN.items()], SATURN.__getitem__)


def bundled(text, path="wiki/concepts/x.md"):
    return with_bundle_links(path, text, saturn(), PLACES)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("[[saturn]]", '[saturn](/entities/saturn.md "wiki-link: saturn")'),
        ("[[Ring world|it]]", '[it](/entities/saturn.md "wiki-link: Ring world|it")'),
        (
            "| [[saturn\\|`S`]] |",
            '| [`S`](/entities/saturn.md "wiki-link: saturn\\|%60S%60") |',
        ),
        (
            "[[saturn#How it changed]]",
            '[saturn: How it changed](/entities/saturn.md#how-it-changed "wiki-link: saturn#How it changed")',
        ),
        (
            "[a](../../raw/a%20b.md?plain=1#L4-L5)",
            '[a](/references/raw/a%20b.md.txt#L4-L5 "wiki-path: ../../raw/a%2520b.md?plain=1#L4-L5")',
        ),
        ("[[nowhere]] ![[saturn]] `[[saturn]]`", "[[nowhere]] ![[saturn]] `[[saturn]]`"),
        ("[b](https://example.org/saturn.md)", "[b](https://example.org/saturn.md)"),
    ],
)
def test_a_link_becomes_one_of_the_bundle_and_comes_back(text, made):
    assert bundled(text) == made
    assert with_wiki_links(made) == text


def test_a_page_that_would_not_come_back_keeps_its_links():
    forged = 'See [x](/y.md "wiki-link: saturn") and [[saturn]].'
    assert bundled(forged) is None


PIECES = st.sampled_from(
    [
        "[[saturn]]",
        "[[saturn|",
        "]]",
        "[",
        "](",
        ")",
        "\\",
        '"',
        "`",
        "\n",
        "| ",
        "$",
        "%%",
        "<!-- ",
        "-->",
        "![[saturn]]",
        "[[Ring world#A b|c]]",
        "[a](../../raw/a%20b.md#L4)",
        "é",
        "wiki-link: ",
        "[^a-1]: ",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_a_page_holds_its_links_come_back_or_stay(text):
    made = bundled(text)
    assert made is None or with_wiki_links(made) == text


def test_links_of_a_real_vault_come_back():
    folder = corpus("obsidian-tasks-docs")
    texts = {
        f"wiki/{p.relative_to(folder).as_posix()}": p.read_text("utf-8")
        for p in sorted(folder.rglob("*.md"))
    }
    wiki = Wiki([facts_of(*row) for row in texts.items()], texts.__getitem__)
    places = concept_paths([*texts])
    made = [with_bundle_links(path, text, wiki, places) for path, text in texts.items()]
    assert sum(one is not None for one in made) >= 0.9 * len(texts)
    assert sum((one or "").count("wiki-link: ") for one in made) > 900


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("wiki/concepts/a.md", "concepts/a.md"),
        ("wiki/concepts/log.md", "concepts/log-page.md"),
        ("wiki/Index.md", "Index-page.md"),
        ("wiki/references/a.md", "pages/references/a.md"),
    ],
)
def test_a_page_has_no_name_that_a_bundle_reserves(path, place):
    assert concept_paths([path]) == {path: place}


def test_two_pages_never_share_a_place():
    found = concept_paths(["wiki/a/log-page.md", "wiki/a/log.md", "wiki/a/log-page-page.md"])
    assert len({*found.values()}) == 3


@pytest.mark.parametrize(
    "path", ["raw/a.md", "raw/a.pdf", "raw/a.md.txt", "raw/A.MD", "wiki/texts/a.pdf.md", "log.md"]
)
def test_a_file_beside_the_pages_has_one_place_that_is_no_concept(path):
    place = reference_path(path)
    assert path_of_reference(place) == path
    assert not place.lower().endswith(".md")


def restored(texts, name="bundle"):
    return [*restore_files(sorted(texts), lambda p: texts[p].encode(), name)]


def test_every_page_comes_back_byte_for_byte():
    odd = page("CRLF", "It is [[old-dam]].[^report-1]", {"report-1": "is 12 metres"})
    odd = {path: text.replace("\n", "\r\n") for path, text in odd.items()}
    held = contents_of(*PLAIN, HOSTILE, odd)
    back = {one.path: one.data.decode() for one in restored(write(held).texts)}
    assert back == {p.facts.path: held.wiki.text_at(p.facts.path) for p in held.pages}


def test_what_is_no_concept_goes_along_as_it_is():
    untyped = {"wiki/notes/n.md": "---\ntitle: N\n---\n\nA note.\n"}
    broken = {"wiki/notes/b.md": "---\ntitle: [\n---\n\nA note.\n"}
    made = write(contents_of(*PLAIN, untyped, broken, others=("raw/report.md", "schema.md")))
    assert made.copies == {
        "references/raw/report.md.txt": "raw/report.md",
        "references/schema.md.txt": "schema.md",
        "references/wiki/notes/b.md.txt": "wiki/notes/b.md",
        "references/wiki/notes/n.md.txt": "wiki/notes/n.md",
    }


def front(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_each_citation_is_a_source_that_is_joined_by_its_label():
    made = write(contents_of(*PLAIN, others=("raw/report.md",)))
    own = front(made.texts["entities/mill-lake.md"])
    assert [one["id"] for one in own["sources"]] == ["report-3", "report-4"]
    assert own["sources"][0]["resource"] == "/references/raw/report.md.txt#L1"
    assert (own["type"], own["description"]) == (
        "entity",
        "The Mill Lake is a lake behind the Old Dam.",
    )


def test_the_log_is_newest_first():
    log = "# Log\n\n## [2026-01-01] ingest | A\n\n- source: `raw/a.md`\n\n## [2026-02-01] lint | B [x](y)\n"
    held = contents_of(*PLAIN)
    made = write(type(held)(**{**held.__dict__, "log": log})).texts["log.md"]
    assert made.index("## 2026-02-01: lint") < made.index("## 2026-01-01: ingest")
    assert "](y)" not in made


def test_a_concept_of_somebody_else_becomes_a_source():
    found = restored(
        {"tables/a.md": "---\ntype: Table\n---\n\nRows.\n", "index.md": "# X\n"}, "Their Bundle"
    )
    assert found == [
        RestoredFile(
            "raw/their-bundle/tables/a.md", "tables/a.md", b"---\ntype: Table\n---\n\nRows.\n"
        )
    ]


@pytest.mark.parametrize(
    "path",
    [
        "../x.md",
        "wiki/../../x.md",
        "pipeline/x.md",
        "wiki/.git/x.md",
        "wiki/a\\b.md",
        "raw/x.md",
        "",
        7,
        "wiki//x.md",
        "/wiki/x.md",
        "wiki/a\u202eb.md",
        "wiki/con.md",
    ],
)
def test_a_path_is_not_believed(path):
    forged = {"type": "x", "wiki": {"version": 1, "path": path, "front": "---\ntitle: X\n---\n"}}
    text = f"---\n{yaml.safe_dump(forged)}---\n\nText.\n"
    assert all(isinstance(one, RefusedPlace) for one in restored({"a.md": text}))


def test_a_place_under_references_is_not_believed_either():
    own = {
        "type": "x",
        "wiki": {"version": 1, "path": "wiki/a.md", "front": "---\ntitle: A\n---\n"},
    }
    ours = {"a.md": f"---\n{yaml.safe_dump(own)}---\n\nText.\n"}
    bad = [
        "references/pipeline/x.py",
        "references/.github/workflows/x.yml",
        "references/raw/../../x",
    ]
    found = restored(ours | dict.fromkeys(bad, "x"))
    assert [one.path for one in found if isinstance(one, RestoredFile)] == ["wiki/a.md"]


def test_a_validator_that_was_not_written_here_finds_it_conformant(tmp_path):
    okf = pytest.importorskip("okf.okf", reason="needs `pip install okf-ingest`, 70 MB with DuckDB")
    made = write(contents_of(*PLAIN, others=("raw/report.md", "raw/survey.md")))
    for name, text in {**made.texts, **dict.fromkeys(made.copies, "Text.\n")}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    said = okf.validate(okf.read_bundle(str(tmp_path)))
    assert [
        one
        for one in said
        if one["severity"] != "info" and one["rule"] not in ("orphan", "missing_timestamp")
    ] == []
