"""What the compile gate lets through, the check of a pull request lets through: on wikis and sources as chance makes them, and in each odd case."""

import os
import random
from dataclasses import replace

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.changes.change_set import AddAlias
from pipeline.core.errors import UserError
from pipeline.core.github.state import PullRequest
from pipeline.core.markup import frontmatter
from pipeline.core.text import normalise
from pipeline.core.wiki.page import MOST_PAGE_BYTES, Page
from pipeline.librarian.extractive import Extractive
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.compile.keep_proposal import publish_proposal
from pipeline.operations.github.check import check_change
from pipeline.operations.repository.merge_branches import merge_branches
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.repository.status import statuses
from pipeline.operations.upkeep.upkeep import make_upkeep
from pipeline.operations.upkeep.upkeep import propose_upkeep as propose_upkeep
from tests.helpers import wild
from tests.helpers.line_by_line import LineByLine
from tests.helpers.repos import EMPTY_LOG, SCHEMA, source
from tests.helpers.share import few
from tests.helpers.trees import EXECUTABLE, LINK, MODULE, Trees

BOT = "acme-wiki[bot]"
SEEDS = range(
    int(os.environ.get("WIKI_FIRST_SEED", "0")),
    int(os.environ.get("WIKI_FIRST_SEED", "0")) + int(os.environ.get("WIKI_SEEDS", few(24, 4))),
)
KETTLE = source(
    "Kettle report", "The Kettle holds 2 litres of water.\nThe kettle was made in 1931 by Ada."
)
BASE = {"schema.md": SCHEMA, "log.md": EMPTY_LOG, "raw/2024-kettle.md": KETTLE}
SUMMARY, PAGE = "wiki/sources/kettle-report.md", "wiki/concepts/kettle.md"
WELL = "---\ntitle: {}\ntype: concept\naliases: []\nsources: []\nrelated: []\ncreated: 2026-01-01\nupdated: 2026-01-01\nconfidence: low\n---\n\n{}\n"


def errors_of(repo, base, made, body="", branch="wiki/compile/x"):
    """Return what the check says against a commit, offered as the bot offers it."""
    request = PullRequest(7, "t", body, BOT, branch, made, True, "main", "open", False, (), "")
    report = check_change(repo, base, made, request, (BOT,), lambda: "no")
    return [(f.rule, f.path, f.message) for f in report.findings if f.severity == "error"]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_proposal_is_refused_by_our_own_check(tmp_path, seed):
    rng = random.Random(seed)
    trees = Trees(tmp_path / "team")
    tip = trees.commit({**wild.wiki(rng), **wild.sources(rng)})
    with open_repository(trees.folder) as repo:
        for path in take_snapshot(repo, tip).source_paths:
            snapshot = take_snapshot(repo, tip)
            librarian = wild.Wild(rng) if rng.random() < 0.5 else Extractive()
            try:
                proposal = compile_source(
                    snapshot.source(path), snapshot, librarian, CompileRun("2026-04-11")
                )
            except UserError:
                continue
            done = publish_proposal(proposal, repo, tip)
            assert errors_of(repo, tip, done.commit, proposal.body, done.branch) == []
            before, after = trees.modes(tip), trees.modes(done.commit)
            odd = {p for p, mode in before.items() if mode in (LINK, MODULE)}
            assert {p: after.get(p) for p in odd} == {p: before[p] for p in odd}
            tip = done.commit
            trees.move(tip)


class Team:
    """A wiki with whatever else people put there, and what compiling the one source makes of it."""

    def __init__(self, folder):
        self.trees = Trees(folder)

    def compiled(self, files, librarian=None, path="raw/2024-kettle.md"):
        """Return the proposal and what its branch holds; the check has nothing against it."""
        tip = self.trees.commit({**BASE, **files})
        with open_repository(self.trees.folder) as repo:
            snapshot = take_snapshot(repo, tip)
            proposal = compile_source(
                snapshot.source(path), snapshot, librarian or LineByLine(), CompileRun("2026-04-11")
            )
            done = publish_proposal(proposal, repo, tip)
            assert errors_of(repo, tip, done.commit, proposal.body, done.branch) == []
            return proposal, self.trees.modes(done.commit)

    def refused(self, files):
        """Return why the source fails; nothing was written."""
        tip = self.trees.commit({**BASE, **files})
        with open_repository(self.trees.folder) as repo:
            snapshot = take_snapshot(repo, tip)
            with pytest.raises(UserError) as caught:
                compile_source(
                    snapshot.source("raw/2024-kettle.md"),
                    snapshot,
                    LineByLine(),
                    CompileRun("2026-04-11"),
                )
            assert repo.branches("wiki/compile/") == {}
        return str(caught.value)


@pytest.fixture
def team(tmp_path):
    return Team(tmp_path / "team")


# --- names that are one on some computers ---


@pytest.mark.parametrize(
    ("there", "text"),
    [
        ("wiki/concepts/KETTLE.md", (LINK, "../../log.md")),
        ("wiki/concepts/Kettle.MD", "Words of a person, about boiling.\n"),
        ("wiki/concepts/Kettle.md/notes.txt", "Words.\n"),
        ("wiki/CONCEPTS/kettle.png", b"\x89PNG"),
    ],
)
def test_a_page_whose_name_another_file_has_in_other_letters_is_left_out_and_said(
    team, there, text
):
    proposal, modes = team.compiled({there: text})
    assert PAGE not in modes
    assert SUMMARY in modes
    assert "odd-name: on many computers this is the same name as" in proposal.body


def test_a_folder_in_other_letters_is_another_name_of_the_same_folder(team):
    proposal, modes = team.compiled({"wiki/Concepts/urn.md": WELL.format("Urn", "Words.")})
    assert PAGE not in modes
    assert "odd-name: on many computers this is the same name as 'wiki/Concepts'" in proposal.body


def test_two_spellings_of_a_folder_that_stand_already_hold_nothing_up(team):
    there = {
        "wiki/Concepts/urn.md": WELL.format("Urn", "Words."),
        "wiki/concepts/vat.md": WELL.format("Vat", "Words."),
    }
    _, modes = team.compiled(there)
    assert PAGE in modes


@pytest.mark.parametrize(
    ("title", "file"),
    [("COM0", "com0-page"), ("LPT0", "lpt0-page"), ("Nul", "nul-page"), ("C++", "c-2")],
)
def test_a_source_is_given_a_file_that_every_computer_can_hold(team, title, file):
    others = {"wiki/concepts/C.md": WELL.format("Third letter", "Words.")}
    _, modes = team.compiled(
        {"raw/x.md": source(title, "The Kettle holds 3 litres."), **others}, path="raw/x.md"
    )
    assert f"wiki/sources/{file}.md" in modes


def test_a_merge_that_brings_two_spellings_of_one_name_together_is_a_conflict(team):
    proposal, _ = team.compiled({})
    tip = team.trees.git("rev-parse", "main")
    theirs = team.trees.commit({"wiki/concepts/KETTLE.md": (LINK, "../../raw")}, tip)
    with open_repository(team.trees.folder) as repo:
        found = merge_branches(repo, theirs, repo.resolve(proposal.branch))
    assert found.kind == "conflict"
    assert any("same name" in why for _, why in found.conflicts)


def test_an_upkeep_makes_no_second_spelling_of_a_name(team):
    tip = team.trees.commit(
        {
            **BASE,
            "wiki/concepts/urn.md": WELL.format("Urn", "Words."),
            "wiki/concepts/Vat.txt": "x",
            "wiki/concepts/VAT.md": (LINK, "x"),
        }
    )
    with open_repository(team.trees.folder) as repo:
        snapshot = take_snapshot(repo, tip)
        with pytest.raises(UserError, match=r"same name as 'wiki/concepts/VAT\.md'"):
            propose_upkeep(make_upkeep("rename", ("urn", "Vat"), snapshot), snapshot, "2026-04-11")


# --- what is too large ---


def long_page(size, words="- Words."):
    text = WELL.format("Kettle", f"A vessel.\n\n## Key points\n\n{words}\n")
    return (text + "Words.\n" * ((size - len(text)) // 7)).ljust(size - 1, "x") + "\n"


def test_a_page_that_a_compile_would_make_too_large_is_left_as_it_is(team):
    long = long_page(MOST_PAGE_BYTES - 60)
    proposal, _ = team.compiled({PAGE: long})
    assert team.trees.git("show", f"{proposal.branch}:{PAGE}") == long.strip()
    assert "0.1 MB is the most" in proposal.body


@pytest.mark.parametrize("size", [MOST_PAGE_BYTES, MOST_PAGE_BYTES + 900])
def test_a_long_page_that_is_only_related_is_left_as_it_is(team, size):
    vat = long_page(size, "- See [[kettle-report]].").replace("title: Kettle", "title: Vessel")
    proposal, _ = team.compiled({"wiki/concepts/vat.md": vat})
    assert "wiki/concepts/vat.md" not in {f.path for f in proposal.files}


# --- what stands where a page would ---


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({PAGE: (LINK, "../../log.md")}, "here stands a symbolic link"),
        ({PAGE: (MODULE, b"")}, "here stands a submodule"),
        ({f"{PAGE}/notes.txt": "Words."}, "here stands a folder"),
        (
            {"wiki/concepts": (LINK, "entities")},
            "wiki/concepts is a symbolic link, where a folder is needed",
        ),
        ({"wiki/concepts": "Words."}, "wiki/concepts is a file, where a folder is needed"),
        (
            {"wiki/concepts": (MODULE, b"")},
            "wiki/concepts is a submodule, where a folder is needed",
        ),
    ],
)
def test_what_a_person_put_where_a_page_would_stand_stays_and_is_said(team, files, said):
    proposal, modes = team.compiled(files)
    assert said in proposal.body
    assert (
        modes.items()
        >= {
            path: (value[0] if isinstance(value, tuple) else "100644")
            for path, value in files.items()
        }.items()
    )
    assert SUMMARY in modes


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"log.md": (LINK, "raw/2024-kettle.md")},
            "log.md: not-a-plain-file: here stands a symbolic link",
        ),
        (
            {"wiki/index.md": (LINK, "../log.md")},
            "wiki/index.md: not-a-plain-file: here stands a symbolic link",
        ),
        (
            {"wiki/index.md": (MODULE, b"")},
            "wiki/index.md: not-a-plain-file: here stands a submodule",
        ),
        ({"wiki": (LINK, "raw")}, "wiki is a symbolic link, where a folder is needed"),
        (
            {"wiki/sources": (LINK, "concepts")},
            "wiki/sources is a symbolic link, where a folder is needed",
        ),
        ({SUMMARY: (LINK, "x")}, "here stands a symbolic link"),
        ({"log.md": None, "log.md/a": "x"}, "log.md: not-a-plain-file: here stands a folder"),
    ],
)
def test_a_link_where_every_compile_writes_fails_the_source_with_the_reason(team, files, said):
    assert said in team.refused(files)


def test_an_executable_page_becomes_a_plain_one_and_that_is_said(team):
    proposal, modes = team.compiled(
        {PAGE: (EXECUTABLE, WELL.format("Kettle", "A vessel.\n\n## Key points\n\n- Words."))}
    )
    assert modes[PAGE] == "100644"
    assert "the file was executable, and is a plain one now" in proposal.body


def test_the_check_says_too_where_the_bot_would_replace_a_link(team):
    tip = team.trees.commit({**BASE, "wiki/concepts/vat.md": (LINK, "x")})
    made = team.trees.commit({"wiki/concepts/vat.md": WELL.format("Vat", "Words.")}, tip, "other")
    with open_repository(team.trees.folder) as repo:
        assert ("not-a-plain-file", "wiki/concepts/vat.md") in {
            error[:2] for error in errors_of(repo, tip, made)
        }


def test_a_page_that_is_no_text_is_not_written_anew(team):
    proposal, _ = team.compiled(
        {PAGE: WELL.format("Kettle", "## Key points\n\n- W").encode() + b"\xffrds.\n"}
    )
    assert PAGE not in {f.path for f in proposal.files}
    assert "the page is not UTF-8" in proposal.body


def test_a_link_under_raw_is_no_source_and_is_listed(team):
    tip = team.trees.commit({**BASE, "raw/link.md": (LINK, "2024-kettle.md")})
    with open_repository(team.trees.folder) as repo:
        assert {
            s.path: s.note for s in statuses(take_snapshot(repo, tip)) if s.state == "no reader"
        } == {"raw/link.md": "kept, but not compiled: a symbolic link is not followed"}


def test_bookkeeping_does_not_spell_out_what_nobody_can_see(team):
    urn = WELL.format('"Urn \\u202eof \\u200bAda"', "It is like the [[kettle]].")
    proposal, _ = team.compiled({"wiki/concepts/urn.md": urn})
    assert "wiki/concepts/urn.md" not in {
        f.path for f in proposal.files
    }  # it cites nothing of ours, and is a person's
    written = frontmatter.dump(Page.parse("wiki/concepts/urn.md", urn).meta)
    assert "\u200b" not in written
    assert (
        Page.parse("wiki/concepts/urn.md", f"{written}\n").meta["title"] == "Urn \u202eof \u200bAda"
    )


def test_a_page_without_front_matter_gets_none_by_the_way(team):
    proposal, _ = team.compiled({"wiki/concepts/urn.md": "It is like the [[kettle]].\n"})
    assert "wiki/concepts/urn.md" not in {f.path for f in proposal.files}


def test_two_pages_of_one_name_that_stand_already_hold_nothing_up(team):
    there = {
        f"wiki/{folder}/vat.md": WELL.format(f"Vat {folder}", "Words.")
        for folder in ("concepts", "comparisons")
    }
    _, modes = team.compiled(there)
    assert PAGE in modes


# --- names and aliases ---

UNSEEN = [
    "\u200b\u200d",
    "\u202e\u2066",
    "\ufe0f\ufe01",
    "\u0301\u0308",
    "\u3164\u115f",
    "\u2800",
    "\u2003\u3000",
    "—…—",
    "?!",
    "\U000e0041",
]


@pytest.mark.parametrize("title", UNSEEN)
@pytest.mark.parametrize(("heading", "called"), [("", "Old urns"), ("\n## On urns\n", "On urns")])
def test_a_source_whose_title_names_nothing_goes_by_its_heading_or_its_file(
    team, title, heading, called
):
    text = f'---\ntitle: "{title}"\n---\n\n# {title}\n{heading}\nThe Kettle holds 2 litres.\n'
    proposal, modes = team.compiled({"raw/old-urns.md": text}, path="raw/old-urns.md")
    assert proposal.change.extraction.title == called
    assert [p for p in modes if p.startswith("wiki/sources/")] == [
        f"wiki/sources/{'old-urns-summary' if not heading else 'on-urns'}.md"
    ]


@pytest.mark.parametrize("name", ["\ufe0f", "---", "\u3164", "…"])
def test_a_source_whose_file_has_no_name_either_is_called_by_a_digest(team, name):
    path = f"raw/{name}.md"
    proposal, modes = team.compiled({path: f"# {name}\n\nThe Kettle holds 2 litres.\n"}, path=path)
    made = next(p for p in modes if p.startswith("wiki/sources/"))
    assert made.startswith("wiki/sources/source-")
    assert proposal.change.extraction.title.startswith("Source ")


def test_a_third_source_of_one_title_is_told_apart_from_the_others(team):
    tip = team.trees.commit(
        {
            **BASE,
            **{
                f"raw/{n}.md": source("Notes", f"The Kettle holds {n} litres.")
                for n in (11, 12, 13)
            },
        }
    )
    titles = []
    with open_repository(team.trees.folder) as repo:
        for n in (11, 12, 13):
            snapshot = take_snapshot(repo, tip)
            proposal = compile_source(
                snapshot.source(f"raw/{n}.md"), snapshot, LineByLine(), CompileRun("2026-04-11")
            )
            tip = publish_proposal(proposal, repo, tip).commit
            titles += [
                f.after.split("\n")[1]
                for f in proposal.files
                if f.path.startswith("wiki/sources/") and f.before is None
            ]
    assert titles == ["title: Notes", "title: Notes (source)", "title: Notes (source 2)"]


class Named(LineByLine):
    """Gives its pages these aliases: slug → names, by the plan or by an edit."""

    def __init__(self, names, by_edit):
        self.names, self.by_edit = names, by_edit

    def plan(self, reading, wiki, schema):
        plan = super().plan(reading, wiki, schema)
        given = {} if self.by_edit else self.names
        return replace(
            plan, pages=tuple(replace(p, aliases=tuple(given.get(p.slug, ()))) for p in plan.pages)
        )

    def _page(self, plan, claims, wiki):
        made = super()._page(plan, claims, wiki)
        given = self.names.get(plan.slug, ()) if self.by_edit else ()
        return replace(made, edits=(*made.edits, *map(AddAlias, given)))


URN = {
    "wiki/concepts/tall-urn.md": WELL.format("Urn of Ada", "Words.").replace(
        "aliases: []", "aliases: [Samovar]"
    )
}


@pytest.mark.parametrize("by_edit", [True, False])
@pytest.mark.parametrize(
    "alias",
    ["urn of ADA", "Urn-of-Ada", "Urns of Ada", "Samovars", "samovar", "tall urn", "Ｔall‐urn"],
)
def test_an_alias_that_is_a_name_of_another_page_is_dropped_and_said(team, by_edit, alias):
    proposal, _ = team.compiled(URN, Named({"kettle": [alias, "Boiler"]}, by_edit))
    kettle = Page.parse(PAGE, next(f.after for f in proposal.files if f.path == PAGE))
    assert kettle.meta["aliases"] == ["Boiler"]
    assert f"the alias “{normalise(alias)}” of Kettle: “Urn of Ada” is called so" in proposal.body


@pytest.mark.parametrize("by_edit", [True, False])
def test_of_two_pages_of_one_source_the_first_gets_the_alias(team, by_edit):
    names = {"kettle": ["Vessel"], "litre": ["Vessels", "Kettles", "Measure"]}
    proposal, _ = team.compiled({}, Named(names, by_edit))
    made = {
        f.path: Page.parse(f.path, f.after)
        for f in proposal.files
        if f.path.startswith("wiki/concepts/")
    }
    assert made[PAGE].meta["aliases"] == ["Vessel"]
    assert made["wiki/concepts/litre.md"].meta["aliases"] == ["Measure"]
    assert "the alias “Vessels” of Litre: “Kettle” is called so" in proposal.body


@pytest.mark.parametrize("alias", ["Urn of ada", "samovars", "tall-urn"])
def test_the_check_refuses_an_alias_that_is_another_page_s_name(team, alias):
    vat = WELL.format("Vat", "Words.")
    tip = team.trees.commit({**BASE, **URN, "wiki/concepts/vat.md": vat})
    made = team.trees.commit(
        {"wiki/concepts/vat.md": vat.replace("aliases: []", f"aliases: [{alias}]")}, tip, "other"
    )
    with open_repository(team.trees.folder) as repo:
        found = {error[:2] for error in errors_of(repo, tip, made)}
    assert ("duplicate-page", "wiki/concepts/vat.md") in found
    assert ("duplicate-page", "wiki/concepts/tall-urn.md") not in found


def test_an_alias_that_two_pages_have_already_holds_nothing_up(team):
    twice = {
        f"wiki/concepts/{name}.md": WELL.format(name, "See [[kettle]].").replace(
            "aliases: []", "aliases: [Tun]"
        )
        for name in ("vat", "tub")
    }
    _, modes = team.compiled(twice)
    assert PAGE in modes


def test_a_page_that_signs_alone_name_answers_to_no_other_signs(team):
    _, modes = team.compiled(
        {
            "wiki/concepts/odd.md": WELL.format('"!!!"', "Words."),
            "raw/x.md": source("???", "The Kettle holds 3 litres."),
        },
        path="raw/x.md",
    )
    assert "wiki/sources/x-summary.md" in modes


def test_the_index_names_a_page_whose_title_nobody_sees_by_its_file(team):
    proposal, _ = team.compiled({"wiki/concepts/vat.md": WELL.format('"\\u200b\\u3164"', "Words.")})
    index = next(f.after for f in proposal.files if f.path == "wiki/index.md")
    assert "- [vat](concepts/vat.md)" in index


def test_a_merge_writes_no_index_over_a_link(team):
    proposal, _ = team.compiled({"wiki/concepts/vat.md": WELL.format("Vat", "Words.")})
    tip = team.trees.git("rev-parse", "main")
    theirs = team.trees.commit({"wiki/index.md": (LINK, "../log.md")}, tip)
    with open_repository(team.trees.folder) as repo:
        found = merge_branches(repo, theirs, repo.resolve(proposal.branch))
    assert found.kind == "conflict"
    assert any(path.startswith("wiki/index.md") for path, _ in found.conflicts)


@pytest.mark.parametrize("title", ["<!-- a secret -->", "<!-->", "<!-- a -->  <!-- b -->"])
def test_a_source_whose_title_is_a_comment_goes_by_its_file(team, title):
    text = f'---\ntitle: "{title}"\n---\n\nThe Kettle holds 2 litres of water.\n\nThe Kettle was made in 1931 by Ada.\n'
    proposal, _ = team.compiled({"raw/old-urns.md": text}, Extractive(), path="raw/old-urns.md")
    assert proposal.change.extraction.title == "Old urns"
    assert "ingest | Old urns" in next(f.after for f in proposal.files if f.path == "log.md")
