"""Wikis that people kept before ours: what a lint took for wrong there, and what is wrong all the same.

Each kind has pages of which nothing may be said, and beside them one that must be told, so that no rule is silent for nothing.
"""

from dataclasses import replace

import pytest

from pipeline.core.name_keys import fold
from pipeline.core.wiki.schema import Schema
from tests.helpers.making import SCHEMA, source
from tests.rules.test_lint_rules import lint, subjects, text, view

PEOPLES = "wiki/notes/a.md"
RAW = "raw/kettle.md"
KETTLE = source(
    "# Kettles\n\nSee http://www.kettles.example/manual/ and https://Lids.example/A%20b?x=1.",
    path=RAW,
)


def seen(page, rule, **more):
    """What a rule says about one page beside a source about kettles."""
    there = replace(view({PEOPLES: page}, **more), sources={RAW: KETTLE}.get)
    return subjects(there, rule)


def cited(body, listed="[raw/kettle.md]"):
    return text("A", body, sources=listed)


# --- addresses ---


@pytest.mark.parametrize(
    "spelt",
    [
        "https://kettles.example/manual",
        "http://kettles.example/manual/#boil",
        "www.kettles.example/manual",
        "https://www.kettles.example/manual?utm_source=mail",
        "https://lids.example/A b?x=1".replace(" ", "%20"),
        "[the lid](https://lids.example/a%20b?x=1)",
    ],
)
def test_an_address_may_be_spelt_otherwise_than_in_its_source(spelt):
    assert seen(cited(f"See {spelt} for more."), "foreign-address") == []


def test_an_address_that_only_resembles_that_of_the_source_is_told():
    body = "See https://kettles.example/manuals and https://evil-kettles.example/manual."
    assert len(seen(cited(body), "foreign-address")) == 2


@pytest.mark.parametrize("listed", ["[kettle.md]", "[kettle]", "kettle", "['[[kettle]]']"])
def test_a_source_is_known_without_the_folder_in_front(listed):
    page = cited("See https://kettles.example/manual and https://pots.example.", listed)
    assert seen(page, "foreign-address") == ["https://pots.example"]


def test_where_a_page_names_no_source_no_address_is_foreign():
    body = "See https://pots.example, [it](https://pots.example/x) and <https://pots.example/y>."
    assert seen(text("A", body), "foreign-address") == []
    assert seen(text("A", body, sources="[A book by Ada]"), "foreign-address") == []
    assert seen(text("A", "Run [it](javascript:alert(1))."), "foreign-address") == [
        "javascript:alert(1"
    ]


@pytest.mark.parametrize(
    "words",
    [
        "**Input Data:** what the kettle is filled with.",
        "**HTTPS:** only, and **HTTP:** never.",
        "It fails there (kettle.py:12) and there (file:lid.py:3).",
        "The data:set of the lids, and file:line as a form.",
        "Metadata: Data:** and mailto:**.",
        "```sh\ncurl https://pots.example/api\n```",
        "Call `https://pots.example/api` for it.",
    ],
)
def test_words_with_a_colon_and_code_are_no_addresses(words):
    assert seen(cited(words), "foreign-address") == []
    assert seen(cited(f"{words}\n\nhttps://pots.example/z"), "foreign-address") == [
        "https://pots.example/z"
    ]


# --- front matter ---


def test_people_list_as_sources_what_they_like():
    listed = "['https://kettles.example', 'Ada, *On Kettles*', '[[A book]]', articles/kettle.md]"
    dated = {"created": "2026-04-11", "updated": "2026-04-11"}
    assert seen(text("A", sources=listed, **dated), "bad-front-matter") == []
    wrong = "[/etc/passwd, raw/../schema.md, wiki/concepts/b.md]"
    assert seen(text("A", sources=wrong, **dated), "bad-front-matter") == [
        "/etc/passwd",
        "raw/../schema.md",
        "wiki/concepts/b.md",
    ]


@pytest.mark.parametrize(
    "named", ["https://kettles.example/2026", "A book", "articles/x.md", "raw/gone.md"]
)
def test_the_source_that_a_person_names_is_no_record(named):
    page = text("A", source=named, published="Spring")
    for rule in ("missing-source", "source-changed", "log-drift", "bad-date"):
        assert seen(page, rule) == []
    ours = text("A", source="raw/gone.md", sha256="12", published="Spring", kind="source-summary")
    assert seen(ours, "missing-source") == ["raw/gone.md"]
    assert seen(ours, "bad-date") == ["published"]


@pytest.mark.parametrize("moment", ["1712345678901", "1712345678", "1609237456009"])
def test_a_moment_in_milliseconds_is_a_date(moment):
    assert seen(text("A", created=moment, updated=moment), "bad-date") == []
    assert seen(text("A", created=moment, updated="17123456"), "bad-date") == ["updated"]


def test_a_page_without_the_list_of_related_pages_lacks_nothing():
    body = 'It boils.[^k-1] See [[b]].\n\n[^k-1]: [k](../../raw/kettle.md?plain=1#L1): "Kettles"'
    record = text("K", kind="source-summary", source=RAW, sha256="12", label="k", related="[]")
    texts = {"wiki/sources/k.md": record, "wiki/notes/b.md": text("B")}
    assert subjects(view(texts | {PEOPLES: text("A", body)}), "related-drift") == []
    kept = text("A", body, related="[]")
    assert subjects(view(texts | {PEOPLES: kept}), "related-drift") == ["related"]


# --- names and links ---


def folders(link, at="wiki/notes/page.md", **more):
    texts = {
        "wiki/tea/green.md": "Green.",
        "wiki/old/tea/green.md": "Old green.",
        "wiki/notes/tea/green.md": "Green note.",
        at: f"See {link}.",
    }
    return subjects(
        view(texts, files_there=frozenset([*texts, *more.get("files", ())])), "ambiguous-link"
    )


def test_a_name_with_a_folder_is_clear_from_the_root_from_the_wiki_and_from_its_page():
    assert folders("[[tea/green]]") == []
    assert folders("[[wiki/tea/green]]") == []
    assert folders("[[old/tea/green]]") == []
    assert folders("[[green]]") == ["green"]
    texts = {
        "wiki/a/tea/green.md": "Green.",
        "wiki/b/tea/green.md": "Green.",
        "wiki/a/page.md": "See [[tea/green]].",
        "wiki/c/page.md": "See [[tea/green]].",
    }
    (found,) = lint(view(texts), "ambiguous-link")
    assert found.path == "wiki/c/page.md"


def test_the_name_of_a_file_is_that_file_whatever_pages_are_titled():
    texts = {
        "wiki/tea/_index.md": "Teas.",
        "wiki/pots/_index.md": "Pots.",
        "wiki/page.md": "See [[index]].",
    }
    there = frozenset([*texts, "wiki/index.md"])
    assert subjects(view(texts, files_there=there), "ambiguous-link") == []
    assert subjects(view(texts, files_there=frozenset(texts)), "ambiguous-link") == ["index"]


def test_a_file_outside_of_the_wiki_and_its_sources_is_never_meant():
    texts = {"wiki/page.md": "See [[log]]."}
    for there, said in ((("log.md", "wiki/log.md"), []), (("raw/log.md", "wiki/log.md"), ["log"])):
        files = frozenset([*texts, *there])
        assert subjects(view(texts, files_there=files), "ambiguous-link") == said


def test_files_of_one_name_in_two_folders_are_no_doubles():
    texts = {
        f"wiki/{each}/index.md": f"All about {each}: what it is, and how it is brewed over there."
        for each in ("tea", "coffee", "cocoa")
    }
    assert subjects(view(texts), "duplicate-page") == []
    one = "The first relay of the canal was opened by the board.\n\nIt was closed by the harbour master in the year after.\n"
    same = texts | {"wiki/tea/index.md": one, "wiki/coffee/index.md": one}
    assert subjects(view(same), "duplicate-page") == ["wiki/coffee/index.md"]
    titled = {f"wiki/{x}/index.md": text("Brewing", f"About {x}.") for x in ("tea", "coffee")}
    assert subjects(view(titled), "duplicate-page") == ["wiki/coffee/index.md"]


@pytest.mark.parametrize(
    "words",
    [
        "the lid MUST NOT be lifted",
        "as NIST SP 800-53 asks",
        "as in Table II of it",
        "as in Appendix B Two of it",
        "a column that is NOT NULL",
        "see Section IV Heat",
    ],
)
def test_what_is_shouted_or_counted_needs_no_page(words):
    body = f"Note that {words}, and that the Grand Teapot Society met."
    texts = {f"wiki/notes/n{i}.md": text(f"N{i}", body) for i in range(3)}
    assert subjects(view(texts), "missing-page") == ["grand teapot society"]


# --- statements ---


@pytest.mark.parametrize(
    "words",
    [
        "1. Fill the kettle with water and close the lid.",
        "- 3) Fill the kettle with water and close the lid.",
        "**2.** Fill the kettle with water and close the lid.",
        "(4) Fill the kettle with water and close the lid.",
        "Step 5: Fill the kettle with water and close the lid.",
        "1.2. Fill the kettle with water and close the lid.",
        "The lid is drawn in Fig. 3 of the manual of the maker.",
        "The lid is told of in sect. 4 and 5 of the manual of the maker.",
        "The lid is told of on p. 12 of the manual of the maker.",
        "The lid is listed in Table 3 of the manual of the maker.",
        "id:: 4711-12 collapsed:: true the lid of the kettle is here",
        "the picture of the lid {:height 352, :width 442} of the kettle",
    ],
)
def test_a_number_that_only_counts_states_nothing(words):
    assert seen(text("A", words), "uncited-statement") == []
    stated = f"{words}\n\nThe kettle of the house holds 2 litres of water."
    assert len(seen(text("A", stated), "uncited-statement")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "1. The kettle of the house holds 2 litres of water.",
        "Table 3 shows that 8 kettles of the house are blue.",
        "He kept the kettle for approx. 12 years in his house.",
        "Step 5 takes 30 minutes in the kettle of the house.",
    ],
)
def test_a_number_beside_one_that_counts_is_still_a_statement(words):
    assert len(seen(text("A", words), "uncited-statement")) == 1


# --- suggestions ---


def advice(link, *paths):
    texts = dict.fromkeys(paths, "Words.") | {PEOPLES: f"See {link}."}
    (found,) = lint(view(texts, files_there=frozenset(texts)), "dead-link")
    return found.suggestion


def test_nothing_is_suggested_that_shares_less_than_half_the_letters():
    assert "mean" not in advice("[[2026-04-11 Visit]]", "wiki/notes/2026-04-11 Lunch.md")
    assert "mean" not in advice("[x](ab.md)", "wiki/notes/yz.md")
    assert "mean" not in advice("[x](10.png)", "wiki/notes/20.png")
    assert advice("[[2026-04-11 Vist]]", "wiki/notes/2026-04-11 Visit.md") == (
        "Did you mean [[2026-04-11 Visit]]?"
    )
    assert advice("[x](kettel.md)", "wiki/notes/kettle.md") == "Did you mean kettle.md?"


# --- pages that were there before ---


def of_people(texts):
    """A view of a wiki of which the structure alone is judged."""
    rules = replace(SCHEMA.rules, profile="structure")
    return replace(view(texts), schema=Schema(rules, SCHEMA.text))


def test_names_that_differ_by_an_ending_are_two_names_to_people_and_one_to_us():
    texts = {
        "wiki/Workspace.md": "The part of the screen in which panes stand.",
        "wiki/Workspaces.md": "The extension that keeps several of them.",
        "wiki/animals/bat.md": text("Bat", "It flies by night."),
        "wiki/animals/bats.md": text("Bats", "A list of all that fly."),
    }
    assert subjects(view(texts), "duplicate-page") == ["wiki/Workspace.md", "wiki/animals/bat.md"]
    assert subjects(of_people(texts), "duplicate-page") == []
    alias = texts | {"wiki/Layout.md": text("Layout", "Panes.", aliases="[workspaces]")}
    assert subjects(of_people(alias), "duplicate-page") == ["wiki/Workspaces.md"]


def test_short_pages_of_one_template_are_no_copies_and_two_of_one_text_are():
    said = "Write down here who of the crew was there on that day.\n\nThen write down what was decided by them, and who does it.\n"
    texts = {f"wiki/meetings/{name}.md": said for name in ("board", "crew")}
    assert len(subjects(of_people(texts), "duplicate-page")) == 1
    texts["wiki/meetings/harbour.md"] = said
    assert subjects(of_people(texts), "duplicate-page") == []
    assert len(subjects(view(texts), "duplicate-page")) == 3


def test_the_icons_of_a_font_are_seen_by_people_and_other_hidden_signs_are_told():
    texts = {"wiki/notes/keys.md": "Press \ue5c4 or \U000f0141 to go back."}
    assert subjects(of_people(texts), "hidden-character") == []
    assert subjects(view(texts), "hidden-character") != []
    texts["wiki/notes/keys.md"] += " It turns\u202e round."
    assert subjects(of_people(texts), "hidden-character") == ["U+202E"]


# --- Dendron ---

NOTES = {
    "wiki/notes/pkg.a.setup.md": text("Setup", "## Start\n\nSee [[pkg.a]]."),
    "wiki/notes/pkg.b.setup.md": text("Setup", "See [[Setup|pkg.a.setup#start]], [[Setup]]."),
    "wiki/notes/pkg.a.md": text(
        "A",
        "See [[how to start|pkg.a.setup]], [[Lost|pkg.c]], [[x|dendron://other/y]].\n\n"
        "![[pkg.a.setup#start,1:#*]]\n\n![[pkg.a.setup#end,1]]",
    ),
}


@pytest.mark.parametrize(
    ("settings", "dead", "ambiguous", "doubles"),
    [
        (
            ("dendron.yml",),
            ["pkg.c", "pkg.a.setup#end"],
            ["setup"],
            [],
        ),
        (
            (),
            ["how to start", "lost", "pkg.a.setup#end1", "pkg.a.setup#start1#*", "x"],
            ["setup", "setup"],
            ["wiki/notes/pkg.a.setup.md"],
        ),
    ],
)
def test_in_a_workspace_of_dendron_the_label_comes_first_and_titles_repeat(
    settings, dead, ambiguous, doubles
):
    there = view(NOTES, files_there=frozenset({*settings, *NOTES}))
    assert sorted(map(fold, subjects(there, "dead-link"))) == sorted(map(fold, dead))
    assert subjects(there, "ambiguous-link") == ambiguous
    assert subjects(there, "duplicate-page") == doubles


def test_an_address_in_quotes_is_told_as_it_is_written():
    page = text("A", "See [pots]('https://pots.example/x').")
    (found,) = lint(view({PEOPLES: page}, files_there=frozenset({PEOPLES})), "dead-link")
    assert found.message == "the address https://pots.example/x stands in quotes"


@pytest.mark.parametrize(("links", "how"), [("wikilink", " ([[b]])"), ("markdown", "")])
def test_a_lost_page_is_linked_in_the_style_of_the_wiki(links, how):
    schema = Schema.parse(f"---\nprofile: structure\nlinks: {links}\n---\n")
    pages = {f"wiki/notes/{name}.md": "See [[a]] and [[c]].\n" for name in "abc"}
    found = lint(replace(view(pages), schema=schema), "orphan-page")
    assert [f.suggestion for f in found] == [
        f"Link it where another page speaks of it{how}, or merge it into one."
    ]
