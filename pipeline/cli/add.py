"""`wiki add`: take files, folders, addresses and repositories in as sources."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.cli.output import Commands, Progress, err, first_few, given_day, out, parse_day
from pipeline.core.errors import UserError
from pipeline.core.text import counted, shorten

if TYPE_CHECKING:
    from pipeline.operations.add.addition import Addition, GivenFile
    from pipeline.operations.add.gather_files import GatheredFiles
    from pipeline.operations.repository.working_tree import WorkingTree

_WIDEST = 400  # characters of a sentence about one file
_COLUMNS = 80
_INDENT = " " * 10


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "add", help="take files, folders and addresses in as sources under raw/"
    )
    parser.description = (
        "Copies files to raw/ under good names, with the pictures they show, and stages them."
        " Nothing is taken twice, and what cannot be read is said."
    )
    parser.add_argument(
        "what",
        nargs="*",
        metavar="FILE",
        help="a file, a folder with all it holds, an address on the web, or a list of addresses",
    )
    parser.add_argument(
        "--links",
        action="store_true",
        help="fetch what lists of addresses under raw/ name (links.txt, .url, .webloc)",
    )
    parser.add_argument("--into", default="", metavar="FOLDER", help="put them below raw/FOLDER")
    parser.add_argument(
        "--dry-run", action="store_true", help="say all that would be done, and write nothing"
    )
    parser.add_argument("--commit", action="store_true", help="commit what was added")
    parser.add_argument(
        "--yes", action="store_true", help="do not ask before a large folder is taken in"
    )
    parser.add_argument(
        "--again", action="store_true", help="fetch addresses that were fetched before"
    )
    parser.add_argument(
        "--date", type=parse_day, help="the day on which addresses are fetched (default: today)"
    )
    parser.add_argument(
        "--with-credentials",
        action="store_true",
        help="take in files in which keys or tokens seem to stand",
    )
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")
    parser.set_defaults(run=_add, refuse=parser.error)


def _add(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.repository import open_repository
    from pipeline.core.sources.file_names import safe_folder
    from pipeline.core.sources.web_address import is_address
    from pipeline.operations.add.addition import Addition, GivenFile
    from pipeline.operations.add.gather_files import gather_files
    from pipeline.operations.add.open_pointers import open_pointers, pointers_of
    from pipeline.operations.repository.working_tree import read_working_tree

    with open_repository(args.folder) as repo:
        if not repo.has_files:
            raise UserError("A bare repository has no raw/ to put files in.", "Use a clone of it.")
        if not args.what and not args.links:
            args.refuse("name what is to be added, or say --links")
        addresses = [name for name in args.what if is_address(name)]
        names = [name for name in args.what if name not in addresses]
        gathered = gather_files(names, args.folder, repo.root.resolve(), args.into)
        if gathered.is_large and not args.yes and not args.dry_run:
            _ask(gathered)
        tree = read_working_tree(repo, "raw", "schema.md")
        files, opened, refused = open_pointers(gathered.files, repo.root.resolve())
        opened += pointers_of(tree.snapshot) if args.links else []
        groups = [(addresses, safe_folder(args.into)), *((p.addresses, p.folder) for p in opened)]
        fetched = list(_fetch(groups, tree, args))
        files += [x for x in fetched if isinstance(x, GivenFile)]
        settled = [*refused, *(x for x in fetched if isinstance(x, Addition))]
        return _add_files(files, settled, gathered, tree, args)


def _fetch(
    groups: Sequence[tuple[Sequence[str], str]], tree: WorkingTree, args: argparse.Namespace
) -> Iterator[GivenFile | Addition]:
    """Fetch addresses, each group for a folder below raw/, and say meanwhile which ones."""
    from pipeline.adapters.git.plain_git import origin_on_github
    from pipeline.operations.add.fetch_address import fetch_address, web_access
    from pipeline.operations.add.gather_addresses import gather_addresses

    day, done = given_day(args), set[str]()
    with Progress(quiet=args.json or not sys.stderr.isatty()) as progress:
        for addresses, folder in groups:
            left = [address for address in addresses if address not in done]
            if not left:
                continue
            done |= {*left}
            access = web_access(origin_on_github(args.folder))
            progress.say(first_few(left), "is fetched")
            fetch = partial(fetch_address, day=day, access=access)
            yield from gather_addresses(left, tree.snapshot, fetch, folder, args.again)


def _ask(gathered: GatheredFiles) -> None:
    """Ask before a large folder is taken in; `UserError` where that is not wanted."""
    what = f"{counted(len(gathered.files), 'file')}, {gathered.size / 1e6:,.0f} MB"
    if sys.stdin is None or not sys.stdin.isatty():
        raise UserError(
            f"That is much: {what}. Nothing was added.", "Say `--yes` to add it, or name less."
        )
    err(f"That is much: {what}. Add it all? [y/N] ")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UserError("Nothing was added.", "`wiki add … --dry-run` says what would be.")


def _add_files(
    files: Sequence[GivenFile],
    settled: Sequence[Addition],
    gathered: GatheredFiles,
    tree: WorkingTree,
    args: argparse.Namespace,
) -> int:
    from pipeline.operations.add.plan_additions import AdditionPlanner
    from pipeline.operations.add.write_additions import (
        commit_additions,
        refuse_ignored,
        stage_additions,
        write_additions,
    )

    root = tree.snapshot.repo.root.resolve()
    with Progress(quiet=args.json or not sys.stderr.isatty()) as progress:
        planner = AdditionPlanner(
            tree, args.with_credentials, lambda name: progress.say(name, "is read")
        )
        additions = [*settled, *planner.plan(files)]
    additions = refuse_ignored(additions, root)
    commit = ""
    if not args.dry_run:
        additions = write_additions(additions, root)
        staged = stage_additions(additions, root)
        commit = commit_additions(additions, root) if args.commit and staged else ""
    _print_outcome(additions, gathered, tree, commit, args)
    wrong = [a for a in additions if a.state in ("refused", "failed")]
    wrong += [a for a in additions if a.state == "no reader" and a.given.named]
    return 1 if wrong or gathered.not_found else 0


def _print_outcome(
    additions: Sequence[Addition],
    gathered: GatheredFiles,
    tree: WorkingTree,
    commit: str,
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
            for name, error in gathered.not_found
        ]
        rows += [
            {"given": p.name, "state": "passed over", "note": p.why} for p in gathered.passed_over
        ]
        out(json.dumps({"files": rows, "dollars": round(dollars, 2), "commit": commit,
                        "dry_run": args.dry_run}, ensure_ascii=False, indent=1))  # fmt: skip
        return
    for name, error in gathered.not_found:
        err(f"not added {name}")
        _say(error.message, err)
        _say(error.hint, err)
    for addition in additions:
        if addition.state == "no reader" and not addition.given.named:
            continue  # told together
        _print_addition(addition)
    _print_left_out(additions, gathered)
    _print_end(added, commit, cost, args)


def _print_addition(a: Addition) -> None:
    if a.state == "added":
        out(f"added     {a.path}")
        if a.source and a.source.title:
            day = f", {a.source.published}" if a.source.published else ""
            _say(f"“{shorten(a.source.title, 60)}”{day}")
        for note in a.note.split("\n") if a.note else ():
            _say(note)
    elif a.state == "there":
        out(f"there     {a.given.told}")
        _say(f"already there as {a.path}: {a.note}")
    else:
        err(f"not added {a.given.told}")
        _say(a.note, err)
    for line in a.hint.split("\n") if a.hint else ():
        _say(line, err if a.state in ("refused", "failed", "no reader") else out)


def _say(text: str, print_line: Callable[[str], None] = out) -> None:
    """Print a sentence about a file below its name; a command stays on one line, to be pasted."""
    if text.startswith("wiki "):
        print_line(f"{_INDENT}  {text}")
        return
    for line in textwrap.wrap(shorten(text, _WIDEST), _COLUMNS - len(_INDENT)):
        print_line(f"{_INDENT}{line}")


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
        said = f"Nothing was written. {count} would be added."
    elif commit:
        said = f"{count} committed as {commit}. Next: `wiki compile`."
    else:
        said = (
            f"{count} in raw/, staged but not committed. Next: `git commit`, then `wiki compile`."
        )
    for line in textwrap.wrap(f"{said} {cost}", _COLUMNS):
        out(line)


def _as_json(a: Addition) -> dict[str, Any]:
    row: dict[str, Any] = {"given": a.given.told, "state": a.state, "path": a.path}
    row |= {"note": a.note, "hint": a.hint, "replaces": a.old}
    row["pictures"] = [path for path, _ in a.files if path != a.path]
    if a.source:
        row |= {"title": a.source.title, "published": a.source.published, "format": a.source.format}
    return row
