"""Have a model word anew what an upkeep leaves and no cut mends; what it cannot stays a person's.

Whatever fails here is said, and the upkeep stands as it was made without a model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.adapters.messages.credentials import has_credential, missing_credential
from pipeline.core.errors import UserError
from pipeline.core.model_call import StepCost
from pipeline.core.text import shorten
from pipeline.core.upkeep.remnant import Remnant, RemnantKey, Wording
from pipeline.core.upkeep.upkeep import Upkeep, UpkeepVerb
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.rewriter import ModelRewriter
from pipeline.librarian.model.steps.reword import STEP
from pipeline.operations.compile.choose_librarian import open_chat
from pipeline.operations.compile.prompt_files import prompt_texts
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.upkeep.upkeep import UpkeepProposal, make_upkeep, propose_upkeep


@dataclass(frozen=True)
class Rewording:
    """Who words remnants anew, with the bill, the notes and the hash of the prompt."""

    rewriter: ModelRewriter
    bill: Callable[[], tuple[StepCost, ...]]
    notes: Callable[[], tuple[str, ...]]
    prompts: tuple[tuple[str, str], ...]


def choose_rewording(
    schema: Schema, wanted: str | None, environ: Mapping[str, str], private: Path
) -> Rewording | None:
    """Return who words remnants anew; None where no model is there, or none is to be asked.

    `wanted`, else schema.md, says who works. `UserError` where the model is `wanted` and there is
    no credential.
    """
    name = wanted or schema.rules.librarian
    found = name != "extractive" and has_credential(environ)
    if wanted == "model" and not found:
        raise missing_credential()
    if not found:
        return None
    chat, prompt = open_chat(schema, private), prompt_texts()[STEP]
    rewriter = ModelRewriter(chat, chat, prompt, schema)
    hashed = ((STEP, hashlib.sha256(prompt.encode()).hexdigest()[:8]),)
    return Rewording(rewriter, lambda: chat.costs, lambda: (*rewriter.notes, *chat.notes), hashed)


def propose_worded(
    verb: UpkeepVerb,
    arguments: Sequence[str],
    snapshot: Snapshot,
    day: str,
    choose: Callable[[], Rewording | None],
) -> UpkeepProposal:
    """Make an upkeep and check it, with new words for what it leaves, where a model gives them.

    Nobody is asked where nothing is to be worded. Where the gate refuses the words, each is tried,
    and those that it refuses are given up.
    """
    made = make_upkeep(verb, arguments, snapshot)
    proposal = propose_upkeep(made, snapshot, day)
    rewording = choose() if made.remnants else None
    if rewording is None:
        return proposal
    wording, notes = _ask(made.remnants, rewording)

    def with_words(words: Wording) -> UpkeepProposal:
        worded = make_upkeep(verb, arguments, snapshot, words) if words else made
        return propose_upkeep(_billed(worded, rewording, notes), snapshot, day)

    try:
        return with_words(wording)
    except UserError:
        if not wording:
            raise
    kept: dict[RemnantKey, str] = {}
    for key, text in wording.items():
        try:
            with_words({**kept, key: text})
        except UserError as error:
            notes.append(f"New words were given up: {shorten(str(error), 300)}")
        else:
            kept[key] = text
    return with_words(kept)


def _ask(remnants: Sequence[Remnant], rewording: Rewording) -> tuple[Wording, list[str]]:
    try:
        said = rewording.rewriter.reword(remnants)
    except UserError as error:
        return {}, [f"No sentence was worded anew: {shorten(str(error), 300)}"]
    rows = zip(remnants, said, strict=True)
    return {each.key: text for each, text in rows if text is not None}, []


def _billed(made: Upkeep, rewording: Rewording, notes: Sequence[str]) -> Upkeep:
    return replace(
        made,
        costs=rewording.bill(),
        notes=(*notes, *rewording.notes()),
        prompts=rewording.prompts,
    )
