"""What a run takes over from a cache that anybody may have filled: known files alone, and of them only what is as we write it."""

import json
import os
import sqlite3

import pytest

from pipeline.adapters.messages.batches import Batches
from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.chat import Chat
from pipeline.adapters.store.ci_cache import hand_on, take_over
from pipeline.adapters.store.reply_cache import FolderCache
from pipeline.adapters.store.shortlists import _digest, load_shortlists
from pipeline.cli import main
from pipeline.core.errors import UserError
from pipeline.core.model_call import digest_of_request
from tests.helpers.asking import QUESTION
from tests.helpers.repos import team

KEY = "ab" + "1" * 62
GOOD = {
    f"replies/ab/{KEY}.json": '{"model": "m", "text": "t"}',
    f"verdicts/ab/{KEY}.json": "{}",
    "batches/0123456789abcdef.json": '{"batch": "msgbatch_1", "requests": []}',
    "shortlists.json": "x",
    "addresses.json": "{}",
}
STRANGE = (
    "sitecustomize.py",
    "replies/ab/x.json",
    f"replies/cd/{KEY}.json",
    f"replies/ab/{KEY}.pyc",
    f"replies/ab/{KEY}.json/deeper.json",
    "proposals/kettle.json",
    "hooks/post-checkout",
    "config",
    "facts.sqlite-wal",
    "batches/../../escaped.json",
    "../beside.json",
)


def filled(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def names(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}


def test_what_a_run_kept_is_taken_over_and_nothing_that_it_did_not_keep(tmp_path):
    strange = {
        name: "import os" for name in STRANGE if not name.startswith(f"replies/ab/{KEY}.json/")
    }
    kept = filled(tmp_path / "kept", GOOD | strange)
    with sqlite3.connect(kept / "facts.sqlite") as db:
        db.execute("CREATE TABLE facts (kind)")
    take_over(kept, tmp_path / "new")
    assert names(tmp_path / "new") == set(GOOD)
    assert {p.read_text() for p in (tmp_path / "new").rglob("*.json")} == set(GOOD.values())
    assert not any(p.stat().st_mode & 0o111 for p in (tmp_path / "new").rglob("*") if p.is_file())


@pytest.mark.parametrize(
    "kind", ["link", "link to a folder", "folder", "fifo", "too large", "no text"]
)
def test_a_known_name_that_is_no_file_of_ours_is_not_there(tmp_path, kind):
    secret = filled(tmp_path / "elsewhere", {f"{KEY}.json": "a secret"}) / f"{KEY}.json"
    path = tmp_path / "kept" / "replies" / "ab" / f"{KEY}.json"
    path.parent.parent.mkdir(parents=True)
    if kind == "link to a folder":
        path.parent.symlink_to(secret.parent)
    else:
        path.parent.mkdir()
    if kind == "link":
        path.symlink_to(secret)
    elif kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "too large":
        path.write_text("x" * 2_000_001)
    elif kind == "no text":
        path.write_bytes(b"\xff\xfe")
    assert take_over(tmp_path / "kept", tmp_path / "new") == {}
    assert names(tmp_path / "new") == set()


def test_a_cache_that_is_a_link_or_is_not_there_is_an_empty_one(tmp_path):
    (tmp_path / "link").symlink_to(filled(tmp_path / "elsewhere", GOOD))
    assert take_over(tmp_path / "link", tmp_path / "new") == {}
    assert take_over(tmp_path / "nowhere", tmp_path / "new") == {}


def test_no_more_is_taken_over_than_a_store_may_hold(tmp_path):
    kept = filled(tmp_path / "kept", {f"replies/ab/ab{n:062x}.json": "x" for n in range(9)})
    assert len(take_over(kept, tmp_path / "new", files=5)) == 5
    assert len(take_over(kept, tmp_path / "newer", characters=3)) == 3


def test_a_folder_that_holds_anything_is_never_taken_for_a_store(tmp_path):
    mine = filled(tmp_path / "mine", {"thesis.md": "years of work"})
    with pytest.raises(UserError, match="is not empty"):
        take_over(tmp_path / "kept", mine)
    assert (mine / "thesis.md").read_text() == "years of work"


def test_only_what_a_run_added_or_changed_is_handed_on_and_no_database(tmp_path):
    other = f"replies/ab/ab{'2' * 62}.json"
    kept = filled(tmp_path / "kept", {**GOOD, other: "old"})
    new = tmp_path / "new"
    before = take_over(kept, new)
    (new / other).unlink()
    filled(
        new,
        {
            other: "asked again",
            f"replies/ab/ab{'3' * 62}.json": "asked",
            "facts.sqlite": "",
            "facts.sqlite-wal": "",
        },
    )
    (new / "addresses.json").unlink()
    hand_on(new, before, only_new=True)
    assert names(new) == {other, f"replies/ab/ab{'3' * 62}.json"}
    hand_on(new, before, only_new=False)
    assert names(new) == {other, f"replies/ab/ab{'3' * 62}.json"}


def test_a_lint_uses_its_store_and_leaves_no_database_in_it(tmp_path):
    made = team(tmp_path / "team", {"kettle.md": b"# Kettle\n\nThe kettle weighs 900 grams.\n"})
    store, result = tmp_path / "store", tmp_path / "result"
    lint = [
        "-C",
        str(made.root),
        "lint",
        "--judge",
        "--librarian",
        "extractive",
        "--result",
        str(result),
    ]
    kept = filled(tmp_path / "kept", GOOD | {"facts.sqlite": "none of ours"})
    assert main([*lint, "--kept", str(kept), "--keep", str(store)]) == 0
    assert names(store) == set(GOOD)
    assert not (made.root / ".git" / "wiki").exists()
    assert (result / "lint.json").exists()


# --- what is in the files ---

GOOD_REPLY = '{"text": "t", "model": "m"}'
TEXTS = [
    "[" * 100_000,
    '{"text": 1, "model": "m"}',
    '{"text": ["x"]}',
    "null",
    '{"text": "t", "model": "m", "run": "x"}',
]


@pytest.mark.parametrize("text", TEXTS, ids=range(5))
def test_a_kept_reply_of_another_form_is_none(tmp_path, text):
    cache = FolderCache(tmp_path)
    chat = Chat(budget=Budget(), deadline_seconds=1.0, cache=cache)
    cache.put(digest_of_request(QUESTION), GOOD_REPLY)
    assert chat.find_kept_reply(QUESTION).text == "t"
    cache.put(digest_of_request(QUESTION), text)
    assert chat.find_kept_reply(QUESTION) is None


@pytest.mark.parametrize("batch", ["../../files/1", "a/b", "a?b", "", "x" * 101, "a b", 1, None])
def test_a_kept_note_names_no_other_address_than_a_batch(tmp_path, batch):
    good = tmp_path / "0123456789abcdee.json"
    good.write_text(json.dumps({"batch": "msgbatch_01", "requests": ["a"]}))
    (tmp_path / "0123456789abcdef.json").write_text(json.dumps({"batch": batch, "requests": ["a"]}))
    assert [note.file for note in Batches(None, tmp_path)._read_notes()] == [good]


@pytest.mark.parametrize(
    "damage",
    [
        {"k": "10"},
        {"since": None},
        {"exact": 1},
        {"tree": 1},
        {"marks": [{}]},
        {"pairs": [[[["x"], 1, "k"], None]]},
        {"pairs": [[["p", "1", "k"], None]]},
    ],
    ids=str,
)
def test_kept_shortlists_of_another_form_are_none(tmp_path, damage):
    row = {
        "version": "v",
        "tree": "t",
        "k": 1,
        "since": 0,
        "exact": True,
        "marks": ["a"],
        "lists": [[]],
        "apart": [],
        "pairs": [],
    }
    for values, is_there in ((row, True), (row | damage, False)):
        text = json.dumps(values)
        (tmp_path / "kept").write_text(f"{_digest(text)}\n{text}")
        assert (load_shortlists(tmp_path / "kept", "v") is not None) == is_there
