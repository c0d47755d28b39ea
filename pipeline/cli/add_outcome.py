"""What `wiki add` prints: what came of each file, what is left out, and what comes next."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.cli.output import COLUMNS, err, first_few, out
from pipeline.core.text import counted, shorten

if TYPE_CHECKING:
    from pipeline.operations.add.addition import Addition
    from pipeline.operations.add.gather_files import GatheredFiles
    from pipeline.operations.add.gather_repository import GatheredRepository
    from pipeline.operations.repository.working_tree import WorkingTree

_WIDEST = 400  # characters of a sentence about one file
_INDENT = " " * 10
_MOST_NOTES = 3  # of a reader, each cut to a line; the proposal has all of them


@dataclass(frozen=True)
class AddOutcome:
    """What there is to say beside the additions.

    `commit` is the commit that was made, or "", and `proposed` the branches of replacements by the
    path of the newer version.
    """

    gathered: GatheredFiles
    repositories: Sequence[GatheredRepository] = ()
    commit: str = ""
    proposed: Mapping[str, str] = field(default_factory=dict)


def print_outcome(
    outcome: AddOutcome,
    additions: Sequence[Addition],
    tree: WorkingTree,
    args: argparse.Namespace,
) -> None:
    from pipeline.operations.add.foresee_cost import foresee_cost

    added = [a for a in additions if a.state == "added"]
    sources = [a.source for a in added if a.source]
    dollars, cost = foresee_cost(sources, tree.snapshot, os.environ)
    if args.json:
        rows = [_as_json(a) for a in additions]
        rows += [
            {"given": name, "state": "refused", "note": error.message, "hint": error.hint}
            for name, error in outcome.gathered.not_found
        ]
        rows += [
            {"given": p.name, "state": "passed over", "note": p.why}
            for p in outcome.gathered.passed_over
        ]
        said: dict[str, Any] = {"files": rows}
        said |= {"repositories": list(map(_repository_json, outcome.repositories))}
        said |= {"dollars": round(dollars, 2), "commit": outcome.commit, "dry_run": args.dry_run}
        said |= {"proposed": dict(outcome.proposed)}
        out(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for name, error in outcome.gathered.not_found:
        err(f"not added {name}")
        _say(error.message, err)
        _say(error.hint, err)
    for addition in additions:
        if addition.state == "no reader" and not addition.given.named:
            continue  # told together
        _print_addition(addition, outcome.proposed.get(addition.path, ""))
    for repository in outcome.repositories:
        _print_repository(repository)
    _print_left_out(additions, outcome.gathered)
    _print_end(added, outcome.commit, cost, args)


def _print_addition(a: Addition, proposed: str) -> None:
    """Print what came of one file; `proposed` is the branch on which it replaces another."""
    if a.state == "added":
        out(f"added     {a.path}")
        if a.source and a.source.title:
            day = f", {a.source.published}" if a.source.published else ""
            _say(f"“{shorten(a.source.title, 60)}”{day}")
        for note in a.note.split("\n") if a.note else ():
            _say(note)
        for note in a.source.notes[:_MOST_NOTES] if a.source else ():
            out(f"{_INDENT}{shorten(note, COLUMNS - len(_INDENT))}")
    elif a.state == "there":
        out(f"there     {a.given.told}")
        _say(f"already there as {a.path}: {a.note}")
    else:
        err(f"not added {a.given.told}")
        _say(a.note, err)
    if proposed:
        _say(f"It takes the place of {a.old} on the branch {proposed}, to be merged before the next"
             " compile.")  # fmt: skip
        return
    for line in a.hint.split("\n") if a.hint else ():
        _say(line, err if a.state in ("refused", "failed", "no reader") else out)


def _say(text: str, print_line: Callable[[str], None] = out) -> None:
    """Print a sentence about a file below its name; a command stays on one line, to be pasted."""
    if text.startswith("wiki "):
        print_line(f"{_INDENT}  {text}")
        return
    for line in textwrap.wrap(shorten(text, _WIDEST), COLUMNS - len(_INDENT)):
        print_line(f"{_INDENT}{line}")


def _print_repository(found: GatheredRepository) -> None:
    """Print what there is to say of a repository as a whole."""
    facts = found.facts
    out(f"repo      {facts.name} at {facts.revision[:12]}, {facts.day}")
    _say(f"licence: {facts.licence}" if facts.licence else "no licence is named")
    if found.unchanged:
        _say(f"{counted(found.unchanged, 'source')} of it as before")
    for note in found.notes:
        _say(note)
    for path in found.gone:
        _say(f"{path} tells of what is gone from it; to take it out of the wiki as well:")
        _say(f"wiki retract {shlex.quote(path)}")


def _print_left_out(additions: Sequence[Addition], gathered: GatheredFiles) -> None:
    """Print what a folder holds that is not taken, together for each reason."""
    reasons: dict[str, list[str]] = {}
    for a in additions:
        if a.state == "no reader" and not a.given.named:
            reasons.setdefault("nothing here reads such files", []).append(a.given.told)
    for passed in gathered.passed_over:
        reasons.setdefault(passed.why, []).append(passed.name)
    for why, names in reasons.items():
        out(f"left out  {first_few(names)}")
        _say(why)
    for folder in gathered.repositories:
        out(f"note      {folder}")
        _say("This is a git repository. Its documents and its public API at a commit, instead:")
        _say(f"wiki add --repo {shlex.quote(folder)}")


def _print_end(added: Sequence[Addition], commit: str, cost: str, args: argparse.Namespace) -> None:
    if not added:
        out("Nothing was added.")
        return
    count = counted(len(added), "source")
    if args.dry_run:
        text = f"Nothing was written. {count} would be added."
    elif commit:
        text = f"{count} committed as {commit}. Next: `wiki compile`."
    else:
        text = (
            f"{count} in raw/, staged but not committed. Next: `git commit`, then `wiki compile`."
        )
    for line in textwrap.wrap(f"{text} {cost}", COLUMNS):
        out(line)


def _repository_json(found: GatheredRepository) -> dict[str, Any]:
    facts = found.facts
    return {
        "name": facts.name,
        "address": facts.address,
        "revision": facts.revision,
        "day": facts.day,
        "licence": facts.licence,
        "unchanged": found.unchanged,
        "gone": found.gone,
        "notes": found.notes,
    }


def _as_json(a: Addition) -> dict[str, Any]:
    row: dict[str, Any] = {"given": a.given.told, "state": a.state, "path": a.path}
    row |= {"note": a.note, "hint": a.hint, "replaces": a.old}
    row["pictures"] = [path for path, _ in a.files if path != a.path]
    if a.source:
        row["notes"] = list(a.source.notes)
        row |= {"title": a.source.title, "published": a.source.published, "format": a.source.format}
    return row
