"""`wiki init --existing DIR`: what a vault holds, and the branch that brings the program to it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.ci import run_day
from pipeline.cli.output import out
from pipeline.core.text import counted, shorten

if TYPE_CHECKING:
    from pipeline.core.setup.vault_survey import VaultSurvey
    from pipeline.core.values import Finding
    from pipeline.operations.setup.existing_wiki import ExistingWiki

_MOST_FINDINGS = 12
_MOST_NAMED = 8


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that are about a wiki which exists already."""
    parser.add_argument(
        "--existing",
        metavar="DIR",
        type=Path,
        help="offer to put this vault under the program, on a branch of its own repository",
    )
    parser.add_argument(
        "--keep",
        metavar="FILE",
        action="append",
        default=[],
        help="with --existing: this file of the vault stays in place of ours",
    )


def init_existing(args: argparse.Namespace) -> int:
    """Make the branch, and say what was found and what comes next."""
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.setup.existing_wiki import BRANCH, offer_existing

    with open_repository(args.folder) as template:
        checkout = template.root
    may_start = args.yes or _is_wanted(args.existing)
    made = offer_existing(checkout, args.existing, args.keep, args.lean, may_start)
    _tell_survey(made.survey)
    out(f"\nbranch {BRANCH} in {made.root}, and no file of yours was touched:")
    if made.moved:
        out(f"  moves {counted(made.moved, 'file')} to wiki/; `git log --follow` shows their past")
        out(f"  follows the move in the links of {counted(made.followed, 'file')}")
    else:
        out("  moves nothing, for the pages are in wiki/ already")
    out(f"  adds {counted(made.added, 'file')} of the program, schema.md and log.md")
    if made.kept:
        out(f"  leaves yours in place of ours: {', '.join(made.kept)}")
    found, notes = _lint(made)
    _tell_findings(found, notes)
    _tell_next(made)
    return 0


def _is_wanted(folder: Path) -> bool:
    """Ask, on a terminal, whether a folder without a repository shall become one."""
    if not sys.stdin.isatty() or not folder.is_dir() or _is_in_repository(folder):
        return False
    question = f"{folder} is not in a git repository. Make it one, with all that it holds? [y/N] "
    return input(question).strip().lower() in ("y", "yes")


def _is_in_repository(folder: Path) -> bool:
    here = folder.resolve()
    return any((each / ".git").exists() for each in (here, *here.parents))


def _tell_survey(survey: VaultSurvey) -> None:
    out(f"found {counted(len(survey.pages), 'page')}, most in {_language(survey.language)}")
    if survey.ignored:
        patterns = _named(dict.fromkeys(survey.ignore, 0), counts=False)
        out(f"  no pages: {counted(survey.ignored, 'file')} ({patterns})")
    out(f"  front matter: {_named(survey.keys) or 'none'}")
    if survey.types:
        types = {name: sum(where.values()) for name, where in survey.types.items()}
        out(f"  types: {_named(types)}")
    if survey.folders:
        out(f"  folders: {_named(survey.folders)}")
    out(f"  links: {survey.wiki_links} as [[name]], {survey.markdown_links} as [text](path)")
    if survey.sources:
        out(f"  sources seem to be in: {_named(survey.sources)}")
    if survey.addresses:
        out(f"  pages that name an address they are from: {survey.addresses}")
    if survey.unreadable:
        broken = _named(dict.fromkeys(survey.unreadable, 0), counts=False)
        out(f"  front matter that cannot be read: {broken}")


def _language(code: str) -> str:
    return f"the language {code}" if code else "a language that cannot be told"


def _named(values: Mapping[str, int], counts: bool = True) -> str:
    rows = [
        f"{shorten(name, 60)} {n}" if counts else shorten(name, 60) for name, n in values.items()
    ]
    more = f", and {len(rows) - _MOST_NAMED} more" if len(rows) > _MOST_NAMED else ""
    return ", ".join(rows[:_MOST_NAMED]) + more


def _lint(made: ExistingWiki) -> tuple[list[Finding], tuple[str, ...]]:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.lint.lint import LintReader, describe_habits_of, lint_wiki
    from pipeline.operations.repository.snapshot import take_snapshot

    with open_repository(made.root) as repo:
        reading = LintReader()
        snapshot = take_snapshot(repo, made.commit, read=reading)
        return lint_wiki(snapshot, run_day(), None, reading), describe_habits_of(snapshot)


def _tell_findings(found: list[Finding], notes: tuple[str, ...]) -> None:
    if not found:
        out("\nthe first lint, of the structure alone, finds nothing wrong")
    else:
        out(f"\nthe first lint, of the structure alone: {counted(len(found), 'finding')}")
    for one in found[:_MOST_FINDINGS]:
        near = f". {one.suggestion}" if one.suggestion.startswith("Did you mean") else ""
        out(f"  {one.path}:{one.line}: {one.message}{near}")
    if len(found) > _MOST_FINDINGS:
        out(f"  and {len(found) - _MOST_FINDINGS} more: `wiki lint --commit move-to-wiki`")
    for note in notes:
        out(f"  {note}")


def _tell_next(made: ExistingWiki) -> None:
    from pipeline.operations.setup.existing_wiki import BRANCH

    out(f"\nlook:  git -C {made.root} log --stat -M {BRANCH}")
    out(f"take:  git -C {made.root} merge {BRANCH}    (or push it as a pull request)")
    out(f"leave: git -C {made.root} branch -D {BRANCH}")
    out("Then read schema.md, put a source into raw/, commit it, and run `wiki compile`.")
    if made.obsidian:
        out("In Obsidian, open the folder wiki/ as the vault.")
