"""Safe fixes: what rules mend becomes one upkeep, and leaves by the door of all upkeeps."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.values import Finding
from pipeline.operations.lint.lint import lint_wiki
from pipeline.operations.lint.safe_fixes import fix_files, make_upkeep
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.upkeep.upkeep import propose_upkeep, publish_upkeep
from tests.helpers.line_by_line import compile_one
from tests.helpers.repos import source, team

KETTLE = source(
    "Kettle report",
    "A kettle holds a litre.\nEvery kettle boils water at 100 degrees.",
    author="Ada",
)
PAGE, LITRE, INDEX = "wiki/concepts/kettle.md", "wiki/concepts/litre.md", "wiki/index.md"


def mending(old, new, times=1):
    """A rule that mends by putting one word in the place of another, as often as it is told."""

    def fix(view, paths):
        texts = {path: view.page(path).render() for path in paths if path != LOG_PATH}
        return {path: text.replace(old, new, times) for path, text in texts.items() if old in text}

    return SimpleNamespace(SEVERITY="warning", SCOPE="page", fix=fix)


def noting(view, paths):
    return (
        {LOG_PATH: f"{view.log}\n## [2024-01-01] lint | a note\n\n- nothing\n"}
        if LOG_PATH in paths
        else {}
    )


TABLE = {
    "first": mending("Every kettle", "Each kettle"),
    "second": mending("Each kettle", "Any kettle"),
    "losing": mending(".[^kettle-1]", ".", -1),
    "log": SimpleNamespace(SEVERITY="warning", SCOPE="wiki", fix=noting),
    "judging": SimpleNamespace(SEVERITY="warning", SCOPE="page"),
}


def finding(rule, path=PAGE, fixable=True):
    return Finding(rule, "warning", path, 7, f"about {rule}", f"the {rule} is off", fixable=fixable)


@pytest.fixture
def wiki(tmp_path):
    made = team(tmp_path / "team", {"2024-kettle.md": KETTLE})
    made.merge(compile_one(made.root, "raw/2024-kettle.md")[0].branch)
    return made


@pytest.fixture
def snapshot(wiki):
    with open_repository(wiki.root) as repo:
        yield take_snapshot(repo, repo.head())


def test_rules_mend_one_after_the_other(snapshot):
    made = fix_files(snapshot, [finding("second"), finding("first")], "2026-05-01", TABLE)
    assert list(made) == [PAGE]
    assert "Any kettle" in made[PAGE]
    assert made[PAGE] != snapshot.wiki.text("kettle")


def test_only_what_is_asked_for_is_mended(snapshot):
    assert fix_files(snapshot, [finding("second")], "2026-05-01", TABLE) == {}
    assert fix_files(snapshot, [finding("judging")], "2026-05-01", TABLE) == {}
    assert list(fix_files(snapshot, [finding("first", LITRE)], "2026-05-01", TABLE)) in (
        [],
        [LITRE],
    )
    with pytest.raises(NothingNew):
        make_upkeep(snapshot, [finding("first", fixable=False)], "2026-05-01", TABLE)
    with pytest.raises(NothingNew):
        make_upkeep(snapshot, [finding("second")], "2026-05-01", TABLE)


def test_a_fix_is_one_upkeep_that_says_what_it_mends(snapshot):
    one = make_upkeep(snapshot, [finding("first")], "2026-05-01", TABLE)
    assert (one.verb, one.name, one.title) == ("fix", "first", "Safe fixes of first on 1 file")
    assert one.told == (f"first: {PAGE}:7: the first is off",)
    both = make_upkeep(snapshot, [finding("first"), finding("second")], "2026-05-01", TABLE)
    assert both.name == "safe-fixes"
    assert "`first` (1), `second` (1)" in both.why


def test_it_becomes_a_branch_and_nothing_else(wiki, snapshot):
    before = wiki.git("rev-parse", "HEAD") + wiki.git("status", "--porcelain")
    proposal = propose_upkeep(
        make_upkeep(snapshot, [finding("first")], "2026-05-01", TABLE), snapshot, "2026-05-01"
    )
    where = publish_upkeep(proposal, snapshot.repo, snapshot.commit)
    assert wiki.git("rev-parse", "HEAD") + wiki.git("status", "--porcelain") == before
    assert "Each kettle" in wiki.at(where.branch, PAGE)
    assert wiki.at(where.branch, LOG_PATH).startswith(wiki.at("HEAD", LOG_PATH))
    assert not publish_upkeep(proposal, snapshot.repo, snapshot.commit).moved


def test_a_fix_of_the_log_only_adds_to_it(wiki, snapshot):
    proposal = propose_upkeep(
        make_upkeep(snapshot, [finding("log", LOG_PATH)], "2026-05-01", TABLE),
        snapshot,
        "2026-05-01",
    )
    log = wiki.at(publish_upkeep(proposal, snapshot.repo, snapshot.commit).branch, LOG_PATH)
    assert log.startswith(wiki.at("HEAD", LOG_PATH))
    assert re.findall(r"^## \[(.*?)\] lint \| (.*)$", log, re.MULTILINE) == [
        ("2024-01-01", "a note"),
        ("2026-05-01", "Safe fixes of log on 1 file"),
    ]


def test_a_fix_that_would_lose_something_is_refused(wiki, snapshot):
    with pytest.raises(UserError, match="refused"):
        propose_upkeep(
            make_upkeep(snapshot, [finding("losing")], "2026-05-01", TABLE), snapshot, "2026-05-01"
        )


def test_a_fix_that_changes_the_confidence_of_a_page_says_so_first(wiki):
    sure = (
        wiki.at("HEAD", PAGE)
        .replace("confidence: medium", "confidence: high")
        .replace("\n## ", "\nSee [[litre]].\n\n## ", 1)
    )
    assert sure.count("[[litre]]") == sure.count("confidence: high") == 1
    wiki.add(PAGE, sure)
    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        found = lint_wiki(snapshot, "2026-05-01", ["related-drift"])
        assert "from high to medium" in next(f.suggestion for f in found if f.path == PAGE)
        proposal = propose_upkeep(
            make_upkeep(snapshot, found, "2026-05-01"), snapshot, "2026-05-01"
        )
    first, *_ = proposal.upkeep.told
    assert first == f"{PAGE}: its `confidence` changes from high to medium, as its sources have it"
    assert "`confidence` changes from high to medium" in proposal.body()


# --- by the command ---


def test_where_nothing_can_be_mended_that_is_said(wiki, capsys):
    assert main(["-C", str(wiki.root), "lint", "--fix", "--rule", "raw-html"]) == 0
    assert "No rule has a safe fix" in capsys.readouterr().out
    assert "wiki/upkeep" not in wiki.git("branch", "--list")


def test_what_is_not_committed_is_not_mended_and_said(wiki, capsys):
    (wiki.root / PAGE).write_text("Mine.\n")
    assert main(["-C", str(wiki.root), "lint", "--fix", "--rule", "raw-html"]) == 0
    assert f"note: not committed, so not mended: {PAGE}" in capsys.readouterr().err
    assert (wiki.root / PAGE).read_text() == "Mine.\n"


def test_a_fix_changes_no_line_that_says_the_same_and_no_page_whose_signs_it_cannot_read(
    wiki, capsys
):
    front = "---\ntitle: %s\ntype: concept\naliases: []\nsources:%s\nrelated: []\ncreated: 2024-01-01\nupdated: 2024-01-01\nconfidence: %s\n---\n"
    cited = wiki.at("HEAD", PAGE).partition("[^kettle-1]: ")[2].splitlines()[0]
    windows = front % ("Windows", "\n- raw/2024-kettle.md", "medium")
    windows += f"\nSee [[kettle]].[^kettle-1]\n\n[^kettle-1]: {cited}\n"
    wiki.add("wiki/concepts/windows.md", windows.replace("\n", "\r\n"))
    wiki.add(
        "wiki/concepts/latin.md",
        (front % ("Latin", " []", "low") + "\nCaf\xe9, see [[kettle]].\n").encode("latin-1"),
    )
    assert main(["-C", str(wiki.root), "lint", "--fix"]) == 0
    (branch,) = wiki.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()
    changed = wiki.git("diff", "main", branch, "--", "wiki/concepts/windows.md").splitlines()
    rows = [row for row in changed if row[:1] in "+-" and row[:3] not in ("+++", "---")]
    assert [row.rstrip("\r") for row in rows] == ["-related: []", "+related:", "+- kettle"]
    assert b"\r\n" in wiki.git("cat-file", "blob", f"{branch}:wiki/concepts/windows.md").encode()
    assert not wiki.git("diff", "main", branch, "--", "wiki/concepts/latin.md")
    wiki.git("merge", "-q", "--no-edit", branch)
    capsys.readouterr()
    main(["-C", str(wiki.root), "lint", "--rule", "related-drift", "--rule", "hidden-character"])
    told = capsys.readouterr().out
    assert "latin.md:12:4: error: the page is not UTF-8" in told
    assert "can be mended" not in told
    assert main(["-C", str(wiki.root), "derive"]) == 0
    assert (wiki.root / "wiki/concepts/latin.md").read_bytes().count(b"\xe9") == 1


# --- people's vault ---


def vault(number):
    """Pages as other tools and people write them, with an index by hand."""
    pages = {
        "wiki/index.md": "# Where to begin\n\n- [[thing-1]]: the first of all\n",
        "wiki/index/map.md": "A map.\n",
    }
    forms = ("sources: [x]", "sources:\n  - raw/2024-kettle.md # mine", 'sources: "[[x]]"')
    for i in range(number):
        front = [
            f"title: Thing {i}",
            "type: concept",
            forms[i % 3],
            f"tags: [a, b{i}]",
            f"aliases: Ding {i}",
            "related: [gone]",
        ]
        front += [
            "# a comment",
            "created: 2024-01-01",
            "updated: 2024-01-02",
            f'up: "[[thing-{i // 2}]]"',
        ]
        text = (
            "---\n"
            + "\n".join(front[i % 4 :] + front[: i % 4])
            + f"\n---\n\nOf people, see [[thing-{i // 3}]].\n"
        )
        text = text if i % 7 else text.partition("---\n\n")[2]
        pages[f"wiki/concepts/thing-{i}.md"] = text.replace("\n", "\r\n") if i % 5 == 0 else text
    return pages


def test_of_a_vault_of_peoples_nothing_is_changed_by_any_command(wiki, capsys):
    for path, text in vault(145).items():
        target = wiki.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "Our vault")
    wiki.add(
        "raw/2024-teapot.md",
        source("Teapot report", "A teapot holds a litre of tea.", "2024-02-01"),
    )
    theirs = [*vault(145)]
    assert main(["-C", str(wiki.root), "lint", "--fix"]) == 0
    assert main(["-C", str(wiki.root), "derive"]) == 0
    proposal, where = compile_one(wiki.root, "raw/2024-teapot.md")
    assert wiki.git("status", "--porcelain") == ""
    for branch in (
        where.branch,
        *wiki.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split(),
    ):
        assert wiki.git("diff", "--name-only", "main", branch, "--", *theirs) == ""
    assert "**The index** is left alone, for people wrote it or added to it" in proposal.body
    assert "`wiki/index.md`, `wiki/index/map.md`" in proposal.body


def test_an_unused_footnote_that_goes_by_the_way_is_listed(wiki, capsys):
    text = wiki.at("HEAD", PAGE).replace(
        "\n- Every kettle boils water at 100 degrees.[^kettle-2]", "\n- See [[litre]]."
    )
    assert "[^kettle-2]: " in text
    wiki.add(PAGE, text)
    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        found = lint_wiki(snapshot, "2026-05-01", ["related-drift"])
        body = propose_upkeep(
            make_upkeep(snapshot, found, "2026-05-01"), snapshot, "2026-05-01"
        ).body()
    assert "Because no sentence of the page refers to it:\n\n- the footnote" in body
    assert "kettle-2" in body.partition("## What goes (1)")[2].partition("## ")[0]
