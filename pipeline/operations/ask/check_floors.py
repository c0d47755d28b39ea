"""Whether a change makes the wiki answer its golden questions worse than the team's floors allow.

Only the embedded librarian is asked, with the running code: a pull request costs nothing, and what
it brings cannot act.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pipeline.core.answers.golden_questions import QUESTIONS_FILE, GoldenQuestions
from pipeline.core.changes.touched_files import file_finding
from pipeline.core.errors import UserError
from pipeline.core.values import Finding
from pipeline.librarian.extractive.answerer import ExtractiveAnswerer
from pipeline.operations.ask.ask import WikiToAsk
from pipeline.operations.ask.evaluate import evaluate, read_questions_of
from pipeline.operations.ask.wiki_index import ask_wiki
from pipeline.operations.repository.snapshot import Snapshot

MOST_CHECKED = 200  # questions that a check asks
RULE = "golden-questions"


def find_lower_answers(before: Snapshot, after: Snapshot) -> Iterator[Finding]:
    """Yield an error for each floor that the wiki reaches before the change, and not after it."""
    if not _has_questions(after):
        return
    try:
        golden = read_questions_of(after)
    except UserError as error:
        yield file_finding(RULE, "error", QUESTIONS_FILE, error.message, error.hint)
        return
    below = _below_floors(after, golden)
    if not below or (_has_questions(before) and _below_floors(before, golden)):
        return
    for why in below:
        yield file_finding(
            RULE, "error", QUESTIONS_FILE, why, "`wiki eval` shows which questions; mend the pages."
        )


def _has_questions(snapshot: Snapshot) -> bool:
    return bool(snapshot.repo.tree(snapshot.commit, QUESTIONS_FILE))


def _below_floors(snapshot: Snapshot, golden: GoldenQuestions) -> list[str]:
    floors = golden.floors
    if not (snapshot.wiki.facts and max(floors.right, floors.pages, floors.refused) > 0):
        return []
    tree = snapshot.repo.tree_of(snapshot.commit)
    asked = WikiToAsk(snapshot, partial(ask_wiki, snapshot.repo.root, tree=tree))
    answerer = ExtractiveAnswerer(snapshot.schema.rules.language)
    counted = [one for one in golden.questions if one.floor]
    runs = evaluate(asked, counted[:MOST_CHECKED], answerer, [(False, 0)])
    return runs[0].below(floors)
