"""Whatever a model replies, a source becomes a proposal or fails with a sentence: replies are changed by chance, by a seed."""

from __future__ import annotations

import copy
import json
import random
from functools import partial
from pathlib import Path

import pytest

import pipeline
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import UserError
from pipeline.core.model_call import Reply, Usage
from pipeline.core.model_call import messages_body as body_of
from pipeline.librarian.model.examiner import ModelExaminer
from pipeline.librarian.model.librarian import ModelLibrarian
from pipeline.operations.compile import keep_proposal
from pipeline.operations.compile.check_support import SupportCheck
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers import scripted
from tests.helpers.repos import source, team
from tests.helpers.share import few

RUNS = few(60, 3)  # of each seed: some 200 replies
OLD = source("Moons in 2019", "Saturn has 82 known moons in this list. Titan is the largest moon of Saturn. Jupiter has 79 known moons in this list.", "2019-10-08")  # fmt: skip
NEW = source("Moons in 2023", "Saturn has 145 known moons in this list. Titan was reached by a probe in 2005. Titan has a radius of 2574 kilometres. Saturn has rings made of ice. Saturn takes 29 years around the sun.", "2023-05-23")  # fmt: skip
WORDS = [
    "", " ", "\n", "## So", "# So", "---", "[^old-1]", "[^no-9]", "[^old-1]: so", "```", "~~~\n", "<!--", "$$", "%%", "\\", "\\2", "\\g<0>",
    "{0}", "%s", "[[so", "](", "|", "\u202e", "\u200b", "\0", "so " * 2_000, "Key points", "key points", "KEY POINTS!", "TLDR", "../so", "con",
    "index", "Saturn", "saturn", "日本", "&lt;", "<b>", "- ", "1. ", "> ", "\t", "\r\n", "\u2028", "9" * 400, "$so", "so\nso", "*", "_", "'", '"',
    "[so]: it", "Key points\n===", "    code", "&#91;", "::", "#",
]  # fmt: skip
EDITS = [
    {"op": "revise_tldr", "text": None}, {"op": "add_section", "heading": None, "text": None, "after": None},
    {"op": "append_to_section", "heading": "Key points", "text": None}, {"op": "replace_text", "find": "Saturn", "replace": None},
    {"op": "replace_text", "find": None, "replace": None}, {"op": "replace_section", "heading": "Key points", "text": None},
    {"op": "rename_section", "heading": "Key points", "to": None}, {"op": "remove_section", "heading": "Key points"}, {"op": "add_alias", "alias": None},
]  # fmt: skip


class Mutations:
    """A chat that answers sensibly, and then changes what it says."""

    def __init__(self, seed):
        self._chance = random.Random(seed)
        self.sent = 0

    def send(self, request):
        self.sent += 1
        body, chance = body_of(request, frozenset()), self._chance
        if chance.random() < 0.12:
            return Reply("", "max_tokens", Usage(), "m")
        try:
            value = scripted.reply(body)
        except (
            AttributeError,
            IndexError,
            KeyError,
            ValueError,
        ):  # what was changed before does not fit the script
            value = {"claims": []}
        for _ in range(chance.choice((0, 1, 1, 2, 5))):
            value = self._changed(value)
        text = json.dumps(value, ensure_ascii=False)
        if chance.random() < 0.05:
            text = chance.choice(
                (text[: len(text) // 2], "[" * 100_000, '{"claims":' * 5_000, "", "null")
            )
        return Reply(text, "refusal" if chance.random() < 0.02 else "end_turn", Usage(), "m")

    def forget(self, request):
        return None

    def run_all(self, jobs):
        return [self._outcome(job) for job in jobs]

    def send_all(self, requests, begin=None):
        return self.run_all([partial(self.send, request) for request in requests])

    def _outcome(self, job):
        try:
            return job()
        except UserError as error:
            return error

    def _changed(self, value):
        """Return a reply in which one thing is another."""
        path = self._chance.choice([*_paths(value)])
        if not path:
            return value
        held = value
        for step in path[:-1]:
            held = held[step]
        held[path[-1]] = self._other(held[path[-1]], path[-1])
        return value

    def _other(self, value, name):
        chance, word = self._chance, self._chance.choice(WORDS)
        if isinstance(value, str):
            return chance.choice(
                (word, value + word, word + value, value[: len(value) // 2] + word, value * 2)
            )
        if isinstance(value, list) and name == "edits":
            edit = {
                key: chance.choice(WORDS) if said is None else said
                for key, said in chance.choice(EDITS).items()
            }
            return chance.choice(([*value, edit], [edit, *value], [edit]))
        if isinstance(value, list):
            return chance.choice((value + copy.deepcopy(value), value[1:], [], [None], value[::-1]))
        return chance.choice((None, -1, 10**30, "1", True, {}, []))


def _paths(value, path=()):
    yield path
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, one in inside:
        yield from _paths(one, (*path, step))


@pytest.mark.parametrize("seed", range(4))
def test_a_reply_changed_by_chance_gives_a_proposal_or_a_sentence(tmp_path, seed):
    prompts = {
        p.stem: p.read_text("utf-8")
        for p in (Path(pipeline.__file__).parent / "prompts").glob("*.md")
    }
    made = team(tmp_path / "w", {"old.md": OLD})

    class Sensible(Mutations):
        def send(self, request):
            return Reply(
                json.dumps(scripted.reply(body_of(request, frozenset()))), "end_turn", Usage(), "m"
            )

    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        first = compile_source(
            snapshot.source("raw/old.md"),
            snapshot,
            ModelLibrarian(Sensible(0), prompts),
            CompileRun("2026-01-01"),
        )
        made.merge(keep_proposal.publish_proposal(first, repo, snapshot.commit).branch)
        made.add("raw/new.md", NEW)
        snapshot = take_snapshot(repo, repo.head())
        chat = Mutations(seed)
        examiner = ModelExaminer(chat, chat, prompts, "m")
        kept = 0
        for _ in range(RUNS):
            try:
                proposal = compile_source(
                    snapshot.source("raw/new.md"),
                    snapshot,
                    ModelLibrarian(chat, prompts),
                    CompileRun("2026-01-02", support=SupportCheck(examiner)),
                )
            except UserError:
                continue
            keep_proposal.publish_proposal(proposal, repo, snapshot.commit)
            assert keep_proposal.read_kept_change(repo, proposal.branch) == proposal.change
            kept += 1
    assert chat.sent > 3 * RUNS
    assert few(12, 6) < kept < RUNS
