"""`wiki add`: take files, folders, addresses and repositories in as sources."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.cli.add_outcome import AddOutcome, print_outcome
from pipeline.cli.output import Commands, Progress, err, first_few, given_day, parse_day
from pipeline.core.errors import UserError
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.operations.add.addition import Addition, GivenFile
    from pipeline.operations.add.gather_files import GatheredFiles
    from pipeline.operations.add.gather_repository import GatheredRepository
    from pipeline.operations.repository.working_tree import WorkingTree

_PARTS = ("docs", "api", "layout")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "add", help="take files, folders, addresses and repositories in as sources"
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
    parser.add_argument(
        "--repo",
        action="append",
        default=[],
        metavar="PATH|ADDRESS[@REVISION]",
        help="a code repository: its documents, public API and layout at a commit",
    )
    parser.add_argument("--name", default="", help="what that repository is called under raw/repos")
    parser.add_argument(
        "--parts",
        type=_parts,
        default=_PARTS,
        metavar="PARTS",
        help="which parts of that repository, such as `docs,api`; by default also `layout`",
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


def _parts(text: str) -> tuple[str, ...]:
    """Return the parts of a repository that were given as an argument."""
    parts = tuple(part.strip() for part in text.split(","))
    if not set(parts) <= set(_PARTS):
        raise argparse.ArgumentTypeError(f"{text!r} names other parts than {', '.join(_PARTS)}")
    return parts


def _add(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.core.sources.file_names import safe_folder
    from pipeline.core.sources.web_address import is_address
    from pipeline.operations.add.addition import Addition, GivenFile
    from pipeline.operations.add.gather_files import gather_files
    from pipeline.operations.add.open_pointers import open_pointers, pointers_of
    from pipeline.operations.repository.working_tree import read_working_tree

    if not (args.what or args.repo or args.links):
        args.refuse("name what is to be added, or say --links")
    with open_repository(args.folder) as repo:
        if not repo.has_files:
            raise UserError("A bare repository has no raw/ to put files in.", "Use a clone of it.")
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
        repositories = _read_repositories(tree, args)
        files += [file for one in repositories for file in one.files]
        return _add_files(files, settled, AddOutcome(gathered, repositories), tree, args)


def _read_repositories(tree: WorkingTree, args: argparse.Namespace) -> list[GatheredRepository]:
    from pipeline.adapters.git.foreign_repository import open_foreign
    from pipeline.operations.add.gather_repository import gather_repository

    found = []
    for named in args.repo:
        with Progress(quiet=args.json or not sys.stderr.isatty()) as progress:
            progress.say(named, "is read")
            with open_foreign(named, args.folder) as repository:
                found.append(gather_repository(repository, tree.snapshot, args.name, args.parts))
    return found


def _fetch(
    groups: Sequence[tuple[Sequence[str], str]], tree: WorkingTree, args: argparse.Namespace
) -> Iterator[GivenFile | Addition]:
    """Fetch addresses, each group for a folder below raw/, and say meanwhile which ones."""
    from pipeline.adapters.git.plain_git import origin_on_github
    from pipeline.adapters.web.way_out import web_access
    from pipeline.operations.add.fetch_address import fetch_address
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
    outcome: AddOutcome,
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
        progress.expect(len(files))

        def say(name: str) -> None:
            progress.begin_next()
            progress.say(name, "is read")

        planner = AdditionPlanner(tree, args.with_credentials, say)
        additions = [*settled, *planner.plan(files)]
    additions = refuse_ignored(additions, root)
    commit = ""
    if not args.dry_run:
        additions = write_additions(additions, root)
        staged = stage_additions(additions, root)
        commit = commit_additions(additions, root) if args.commit and staged else ""
    proposed = _propose_replacements(additions, tree.snapshot.repo, args) if commit else {}
    print_outcome(replace(outcome, commit=commit, proposed=proposed), additions, tree, args)
    wrong = [a for a in additions if a.state in ("refused", "failed")]
    wrong += [a for a in additions if a.state == "no reader" and a.given.named]
    return 1 if wrong or outcome.gathered.not_found else 0


def _propose_replacements(
    additions: Sequence[Addition], repo: Repository, args: argparse.Namespace
) -> dict[str, str]:
    """Propose to put newer versions in the place of what is compiled: the new path → the branch.

    That is done where it is known which source each is a version of, not where it is guessed. No
    model is asked: what a person has to word anew is listed in the proposal.
    """
    from pipeline.operations.repository.due_lines import with_remembered
    from pipeline.operations.repository.snapshot import take_snapshot
    from pipeline.operations.upkeep.upkeep import make_upkeep, propose_upkeep, publish_upkeep

    pairs = [(a.old, a.path) for a in additions if a.state == "added" and a.given.stands_for]
    if not pairs:
        return {}
    snapshot = with_remembered(take_snapshot(repo, repo.head()))
    done = {}
    for old, new in pairs:
        if old not in snapshot.wiki.records:
            continue
        try:
            upkeep = make_upkeep("replace", (old, new), snapshot)
            proposal = propose_upkeep(upkeep, snapshot, given_day(args))
            done[new] = publish_upkeep(proposal, repo, snapshot.commit).branch
        except UserError as error:
            err(f"not replaced {old}: {error}")
    return done
