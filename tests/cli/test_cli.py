"""The `wiki` command as a person uses it, with the embedded librarian on real repositories."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from pipeline.cli import main
from tests.helpers.repos import ROOT, SCHEMA, source, team

ONE = source(
    "Kettles",
    "A kettle is a vessel that boils water. The Kettle King 3 is a kettle that boils 1.5 litres in 180 seconds. "
    "The Kettle King 3 weighs 900 grams when it is empty. Most kettles are made of steel.",
    "2019-10-08",
)
TWO = source(
    "Faster kettles",
    "The Kettle King 3 is a kettle that boils 1.5 litres in 150 seconds. A kettle is a vessel that boils water quickly. "
    "The Kettle King 3 was revised in 2023.",
    "2023-05-23",
)


@pytest.fixture
def wiki(tmp_path, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    return team(tmp_path / "wiki", {"one.md": ONE})


@pytest.fixture
def run(wiki, capsys):
    """Run `wiki …` in the team's repository; return exit code, stdout, stderr."""

    def go(*args, where=None):
        code = main(["-C", str(where or wiki.root), *args])
        out = capsys.readouterr()
        return code, out.out, out.err

    return go


def compiled(wiki, run):
    run("compile", "--date", "2026-01-02")
    for branch in wiki.branches():
        wiki.merge(branch)
        wiki.git("branch", "-qD", branch)


def states(run):
    return {row["path"]: row["state"] for row in json.loads(run("status", "--json")[1])}


def test_a_source_goes_from_pending_to_proposed_to_compiled(wiki, run):
    assert states(run) == {"raw/one.md": "pending"}
    run("compile")
    assert states(run) == {"raw/one.md": "proposed"}
    wiki.merge(wiki.branches()[0])
    assert states(run) == {"raw/one.md": "compiled"}
    assert run("compile")[1] == "Nothing to do: every committed source in raw/ is compiled.\n"


def test_what_is_to_be_typed_for_a_path_with_spaces_can_be_pasted(tmp_path, capsys):
    team(tmp_path / "notes", {"2026-04-14 Sync.md": ONE})
    assert main(["-C", str(tmp_path / "notes"), "compile", "--date", "2026-01-02"]) == 0
    assert "read `wiki show 'raw/2026-04-14 Sync.md'`" in capsys.readouterr().out


def test_a_source_that_was_changed_is_seen_and_compiled_again_with_the_same_footnotes(wiki, run):
    compiled(wiki, run)
    before = wiki.at("main", "wiki/sources/kettles.md")
    wiki.add(
        "raw/one.md",
        ONE.replace("Most kettles are made of steel.", "Most kettles are made of steel or glass."),
    )
    assert states(run) == {"raw/one.md": "changed"}
    assert run("compile", "--date", "2026-01-03")[0] == 0
    after = wiki.at(wiki.branches()[0], "wiki/sources/kettles.md")
    assert before.split("sha256: ")[1][:64] != after.split("sha256: ")[1][:64]
    assert "[^one-1]:" in before
    assert (
        before.split("[^one-1]: ")[1].splitlines()[0]
        == after.split("[^one-1]: ")[1].splitlines()[0]
    )
    points = [line for line in after.splitlines() if line.startswith("- ")]
    assert len(points) == len(set(points)), "what the page says already is not said again"
    assert "steel or glass" in after


def test_a_renamed_source_keeps_its_identity(wiki, run):
    compiled(wiki, run)
    wiki.git("mv", "raw/one.md", "raw/kettles-2019.md")
    wiki.git("commit", "-qm", "Rename")
    assert states(run) == {"raw/kettles-2019.md": "renamed", "raw/one.md": "missing"}
    assert run("compile")[0] == 0
    wiki.merge(wiki.branches()[0])
    assert states(run) == {"raw/kettles-2019.md": "compiled"}
    pages = wiki.git("grep", "-h", "raw/", "main", "--", "wiki/")
    assert "raw/kettles-2019.md" in pages
    assert "raw/one.md" not in pages
    assert "[^one-1]:" in pages


def test_lines_that_move_in_a_source_move_in_every_footnote(wiki, run):
    compiled(wiki, run)
    wiki.add("raw/two.md", TWO)
    compiled(wiki, run)
    wiki.add("raw/one.md", ONE.replace("\n\nA kettle", "\n\n\n\n\nA kettle"))
    compiled(wiki, run)
    rows = [
        row
        for row in wiki.git("grep", "-h", "^.^one-", "main", "--", "wiki/").splitlines()
        if "raw/one.md" in row
    ]
    assert len(rows) > 3
    assert all("#L9" in row for row in rows)


def test_a_claim_that_left_its_source_is_told_to_the_reviewer(wiki, run):
    compiled(wiki, run)
    wiki.add("raw/one.md", ONE.replace("weighs 900 grams", "weighs 950 grams"))
    run("compile")
    text = run("show", "raw/one.md")[1]
    assert "**No longer in the source:**" in text


def test_a_file_without_a_reader_is_listed_and_left_alone(wiki, run):
    wiki.add("raw/talk.mp3", b"ID3\4\0\0")
    assert states(run)["raw/talk.mp3"] == "no reader"
    code, _, said = run("compile", "raw/talk.mp3")
    assert code == 1
    assert "nothing here reads .mp3" in said


@pytest.mark.parametrize(
    ("data", "sentence"), [(b"", "empty"), (b"  \n", "white space"), (b"\0\1\2" * 99, "raw/bad.md")]
)
def test_a_source_that_cannot_be_read_fails_alone_with_a_sentence(wiki, run, data, sentence):
    wiki.add("raw/bad.md", data)
    code, out, said = run("compile")
    assert code == 1
    assert sentence in said
    assert "proposed  raw/one.md" in out


def test_the_working_tree_and_branch_of_a_person_stay_as_they_are(wiki, run):
    (wiki.root / "raw/one.md").write_text("half a thought")
    (wiki.root / "wiki").mkdir(exist_ok=True)
    (wiki.root / "wiki/draft.md").write_text("mine")
    before = wiki.git("status", "--porcelain")
    code, _, said = run("compile")
    assert code == 0
    assert "not committed, so not read: raw/one.md" in said
    assert wiki.git("status", "--porcelain") == before
    assert wiki.git("symbolic-ref", "--short", "HEAD").strip() == "main"
    (wiki.root / "raw/one.md").unlink()
    (wiki.root / "raw/.gitkeep").touch()  # git's, and no source
    _, _, said = run("status")
    assert said == "note: deleted here and not in a commit, so still there: raw/one.md\n"


def test_an_uncommitted_source_is_told_how_to_commit_it(wiki, run):
    (wiki.root / "raw/new.md").write_text(TWO)
    code, _, said = run("compile", "raw/new.md")
    assert code == 1
    assert "git add raw/new.md && git commit" in said


def test_a_detached_head_and_a_worktree_are_fine(wiki, run, tmp_path):
    wiki.git("worktree", "add", "-q", "--detach", str(tmp_path / "other"))
    assert run("compile", where=tmp_path / "other")[0] == 0
    assert wiki.branches()
    assert "# New page" in run("show", "raw/one.md")[1]


def test_a_branch_that_is_checked_out_or_that_a_person_worked_on_is_not_overwritten(wiki, run):
    run("compile")
    branch = wiki.branches()[0]
    wiki.git("checkout", "-q", branch)
    (wiki.root / "wiki/index.md").write_text("by hand")
    wiki.git("commit", "-qam", "My own words")
    wiki.git("checkout", "-q", "main")
    tip = wiki.git("rev-parse", branch)
    code, _, said = run("compile", "--force", "--date", "2026-05-05")
    assert code == 1
    assert "commits by people ('My own words')" in said
    assert wiki.git("rev-parse", branch) == tip


def test_a_commit_that_a_person_amended_is_not_overwritten(wiki, run):
    run("compile")
    branch = wiki.branches()[0]
    wiki.git("checkout", "-q", branch)
    (wiki.root / "wiki/index.md").write_text("by hand")
    wiki.git("commit", "-qa", "--amend", "--no-edit")
    wiki.git("checkout", "-q", "main")
    tip = wiki.git("rev-parse", branch)
    assert run("compile", "--force", "--date", "2026-05-05")[0] == 1
    assert wiki.git("rev-parse", branch) == tip


def test_a_file_whose_name_is_not_utf8_is_listed_and_stops_nothing(wiki, run):
    (wiki.root / os.fsdecode(b"raw/caf\xe9.md")).write_text("A kettle.")
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "latin")
    code, out, _ = run("status")
    assert code == 0
    assert "its name is not UTF-8" in out
    assert run("compile")[0] == 0


def test_a_page_of_an_undeclared_type_is_named(wiki, run):
    page = "---\ntitle: Kettle King 3\ntype: note\ncreated: 2026-01-01\nupdated: 2026-01-01\nconfidence: low\n---\n\nA kettle.\n"
    wiki.add("wiki/notes/kettle-king-3.md", page)
    code, _, said = run("compile")
    assert code == 1
    assert "wiki/notes/kettle-king-3.md, whose type 'note' schema.md does not declare" in said


def test_foreign_text_gives_the_runner_of_a_ci_job_no_command(wiki, run):
    wiki.add(
        "raw/log.md",
        source(
            "::error::x ##[error]y",
            "  ::set-output name=a::b is a line that a kettle prints in 2024.",
        ),
    )
    _, out, said = run("compile", "--dry-run")
    assert not re.search(r"^\s*::|##\[", out + said, re.MULTILINE)


def test_the_same_input_gives_the_same_tree_and_does_not_move_the_branch(wiki, run):
    run("compile", "--date", "2026-01-02")
    tip = wiki.git("rev-parse", wiki.branches()[0])
    again = run("compile", "--date", "2026-01-02", "--force")[1]
    line = "unchanged raw/one.md: the proposal stays as it was (`wiki show raw/one.md`)\n"
    assert again == line
    assert wiki.git("rev-parse", wiki.branches()[0]) == tip


def test_proposals_made_side_by_side_can_be_merged_one_after_another(wiki, run):
    wiki.add("raw/two.md", TWO)
    wiki.add(
        "raw/tea.md",
        source(
            "Tea",
            "Green tea is a tea that is brewed at 80 degrees. Green tea comes from China.",
            "2020-01-01",
        ),
    )
    run("compile", "--date", "2026-01-02")
    merged = 0
    while wiki.branches():
        branch = wiki.branches()[0]
        wiki.merge(branch)
        wiki.git("branch", "-qD", branch)
        merged += 1
        assert run("compile", "--date", "2026-01-02")[0] == 0
        for other in wiki.branches():
            assert wiki.git("merge-base", "main", other) == wiki.git("rev-parse", "main")
    assert merged == 3
    assert set(states(run).values()) == {"compiled"}
    assert wiki.at("main", "log.md").count("] ingest |") == 3


def test_a_compiled_source_is_read_again_only_by_force(wiki, run):
    compiled(wiki, run)
    code, _, said = run("compile", "raw/one.md")
    assert code == 0
    assert "raw/one.md is compiled already; --force compiles it again" in said
    assert not wiki.branches()
    code, out, _ = run("compile", "raw/one.md", "--force", "--date", "2027-01-01")
    assert (code, out) == (0, "unchanged raw/one.md: nothing in it is new to the wiki\n")


def test_a_dry_run_prints_the_diff_and_changes_nothing(wiki, run):
    before = wiki.state()
    code, out, _ = run("compile", "--dry-run")
    assert code == 0
    assert "+++ b/wiki/sources/kettles.md" in out
    assert "--- /dev/null" in out
    assert wiki.state() == before


def test_json_is_all_that_json_prints(wiki, run):
    wiki.add("raw/bad.md", b"")
    code, out, said = run("compile", "--json")
    rows = {row["source"]: row for row in json.loads(out)}
    assert code == 1
    assert rows["raw/one.md"]["branch"] == wiki.branches()[0]
    assert "empty" in rows["raw/bad.md"]["error"]
    assert said == ""


def test_a_value_that_changed_leaves_both_on_the_page_and_leads_the_text(wiki, run):
    compiled(wiki, run)
    wiki.add("raw/two.md", TWO)
    run("compile", "--date", "2026-02-03")
    branch = wiki.branches()[0]
    text = run("show", "raw/two.md")[1]
    pages = (
        wiki.git("grep", "-l", "150 seconds", branch, "--", "wiki/")
        .replace(f"{branch}:", "")
        .split()
    )
    subject = next(p for p in pages if "kettle-king" in p and "compar" not in p)
    page = wiki.at(branch, subject)
    assert page.index("150 seconds") < page.index("180 seconds")
    assert text.index("### What changes") < text.index("### More")
    assert "180 seconds" in text


@pytest.mark.parametrize(("links", "here", "not_here"), [("markdown", "](../", "[["), ("wikilink", "[[", "](../concepts")])  # fmt: skip
def test_links_are_in_the_style_of_the_schema(tmp_path, monkeypatch, links, here, not_here):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    schema = SCHEMA.replace("links: markdown ", f"links: {links} ")
    made = team(tmp_path / "w", {"one.md": ONE}, schema)
    assert main(["-C", str(made.root), "compile"]) == 0
    diff = made.git("diff", f"main..{made.branches()[0]}", "--", "wiki/")
    assert here in diff
    assert not_here not in diff


DECISION = """  - name: decision
    folder: decisions
    about: Something the team decided, with the reason.
    sections: [Decision, Consequences]
    cues: [decided, decision]
"""


def test_a_team_adds_a_page_type_by_editing_the_schema_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    text = "We decided to buy steel kettles for the kitchen in 2024. Because of that the old glass kettles are given away in May 2024."
    schema = SCHEMA.replace("  - name: answer\n", DECISION + "  - name: answer\n")
    made = team(tmp_path / "w", {"minutes.md": source("Kitchen minutes", text)}, schema)
    assert main(["-C", str(made.root), "compile"]) == 0
    branch = made.branches()[0]
    (path,) = [
        p
        for p in made.git("diff", "--name-only", f"main..{branch}").split()
        if p.startswith("wiki/decisions/")
    ]
    page = made.at(branch, path)
    assert "type: decision" in page
    assert "## Decision\n" in page
    assert "## Consequences\n" in page
    assert "## Decisions" in made.at(branch, "wiki/index.md")


def test_a_wrong_key_in_the_schema_is_named_with_its_line(tmp_path, capsys):
    made = team(tmp_path / "w", {"one.md": ONE}, SCHEMA.replace("stale_after:", "stale_afer:"))
    assert main(["-C", str(made.root), "compile"]) == 1
    assert (
        "schema.md:6: unknown key `stale_afer`; did you mean `stale_after`?"
        in capsys.readouterr().err
    )


def test_progress_counts_one_page_as_one(tmp_path, capsys):
    made = team(tmp_path / "team", {"one.md": source("Kettles", "Most kettles are made of steel.")})
    assert main(["-C", str(made.root), "compile"]) == 0
    said = capsys.readouterr().err
    assert "planning 1 claim\n" in said
    assert "writing 1 page\n" in said


def test_outside_a_repository_and_before_the_first_commit_there_is_a_sentence(tmp_path, capsys):
    assert main(["-C", str(tmp_path), "status"]) == 1
    assert "is not in a git repository" in capsys.readouterr().err
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert main(["-C", str(tmp_path), "status"]) == 1
    assert "no commit yet" in capsys.readouterr().err


def test_wrong_usage_ends_with_two(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["compile", "--date", "yesterday"])
    assert stop.value.code == 2
    assert "is no date" in capsys.readouterr().err


def test_an_estimate_names_dollars_and_asks_nobody(wiki, run):
    code, out, _ = run("compile", "--estimate")
    assert code == 0
    assert "raw/one.md: about $" in out
    assert not wiki.branches()


def test_help_answers_without_loading_what_it_does_not_need():
    code = "import sys; from pipeline.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    heavy = {
        "anthropic",
        "git",
        "pydantic",
        "yaml",
        "rich",
        "trafilatura",
        "sqlite3",
        "markdown_it",
    }
    loaded = set(
        done.stdout.rsplit("[", 1)[1].replace("'", "").replace("]", "").strip().split(", ")
    )
    assert heavy & loaded == set()
