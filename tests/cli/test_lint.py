"""`wiki lint` on real repositories: what it looks at, what it says and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from pipeline.cli import main
from pipeline.rules import LINT
from tests.helpers.line_by_line import compile_one
from tests.helpers.repos import SCHEMA, Team, source, team
from tests.helpers.web import Web, needs_lychee

KETTLE = source(
    "Kettle report",
    "A kettle holds a litre.\nEvery kettle boils water at 100 degrees.",
    author="Ada",
)
PAGE, LITRE, SUMMARY = (
    "wiki/concepts/kettle.md",
    "wiki/concepts/litre.md",
    "wiki/sources/kettle-report.md",
)
SARIF = Path(__file__).parents[1] / "outputs" / "findings" / "sarif-2.1.0.json"
LOOSE = ("undefined-mark", PAGE)


@pytest.fixture
def wiki(tmp_path, monkeypatch):
    """A wiki that holds one source."""
    monkeypatch.setenv("WIKI_DATE", "2026-05-01")
    made = team(tmp_path / "team", {"2024-kettle.md": KETTLE})
    made.merge(compile_one(made.root, "raw/2024-kettle.md")[0].branch)
    return made


def edit(wiki, path, old, new):
    text = (wiki.root / path).read_text("utf-8")
    assert old in text
    (wiki.root / path).write_text(text.replace(old, new, 1), "utf-8", newline="\n")


def cite_nothing(wiki, label="nowhere", path=PAGE):
    edit(wiki, path, "\n## ", f"\nSee there.[^{label}]\n\n## ")


def lint(wiki, capsys, *args, code=None):
    """Run the command; return what it prints."""
    folder = wiki if isinstance(wiki, Path) else wiki.root
    ended = main(["-C", str(folder), "lint", *args])
    said = capsys.readouterr()
    assert code in (None, ended), said
    return said.out + said.err


def found(wiki, capsys, *args):
    """Return the findings as (rule, path), those of marks alone if no rule is asked for."""
    args = args if "--rule" in args else (*args, "--rule", "undefined-mark")
    main(["-C", str(wiki.root), "lint", "--format", "json", *args])
    return [(f["rule"], f["path"]) for f in json.loads(capsys.readouterr().out)["findings"]]


# --- what it looks at ---


def test_what_is_not_committed_is_looked_at_and_nothing_is_touched(wiki, capsys):
    assert found(wiki, capsys) == []
    cite_nothing(wiki)
    before = wiki.state(), (wiki.root / ".git" / "index").read_bytes()
    assert found(wiki, capsys) == [LOOSE]
    assert found(wiki, capsys, "--commit", "HEAD") == []
    assert (wiki.state(), (wiki.root / ".git" / "index").read_bytes()) == before
    wiki.git("add", "-A")
    assert found(wiki, capsys) == [LOOSE]
    wiki.git("commit", "-qm", "By hand")
    assert found(wiki, capsys, "--commit", "HEAD") == [LOOSE]
    assert found(wiki, capsys, "--commit", "HEAD~1") == []


def test_a_page_that_is_deleted_or_new_counts(wiki, capsys):
    cite_nothing(wiki)
    wiki.git("commit", "-qam", "A mark")
    assert found(wiki, capsys) == [LOOSE]
    text = (wiki.root / PAGE).read_text("utf-8")
    (wiki.root / PAGE).unlink()
    assert found(wiki, capsys) == []
    new = wiki.root / "wiki/concepts/more/pot.md"
    new.parent.mkdir()
    new.write_text(text.replace("title: Kettle", "title: Pot"))
    assert found(wiki, capsys) == [("undefined-mark", "wiki/concepts/more/pot.md")]


def test_a_page_that_is_renamed_is_looked_at_under_its_new_name(wiki, capsys):
    cite_nothing(wiki, path=LITRE)
    wiki.git("commit", "-qam", "A link")
    (wiki.root / LITRE).rename(wiki.root / "wiki/concepts/liter.md")
    assert ("undefined-mark", "wiki/concepts/liter.md") in found(wiki, capsys)
    assert ("undefined-mark", LITRE) not in found(wiki, capsys)


def test_a_source_that_is_not_committed_is_read(wiki, capsys):
    rule = ("--rule", "quote-not-found")
    assert found(wiki, capsys, *rule) == []
    edit(wiki, "raw/2024-kettle.md", "A kettle holds a litre.", "A kettle holds two litres.")
    assert ("quote-not-found", PAGE) in found(wiki, capsys, *rule)
    (wiki.root / "raw/2024-kettle.md").unlink()
    assert found(wiki, capsys, *rule) == []
    both = found(wiki, capsys, "--rule", "missing-source", "--rule", "dead-link")
    assert [name for name, _ in both] == ["missing-source"]  # once, for all links to it


def test_a_schema_that_is_not_committed_counts(wiki, capsys):
    rule = ("--rule", "unknown-type")
    assert found(wiki, capsys, *rule) == []
    (wiki.root / "schema.md").write_text(SCHEMA.replace("name: concept", "name: idea", 1))
    assert ("unknown-type", PAGE) in found(wiki, capsys, *rule)
    (wiki.root / "schema.md").write_text(SCHEMA.replace("language: en", "langage: en", 1))
    assert "did you mean `language`?" in lint(wiki, capsys, code=1)
    (wiki.root / "schema.md").unlink()
    assert "There is no schema.md" in lint(wiki, capsys, code=1)


def test_a_page_that_became_a_folder_and_one_that_git_forgot(wiki, capsys):
    cite_nothing(wiki)
    text = (wiki.root / PAGE).read_text("utf-8")
    (wiki.root / PAGE).unlink()
    (wiki.root / PAGE).mkdir()
    (wiki.root / PAGE / "pot.md").write_text(text.replace("title: Kettle", "title: Pot"))
    assert found(wiki, capsys) == [("undefined-mark", f"{PAGE}/pot.md")]
    (wiki.root / PAGE / "pot.md").unlink()
    (wiki.root / PAGE).rmdir()
    (wiki.root / PAGE).write_text(text)
    wiki.git("rm", "-q", "--cached", PAGE)
    assert found(wiki, capsys) == [LOOSE]


def test_in_a_linked_working_tree_it_is_that_one(wiki, capsys, tmp_path):
    wiki.git("worktree", "add", "-q", str(tmp_path / "other"), "-b", "other")
    cite_nothing(Team(tmp_path / "other"))
    assert found(wiki, capsys) == []
    assert found(Team(tmp_path / "other"), capsys) == [LOOSE]
    assert "undefined-mark" in lint(
        tmp_path / "other" / "wiki", capsys, "--rule", "undefined-mark", code=1
    )


def test_line_ends_count_as_git_would_commit_them(wiki, capsys):
    (wiki.root / ".gitattributes").write_text("*.md text eol=crlf\n")
    text = (wiki.root / "raw/2024-kettle.md").read_text("utf-8")
    (wiki.root / "raw/2024-kettle.md").write_bytes(text.replace("\n", "\r\n").encode())
    cite_nothing(wiki)
    said = lint(wiki, capsys, "--format", "json")
    assert {f["rule"] for f in json.loads(said)["findings"]} & {
        "source-changed",
        "quote-not-found",
    } == set()


def test_what_is_no_file_of_the_wiki_is_passed_over(wiki, capsys):
    (wiki.root / "wiki/link.md").symlink_to(wiki.root.parent / "elsewhere.md")
    other = team(wiki.root / "wiki/inner", {})
    cite_nothing(wiki)
    assert other.root.is_dir()
    assert found(wiki, capsys) == [LOOSE]


@pytest.mark.skipif(os.name == "nt", reason="such names are not allowed there")
def test_odd_names_of_files_do_no_harm(wiki, capsys):
    for name in (b"a\nb.md", b"\xff.md", b"-rf.md", b'"q".md', b"::error::x.md"):
        (wiki.root / os.fsdecode(b"wiki/concepts/" + name)).write_text("See there.[^nowhere]\n")
    for kind in ("text", "json", "github", "markdown", "sarif"):
        said = lint(wiki, capsys, "--format", kind, "--rule", "undefined-mark")
        assert "Traceback" not in said
        assert "q" in said
        assert not [
            x for x in said.splitlines() if x.startswith("::") and not x.startswith("::error file=")
        ]


def test_a_page_in_conflict_is_refused(wiki, capsys):
    edit(wiki, PAGE, "\n## ", "\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> main\n\n## ")
    assert f"{PAGE} holds conflict markers." in lint(wiki, capsys, code=1)


def test_a_merge_in_conflict_is_refused_until_it_is_settled(wiki, capsys):
    wiki.git("checkout", "-qb", "other")
    edit(wiki, PAGE, "Every kettle", "Each kettle")
    wiki.git("commit", "-qam", "Other")
    wiki.git("checkout", "-q", "main")
    edit(wiki, PAGE, "Every kettle", "Any kettle")
    wiki.git("commit", "-qam", "Ours")
    with pytest.raises(Exception, match="merge"):
        wiki.merge("other")
    assert "holds conflict markers" in lint(wiki, capsys, code=1)
    (wiki.root / PAGE).write_text(wiki.at("main", PAGE))
    assert found(wiki, capsys) == []


def test_a_bare_repository_is_judged_at_a_commit(wiki, capsys, tmp_path):
    cite_nothing(wiki)
    wiki.git("commit", "-qam", "By hand")
    wiki.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    assert "A bare repository" in lint(tmp_path / "bare", capsys, code=1)
    assert "undefined-mark" in lint(tmp_path / "bare", capsys, "--commit", "main", code=1)


def test_an_empty_wiki_has_nothing_wrong(tmp_path, capsys):
    made = team(tmp_path / "team", {})
    assert lint(made, capsys, "--rule", "undefined-mark", code=0) == "Nothing to say.\n"
    assert (
        json.loads(lint(made, capsys, "--format", "json", "--rule", "undefined-mark", code=0))[
            "findings"
        ]
        == []
    )


def test_where_there_is_nothing_to_look_at_that_is_said(tmp_path, capsys):
    assert "is not in a git repository" in lint(tmp_path, capsys, code=1)
    made = team(tmp_path / "team", {})
    assert "There is no commit 'nowhere' here." in lint(made, capsys, "--commit", "nowhere", code=1)
    assert "There is no commit '--all' here." in lint(made, capsys, "--commit=--all", code=1)
    assert "There is no commit 'nowhere' here." in lint(made, capsys, "--since", "nowhere", code=1)


# --- what is new ---


def test_since_says_only_what_was_not_there(wiki, capsys):
    cite_nothing(wiki)
    wiki.git("commit", "-qam", "Old")
    assert found(wiki, capsys, "--since", "HEAD") == []
    assert found(wiki, capsys, "--since", "HEAD~1") == [LOOSE]
    edit(wiki, PAGE, "\nSee there.[^nowhere]", "\nAbove.\n\nSee there[^nowhere] and so on.")
    assert found(wiki, capsys, "--since", "HEAD") == []
    cite_nothing(wiki, "elsewhere")
    assert found(wiki, capsys, "--since", "HEAD") == [LOOSE]
    assert "Nothing new to say." in lint(
        wiki, capsys, "--since", "HEAD", "--rule", "raw-html", code=0
    )


def test_since_counts_findings_that_are_alike(wiki, capsys):
    rule = ("--rule", "raw-html", "--since", "HEAD")
    cite_nothing(wiki)
    wiki.git("commit", "-qam", "Old")
    cite_nothing(wiki, path=LITRE)
    assert found(wiki, capsys, "--since", "HEAD") == [("undefined-mark", LITRE)]
    assert found(wiki, capsys, *rule) == []


def test_since_judges_the_earlier_wiki_by_its_own_page_types(wiki, capsys):
    (wiki.root / "schema.md").write_text(SCHEMA.replace("name: concept", "name: idea", 1))
    assert ("unknown-type", PAGE) in found(
        wiki, capsys, "--rule", "unknown-type", "--since", "HEAD"
    )
    wiki.git("commit", "-qam", "Other types")
    assert found(wiki, capsys, "--rule", "unknown-type", "--since", "HEAD") == []


def test_since_a_commit_whose_schema_cannot_be_read(wiki, capsys):
    wiki.add("schema.md", SCHEMA.replace("language: en", "langage: en", 1))
    (wiki.root / "schema.md").write_text(SCHEMA)
    cite_nothing(wiki)
    assert found(wiki, capsys, "--since", "HEAD") == [LOOSE]


# --- which rules, and how it ends ---


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dead-lnik", "did you mean dead-link?"),
        ("lost-claim", "judges a change"),
        ("", "docs/rules"),
        (
            "nope",
            "there is no rule 'nope'; docs/rules.md tells of each: {}".format(", ".join(LINT)),
        ),
        ("superseded-claim", "`wiki lint --judge` tells it"),
        ("contradiction", "is a judgement"),
    ],
)
def test_a_rule_that_does_not_run_here_is_wrong_usage(wiki, capsys, name, said):
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(wiki.root), "lint", "--rule", name])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--judge", "--batch", "--estimate"])
def test_mending_and_judging_are_two_runs(wiki, capsys, option):
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(wiki.root), "lint", "--fix", option])
    assert ended.value.code == 2
    assert "--fix mends what the rules find, and judges nothing" in capsys.readouterr().err


def test_files_that_are_not_committed_are_named_or_counted(wiki, capsys):
    for name in ("a", "b", "c", "d", "e"):
        (wiki.root / f"raw/{name}.md").write_text("Words.\n")
    said = lint(wiki, capsys, "--fix", "--rule", "dead-link")
    assert "note: not committed, so not mended: raw/a.md, raw/b.md, raw/c.md and 2 more\n" in said


def test_several_rules_can_be_asked_for(wiki, capsys):
    cite_nothing(wiki)
    edit(wiki, PAGE, "\n## ", "\n<b>Loud</b>\n\n## ")
    rules = {
        rule for rule, _ in found(wiki, capsys, "--rule", "raw-html", "--rule", "undefined-mark")
    }
    assert rules == {"raw-html", "undefined-mark"}
    assert {rule for rule, _ in found(wiki, capsys, "--rule", "raw-html")} == {"raw-html"}


def test_a_rule_that_is_off_is_said_to_be(wiki, capsys):
    cite_nothing(wiki)
    (wiki.root / "schema.md").write_text(
        SCHEMA.replace("language: en", "lint:\n  rules: {undefined-mark: 'off'}\nlanguage: en")
    )
    assert "note: undefined-mark is off in schema.md" in lint(
        wiki, capsys, "--rule", "undefined-mark", code=0
    )


def test_the_exit_code_follows_the_worst_that_is_said(wiki, capsys):
    only = ("--rule", "uncited-statement", "--rule", "undefined-mark")
    lint(wiki, capsys, *only, "--strict", code=0)
    edit(wiki, PAGE, "\n## ", "\nIt cost 40 dollars in 2019.\n\n## ")
    assert "warning" in lint(wiki, capsys, *only, code=0)
    lint(wiki, capsys, *only, "--strict", code=1)
    cite_nothing(wiki)
    said = lint(wiki, capsys, *only, code=1)
    assert said.index("undefined-mark") < said.index("uncited-statement")


# --- formats ---


def test_on_github_findings_stand_at_their_lines_and_in_the_summary(
    wiki, capsys, monkeypatch, tmp_path
):
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/wiki")
    cite_nothing(wiki)
    wiki.git("commit", "-qam", "By hand")
    said = lint(wiki, capsys, "--format", "github", "--rule", "undefined-mark", code=1)
    commands = [line for line in said.splitlines() if line.startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith(f"::error file={PAGE},line=")
    assert (
        f"https://github.com/acme/wiki/blob/{wiki.git('rev-parse', 'HEAD').strip()}/{PAGE}?plain=1#L"
        in summary.read_text()
    )


def test_what_is_not_committed_has_no_address(wiki, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/wiki")
    cite_nothing(wiki)
    assert "](https://" not in lint(
        wiki, capsys, "--format", "markdown", "--rule", "undefined-mark"
    )


def test_every_rule_that_runs_stands_in_the_sarif(wiki, capsys):
    cite_nothing(wiki)
    log = json.loads(lint(wiki, capsys, "--format", "sarif"))
    assert list(Draft4Validator(json.loads(SARIF.read_text("utf-8"))).iter_errors(log)) == []
    run = log["runs"][0]
    assert [r["id"] for r in run["tool"]["driver"]["rules"]] == list(LINT)
    assert "undefined-mark" in {r["ruleId"] for r in run["results"]}


def test_json_says_what_was_looked_at(wiki, capsys):
    head = wiki.git("rev-parse", "HEAD").strip()
    said = json.loads(
        lint(wiki, capsys, "--format", "json", "--rule", "undefined-mark", "--since", "HEAD")
    )
    assert (said["commit"], said["since"], said["uncommitted"], said["date"]) == (
        head,
        head,
        False,
        "2026-05-01",
    )
    cite_nothing(wiki)
    said = json.loads(lint(wiki, capsys, "--format", "json", "--rule", "undefined-mark"))
    assert (said["commit"], said["uncommitted"], said["counts"]["error"]) == (head, True, 1)
    assert set(said["findings"][0]) == {
        "rule", "severity", "path", "line", "column", "subject", "message", "suggestion", "fingerprint", "fixable"
    }  # fmt: skip


# --- addresses on the web ---


@pytest.fixture
def web():
    with Web() as site:
        yield site


def names(wiki, path, *addresses):
    edit(wiki, path, "\n## ", f"\nSee {' '.join(addresses)}.\n\n## ")


def tried(wiki, capsys, monkeypatch, day, *args):
    """Try the addresses on a day; return (address, pages, since, said) of those that are told, and the notes."""
    monkeypatch.setenv("WIKI_DATE", day)
    args = ("--addresses", "--private", "--rule", "missing-section", "--format", "json", *args)
    said = json.loads(lint(wiki, capsys, *args, code=0))
    return [(u["address"], u["pages"], u["since"], u["said"]) for u in said["unreachable"]], said[
        "notes"
    ]


@needs_lychee
def test_an_address_is_told_when_it_failed_on_two_days(wiki, capsys, monkeypatch, web):
    gone = f"{web.url}/gone"
    names(wiki, PAGE, gone, f"{web.url}/ok")
    names(wiki, LITRE, f"[it]({gone}#part)")
    told = [(gone, [PAGE, LITRE], "2026-05-01", "404 Not Found")]
    assert tried(wiki, capsys, monkeypatch, "2026-05-01") == ([], [])
    assert tried(wiki, capsys, monkeypatch, "2026-05-01") == ([], [])
    assert tried(wiki, capsys, monkeypatch, "2026-05-02") == (told, [])
    args = ("--addresses", "--private", "--rule", "missing-section")
    assert f"address {gone} does not answer since 2026-05-01 (404 Not Found)" in lint(
        wiki, capsys, *args, code=0
    )
    assert "does not answer since 2026-05-01" in lint(wiki, capsys, *args, "--format", "markdown")
    assert gone not in lint(wiki, capsys, *args, "--format", "sarif")
    web.status.pop("/gone")
    assert tried(wiki, capsys, monkeypatch, "2026-05-03") == ([], [])
    web.status["/gone"] = 410
    assert tried(wiki, capsys, monkeypatch, "2026-05-04") == ([], [])


@needs_lychee
def test_without_a_network_nothing_is_counted(wiki, capsys, monkeypatch):
    names(wiki, PAGE, "http://127.0.0.1:1/a", "http://127.0.0.1:1/b")
    for day in ("2026-05-01", "2026-05-02"):
        told, notes = tried(wiki, capsys, monkeypatch, day)
        assert told == []
        assert "nothing was counted" in notes[0]


@needs_lychee
def test_only_public_hosts_are_tried_unless_told_otherwise(wiki, capsys, monkeypatch, web):
    names(wiki, PAGE, f"{web.url}/gone")
    (wiki.root / "schema.md").write_text(
        SCHEMA.replace("language: en", "lint: {addresses: true}\nlanguage: en")
    )
    said = lint(wiki, capsys, "--format", "json")
    assert "1 of 1 addresses on the web were not tried" in json.loads(said)["notes"][0]
    lint(wiki, capsys, "--no-addresses", "--private")
    lint(wiki, capsys, "--rule", "missing-section", "--private")
    assert web.asked == []
    lint(wiki, capsys, "--private")
    assert [path for path, _ in web.asked] == ["/gone"]


@needs_lychee
def test_a_memory_that_is_damaged_is_begun_anew(wiki, capsys, monkeypatch, web):
    names(wiki, PAGE, f"{web.url}/gone")
    tried(wiki, capsys, monkeypatch, "2026-05-01")
    (wiki.root / ".git/wiki/addresses.json").write_text('{"addresses": [{"address": 1}]}')
    assert tried(wiki, capsys, monkeypatch, "2026-05-02")[0] == []
    assert tried(wiki, capsys, monkeypatch, "2026-05-03")[0][0][2] == "2026-05-02"


@pytest.mark.skipif(needs_lychee.args[0] is False, reason="lychee is installed")
def test_without_lychee_a_team_that_wants_it_is_told_so(wiki, capsys):
    (wiki.root / "schema.md").write_text(
        SCHEMA.replace("language: en", "lint: {addresses: true}\nlanguage: en")
    )
    names(wiki, PAGE, "https://a.example/")
    assert "lychee, which is not installed" in lint(wiki, capsys)
    assert "lychee, which is not installed" in lint(wiki, capsys, "--addresses", code=1)


def test_an_estimate_looks_at_the_working_tree_and_asks_nobody(wiki, capsys):
    assert main(["-C", str(wiki.root), "lint", "--estimate"]) == 0
    assert capsys.readouterr().out.strip()
