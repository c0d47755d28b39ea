"""Proposals as branches, against real repositories: whatever state they are in, only the branch changes."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from git import GitCommandError

from pipeline.adapters.git.authorship import BOT_EMAIL, read_trailers
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import UserError
from pipeline.core.wiki.page import Page
from pipeline.operations.compile.choose_sources import choose_sources, read_in_order
from pipeline.operations.compile.compile import CompileRun, find_earlier_proposal
from pipeline.operations.compile.keep_proposal import (
    change_from_json,
    change_to_json,
    publish_proposal,
    read_kept_change,
)
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.repository.status import OPEN_STATES, statuses
from tests.helpers.line_by_line import compile_one
from tests.helpers.repos import source, team
from tests.helpers.share import share

KETTLE = source("Kettle report", "A kettle holds a litre.\nEvery kettle boils water.", author="Ada")
TEAPOT = source(
    "Teapot report", "A teapot holds a litre of tea.\nA teapot pours.", "2024-02-01", author="Bo"
)
PATH = "raw/2024-kettle.md"
ODD = (
    "with space.md",
    "quo\"te's.md",
    "日本語.md",
    "-dash.md",
    "e\u0301.md",
    "a&b;c$(d).md",
    "[x](y).md",
)


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "team", {"2024-kettle.md": KETTLE})


def picture(root):
    """Every file of the working tree and the index, with content and time."""
    files = [p for p in root.rglob("*") if p.is_file() and ".git" not in p.relative_to(root).parts]
    return {
        str(p): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in [*files, root / ".git" / "index"]
        if p.exists()
    }


def untouched(made, run):
    """Run something, and hold that HEAD, index and working tree are as they were."""
    before = (
        picture(made.root),
        made.git("rev-parse", "HEAD"),
        (made.root / ".git" / "HEAD").read_text(),
    )
    result = run()
    assert (
        picture(made.root),
        made.git("rev-parse", "HEAD"),
        (made.root / ".git" / "HEAD").read_text(),
    ) == before
    return result


def assert_whole(made, branch, base):
    """The branch is one commit on `base` in which everything belongs together."""
    tip = made.git("rev-parse", branch).strip()
    assert made.git("log", "-1", "--format=%P", tip).split() == [base]
    said = read_trailers(made.git("log", "-1", "--format=%B", tip))
    assert said["Wiki-Source"]
    assert len(said["Wiki-Source-SHA256"]) == 64
    assert made.git("ls-tree", "-r", "--name-only", tip).splitlines() == sorted(
        [
            "log.md",
            PATH,
            "schema.md",
            "wiki/concepts/kettle.md",
            "wiki/concepts/litre.md",
            "wiki/index.md",
            "wiki/sources/kettle-report.md",
        ]
    )
    days = {
        Page.parse(p, made.at(tip, p)).meta["updated"]
        for p in ("wiki/concepts/kettle.md", "wiki/sources/kettle-report.md")
    }
    (day,) = days
    assert f"## [{day}] ingest" in made.at(tip, "log.md")
    return tip


def test_a_source_becomes_one_commit_on_its_own_branch(wiki):
    base = wiki.git("rev-parse", "HEAD").strip()
    proposal, published = untouched(wiki, lambda: compile_one(wiki.root, PATH))
    assert wiki.branches() == [proposal.branch] == [published.branch]
    assert assert_whole(wiki, proposal.branch, base) == published.commit
    assert wiki.git("log", "-1", "--format=%ae %ce", published.commit).split() == [
        BOT_EMAIL,
        BOT_EMAIL,
    ]
    assert wiki.git("status", "--porcelain") == ""
    assert wiki.git("fsck", "--strict", "--no-dangling") == ""
    assert published.text.read_text("utf-8").startswith(f"# {proposal.title}\n")


def test_a_dry_run_writes_no_branch(wiki):
    before = wiki.state()
    compile_one(wiki.root, PATH, dry=True)
    assert wiki.state() == before


@pytest.mark.parametrize(
    "state", ["dirty", "staged", "conflicted", "detached", "rebasing", "on another branch"]
)
def test_whatever_a_person_is_doing_is_left_alone(wiki, state):
    if state == "dirty":
        (wiki.root / "schema.md").write_text("broken on purpose")
        (wiki.root / "new file.txt").write_text("untracked")
        (wiki.root / PATH).unlink()
    elif state == "staged":
        (wiki.root / "log.md").write_text("staged")
        wiki.git("add", "-A")
    elif state == "conflicted":
        wiki.git("checkout", "-qb", "other")
        wiki.add("log.md", "theirs\n")
        wiki.git("checkout", "-q", "main")
        wiki.add("log.md", "ours\n")
        with pytest.raises(subprocess.CalledProcessError):
            wiki.merge("other")
    elif state == "detached":
        wiki.git("checkout", "-q", "--detach")
    elif state == "rebasing":
        (wiki.root / ".git" / "rebase-merge").mkdir()
    else:
        wiki.git("checkout", "-qb", "feature")
    status = wiki.git("status", "--porcelain")
    _, published = untouched(wiki, lambda: compile_one(wiki.root, PATH))
    assert wiki.git("status", "--porcelain") == status
    assert "wiki/concepts/kettle.md" in wiki.git("ls-tree", "-r", "--name-only", published.commit)


def test_a_worktree_and_a_bare_repository_do_as_well(wiki, tmp_path):
    wiki.git("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "side")
    _, from_tree = compile_one(tmp_path / "tree", PATH)
    assert from_tree.text.parent == wiki.root / ".git" / "wiki" / "proposals"
    wiki.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    _, from_bare = compile_one(tmp_path / "bare.git", PATH)
    tree = "{}^{{tree}}".format
    assert wiki.git("rev-parse", tree(from_tree.commit)) == replace(wiki, root=tmp_path / "bare.git").git("rev-parse", tree(from_bare.commit))  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_any_file_name_that_can_be_shown_can_be_compiled(tmp_path, name):
    made = team(tmp_path / "team", {name: KETTLE})
    path = f"raw/{name}"
    proposal, published = compile_one(made.root, path)
    assert re.fullmatch(r"wiki/compile/[a-z0-9-]+", proposal.branch)
    made.merge(proposal.branch)
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        assert [(s.path, s.state) for s in statuses(snapshot)] == [(path, "compiled")]
        assert snapshot.wiki.citation(snapshot.wiki.facts["kettle"].labels[0]).source == path
    assert published.text.exists()


def test_the_same_input_gives_the_same_tree_and_leaves_the_branch_where_it_is(wiki):
    first, one = compile_one(wiki.root, PATH)
    second, two = compile_one(wiki.root, PATH)
    assert (one.moved, two.moved) == (True, False)
    assert two.commit == one.commit
    assert first.files == second.files
    assert first.body == second.body


def test_a_rerun_on_a_newer_base_moves_the_branch_there(wiki):
    compile_one(wiki.root, PATH)
    wiki.add("raw/teapot.md", TEAPOT)
    proposal, published = compile_one(wiki.root, PATH)
    assert published.moved
    assert wiki.git("rev-parse", f"{proposal.branch}^") == wiki.git("rev-parse", "main")


def test_two_proposals_merged_one_after_another_lose_nothing(wiki):
    wiki.add("raw/teapot.md", TEAPOT)
    one, _ = compile_one(wiki.root, PATH)
    wiki.merge(one.branch)
    two, _ = compile_one(wiki.root, "raw/teapot.md")
    wiki.merge(two.branch)
    litre = wiki.at("main", "wiki/concepts/litre.md")
    assert "[^kettle-1]" in litre
    assert "[^teapot-1]" in litre
    with open_repository(wiki.root) as repo:
        assert choose_sources(take_snapshot(repo, repo.head()), []) == []
    assert len(wiki.at("main", "log.md").split("\n## ")) == 3


# --- branches ---


def test_a_branch_moves_only_from_where_it_was_seen(wiki):
    with open_repository(wiki.root) as repo:
        head = repo.head()
        one, two = (repo.commit(head, {"log.md": text}, "x") for text in ("one", "two"))
        repo.move_branch("wiki/compile/x", one, None)
        for seen in (None, two, head):
            with pytest.raises(UserError, match="changed meanwhile"):
                repo.move_branch("wiki/compile/x", two, seen)
        assert repo.resolve("refs/heads/wiki/compile/x") == one
        repo.move_branch("wiki/compile/x", two, one)
        assert repo.resolve("refs/heads/wiki/compile/x") == two


@pytest.mark.parametrize("where", ["here", "in a worktree"])
def test_a_branch_that_is_checked_out_is_refused(wiki, tmp_path, where):
    proposal, published = compile_one(wiki.root, PATH)
    if where == "here":
        wiki.git("checkout", "-q", proposal.branch)
    else:
        wiki.git("worktree", "add", "-q", str(tmp_path / "tree"), proposal.branch)
    with open_repository(wiki.root) as repo, pytest.raises(UserError, match="checked out"):
        repo.move_branch(proposal.branch, repo.resolve("main"), published.commit)
    assert wiki.git("rev-parse", proposal.branch).strip() == published.commit


def test_a_commit_by_a_person_on_the_branch_is_never_overwritten(wiki):
    proposal, published = compile_one(wiki.root, PATH)
    wiki.git("checkout", "-q", proposal.branch)
    wiki.add(
        "wiki/concepts/kettle.md",
        wiki.at("HEAD", "wiki/concepts/kettle.md") + "\nMine.\n",
        "A better word",
    )
    wiki.git("checkout", "-q", "main")
    tip = wiki.git("rev-parse", proposal.branch)
    text = published.text.read_text()
    with (
        open_repository(wiki.root) as repo,
        pytest.raises(UserError, match=r"commits by people \('A better word'\)"),
    ):
        publish_proposal(replace(proposal, title="Other"), repo, repo.head())
    assert wiki.git("rev-parse", proposal.branch) == tip
    assert published.text.read_text() == text


def test_a_branch_with_a_history_of_its_own_is_never_overwritten(wiki):
    proposal, _ = compile_one(wiki.root, PATH, dry=True)
    tree = wiki.git("rev-parse", "HEAD^{tree}").strip()
    orphan = wiki.git("commit-tree", tree, "-m", "alone").strip()
    wiki.git("branch", proposal.branch, orphan)
    with open_repository(wiki.root) as repo, pytest.raises(UserError, match="commits by people"):
        publish_proposal(proposal, repo, repo.head())
    assert wiki.git("rev-parse", proposal.branch).strip() == orphan


def test_a_branch_in_the_way_is_said_and_nothing_is_written(wiki):
    proposal, _ = compile_one(wiki.root, PATH, dry=True)
    wiki.git("branch", "wiki/compile")
    with open_repository(wiki.root) as repo, pytest.raises(UserError):
        publish_proposal(proposal, repo, repo.head())
    assert wiki.branches() == []


@pytest.mark.parametrize(
    "text", ["HEAD", "--help", "-x", "main", "", "0" * 39, "0" * 40 + "\n", "0" * 40 + " x"]
)
def test_only_an_object_id_is_taken_for_one(wiki, text):
    with open_repository(wiki.root) as repo:
        for ask in (
            repo.tree,
            repo.read,
            lambda x: list(repo.read_all([x])),
            repo.message,
            repo.parents,
            repo.tree_of,
            lambda x: repo.commit(x, {}, "m"),
        ):
            with pytest.raises(ValueError, match="not an object id"):
                ask(text)


def test_a_revision_is_never_an_option(wiki):
    with open_repository(wiki.root) as repo:
        assert repo.resolve("--git-dir") is None
        assert repo.resolve("-h") is None
        assert repo.resolve("nothing") is None


# --- reading and writing commits ---


def test_files_of_any_name_and_text_are_written_and_read_back(wiki):
    texts = {f"wiki/concepts/{name}": f"text of {name}\r\n\ttab\n\ufeff" for name in ODD} | {
        "wiki/empty.md": ""
    }
    with open_repository(wiki.root) as repo:
        commit = repo.commit(repo.head(), texts, "Ünïcode\n\n# not a comment\n")
        blobs = {b.path: b for b in repo.tree(commit, "wiki")}
        assert {path: repo.read(blobs[path].sha).decode() for path in texts} == texts
        shas = [blobs[path].sha for path in (*texts, *reversed(texts))]
        assert list(repo.read_all(shas)) == [repo.read(sha) for sha in shas]
        assert {b.mode for b in blobs.values()} == {"100644"}
        assert repo.message(commit).startswith("Ünïcode\n\n# not a comment")
        gone = repo.commit(commit, dict.fromkeys(texts), "remove")
        assert repo.tree(gone, "wiki") == []
        assert [b.path for b in repo.tree(gone)] == ["log.md", PATH, "schema.md"]


def test_reading_many_blobs_tells_when_one_is_missing(wiki):
    with open_repository(wiki.root) as repo:
        assert list(repo.read_all([])) == []
        known = repo.tree(repo.head())[0].sha
        some = repo.read_all([known, "0" * 40, known])
        assert next(some) == repo.read(known)
        with pytest.raises(ValueError, match="no object 0000"):
            next(some)


def test_files_are_read_from_the_working_tree_only_where_they_are_those_very_blobs(wiki):
    for number in range(12):
        wiki.add(f"wiki/concepts/page-{number}.md", f"Page {number}\n")
    with open_repository(wiki.root) as repo:
        there = [(b.path, b.sha) for b in repo.tree(repo.head())]
        texts = [repo.read(sha) for _, sha in there]
        assert list(repo.read_files(there)) == texts
        folder = wiki.root / "wiki/concepts"
        (folder / "page-0.md").write_text("Another\n")
        # as git writes it where line ends are converted
        (folder / "page-1.md").write_bytes(b"Page 1\r\n")
        (folder / "page-2.md").unlink()
        (folder / "page-3.md").unlink()
        (folder / "page-3.md").symlink_to("page-4.md")
        (folder / "page-5.md").unlink()
        (folder / "page-5.md").mkdir()
        (folder / "page-6.md").unlink()
        os.mkfifo(folder / "page-6.md")
        assert list(repo.read_files(there)) == texts
        assert list(repo.read_files([])) == []
        odd = [("../outside.md", there[0][1]), ("a\0b", there[0][1]), ("", there[0][1])]
        assert list(repo.read_files(odd)) == [texts[0]] * 3
        with pytest.raises(ValueError, match="no object 0000"):
            list(repo.read_files([*there, ("wiki/concepts/page-7.md", "0" * 40)]))


def test_settings_of_a_person_do_not_change_what_is_written(wiki):
    for key, value in (
        ("core.autocrlf", "true"),
        ("commit.gpgsign", "true"),
        ("core.hooksPath", "/nowhere"),
        ("core.quotePath", "true"),
    ):
        wiki.git("config", key, value)
    (wiki.root / ".gitattributes").write_text("* text eol=crlf\n*.md filter=none\n")
    with open_repository(wiki.root) as repo:
        commit = repo.commit(repo.head(), {"wiki/a.md": "a\r\nb\n"}, "x")
        (blob,) = repo.tree(commit, "wiki")
        assert repo.read(blob.sha) == b"a\r\nb\n"


def test_dirty_paths_are_named(wiki):
    (wiki.root / "raw" / "new\nline.md").write_text("x")
    (wiki.root / PATH).write_text("changed")
    with open_repository(wiki.root) as repo:
        assert sorted(repo.dirty()) == [PATH, "raw/new\nline.md"]
        assert repo.dirty("wiki") == []


def test_git_may_look_for_dirty_paths_before_they_are_asked_for(wiki):
    (wiki.root / "wiki").mkdir()
    (wiki.root / "raw" / "new.md").write_text("x")
    with open_repository(wiki.root) as repo:
        repo.ask_dirty("raw", "wiki")
        assert repo.dirty("raw", "wiki") == ["raw/new.md"]
        (wiki.root / "wiki" / "later.md").write_text("x")
        assert repo.dirty("raw", "wiki") == [
            "raw/new.md",
            "wiki/later.md",
        ]  # asked once, answered once
        repo.ask_dirty("raw")
        assert repo.dirty("wiki") == ["wiki/later.md"]  # other paths
    (wiki.root / ".git/index").write_bytes(b"broken")
    with open_repository(wiki.root) as repo:
        repo.ask_dirty("wiki")
        with pytest.raises(GitCommandError, match="index"):
            repo.dirty("wiki")


def test_the_files_of_a_commit_are_listed_once(wiki):
    with open_repository(wiki.root) as repo:
        head = repo.head()
        whole = repo.tree(head)
        assert repo.tree(head) is whole
        newer = repo.commit(head, {"wiki/new.md": "x"}, "x")
        assert {b.path for b in repo.tree(newer)} == {"wiki/new.md", *(b.path for b in whole)}
        assert repo.tree(newer, "wiki/new.md")[0] in repo.tree(newer)


def test_a_message_that_git_would_refuse_is_written_by_no_way(wiki):
    with open_repository(wiki.root) as repo, pytest.raises(GitCommandError):
        repo.commit(repo.head(), {"wiki/a.md": "x\n"}, "a\0b")


@pytest.mark.parametrize("name", ["HEAD\0", "HEAD\nHEAD", "\n", ""])
def test_a_revision_ends_where_its_name_does(wiki, name):
    with open_repository(wiki.root) as repo:
        head = repo.head()
        assert repo.resolve(name) is None
        assert repo.resolve("HEAD") == head


def test_links_and_submodules_in_raw_are_no_sources(wiki):
    (wiki.root / "raw" / "link.md").symlink_to("/etc/passwd")
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "link")
    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        assert snapshot.source_paths == [PATH]
        with pytest.raises(UserError):
            snapshot.source("raw/link.md")


# --- what is proposed, and what was kept ---


def states(made):
    with open_repository(made.root) as repo:
        return {s.path: s.state for s in statuses(take_snapshot(repo, repo.head()))}


def test_the_state_of_a_source_follows_from_the_tree_and_the_branches(wiki):
    assert states(wiki) == {PATH: "pending"}
    proposal, _ = compile_one(wiki.root, PATH)
    assert states(wiki) == {PATH: "proposed"}
    wiki.merge(proposal.branch)
    assert states(wiki) == {PATH: "compiled"}
    wiki.add(PATH, KETTLE + "A third kettle.\n")
    assert states(wiki) == {PATH: "changed"}
    wiki.git("checkout", "-q", "HEAD^", "--", PATH)
    wiki.git("mv", PATH, "raw/renamed.md")
    wiki.git("commit", "-qm", "rename")
    assert states(wiki) == {PATH: "missing", "raw/renamed.md": "renamed"}
    assert "renamed" in OPEN_STATES


def test_a_source_that_is_proposed_already_is_not_read_again(wiki):
    proposal, _ = compile_one(wiki.root, PATH)
    wiki.add("raw/teapot.md", TEAPOT)
    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        ((one,), _) = read_in_order(snapshot, [PATH])
        again = find_earlier_proposal(one, snapshot, "extractive", CompileRun("2030-01-01"))
        assert again is not None
        assert again.files == proposal.files
        assert find_earlier_proposal(one, snapshot, "model", CompileRun("2030-01-01")) is None


def test_a_change_set_survives_the_way_to_the_job_that_writes(wiki):
    proposal, _ = compile_one(wiki.root, PATH)
    assert change_from_json(change_to_json(proposal.change)) == proposal.change
    with open_repository(wiki.root) as repo:
        assert read_kept_change(repo, proposal.branch) == proposal.change
        kept = repo.private / "proposals" / f"{proposal.branch.rsplit('/', 1)[-1]}.json"
        kept.write_text(kept.read_text("utf-8")[:-100], "utf-8")
        assert read_kept_change(repo, proposal.branch) is None


# --- interrupted ---


@pytest.mark.parametrize("delay", share([0.0, 0.05, 0.1, 0.17, 0.26, 0.38, 0.55, 0.9], 3))
def test_a_killed_run_leaves_the_repository_as_before_or_as_after(wiki, delay):
    base = wiki.git("rev-parse", "HEAD").strip()
    before = picture(wiki.root)
    command = [sys.executable, "-m", "tests.helpers.line_by_line", str(wiki.root), PATH]
    worker = subprocess.Popen(
        command, stdout=subprocess.PIPE, start_new_session=True, cwd=Path(__file__).parents[3]
    )
    assert worker.stdout.readline() == b"ready\n"
    time.sleep(delay)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert picture(wiki.root) == before
    assert wiki.git("status", "--porcelain") == ""
    wiki.git("fsck", "--strict", "--no-dangling")
    for branch in wiki.branches():
        assert_whole(wiki, branch, base)
    for lock in (wiki.root / ".git" / "refs").rglob("*.lock"):
        lock.unlink()  # of git itself, which says so when it finds one; the branch is whole none the less
    proposal, _ = compile_one(wiki.root, PATH)
    assert_whole(wiki, proposal.branch, base)


def test_pages_written_side_by_side_read_the_repository_side_by_side(wiki):
    texts = {f"raw/{n}.md": f"# {n}\n" * (n + 1) for n in range(40)}
    for path, text in texts.items():
        (wiki.root / path).write_text(text)
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "many")
    with open_repository(wiki.root) as repo, ThreadPoolExecutor(8) as pool:
        blobs = {b.path: b.sha for b in repo.tree(repo.head(), "raw")}
        asked = list(texts) * 25
        found = list(pool.map(lambda path: repo.read(blobs[path]).decode(), asked))
    assert found == [texts[path] for path in asked]
