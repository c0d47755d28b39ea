"""`wiki lint`: say what is wrong with the wiki."""

from __future__ import annotations

import argparse
import os
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.cli import lint_judge
from pipeline.cli.ci import add_to_run_page, read_run_event, run_day
from pipeline.cli.output import Commands, err, first_few, out, print_as_is
from pipeline.cli.store import open_store
from pipeline.core.errors import UserError
from pipeline.core.text import counted, nearest
from pipeline.core.values import SEVERITY_RANK
from pipeline.outputs.findings import FORMATS, LintResult, write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipeline.adapters.git.repository import Repository
    from pipeline.core.values import Finding
    from pipeline.operations.lint.lint import LintReader
    from pipeline.operations.repository.snapshot import Snapshot


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "lint", help="say what is wrong with the wiki: dead links, orphans, stale claims, …"
    )
    parser.add_argument(
        "--commit", default="", metavar="REV", help="look at a commit, not at the working tree"
    )
    parser.add_argument(
        "--since", default="", metavar="REV", help="say only what was not there at that commit"
    )
    parser.add_argument(
        "--rule", action="append", metavar="ID", help="only this rule; may be given several times"
    )
    parser.add_argument(
        "--format", choices=[*FORMATS], default="text", help="text, or what a program reads"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
    parser.add_argument(
        "--fix", action="store_true", help="propose, on a branch, what mends without a judgement"
    )
    parser.add_argument(
        "--addresses",
        action=argparse.BooleanOptionalAction,
        help="try the addresses on the web, with lychee (default: as schema.md says)",
    )
    parser.add_argument(
        "--private", action="store_true", help="try those in the network around this computer too"
    )
    parser.add_argument(
        "--due", action="store_true", help="in a workflow: say whether a run is due before its day"
    )
    lint_judge.add_options(parser)
    parser.set_defaults(run=_lint, refuse=parser.error)


def _lint(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.core.paths import TEAM_PATHS

    if args.due:
        return _say_due(args)
    if args.fix and lint_judge.is_wanted(args):
        args.refuse(
            "--fix mends what the rules find, and judges nothing: ask for judgements in a run of"
            " their own"
        )
    with open_store(args) as private, open_repository(args.folder, private) as repo:
        if not _is_of_a_commit(args):
            repo.ask_dirty(*TEAM_PATHS)  # git looks while we import
        from pipeline.operations.lint.lint import LintReader

        only = _asked_rules(args)
        if args.estimate:
            out(
                lint_judge.estimate_text(
                    args, _take_snapshot(repo, args, LintReader())[0], args.since
                )
            )
            return 0
        snapshot, said = _lint_snapshot(repo, args, only)
        if args.fix:
            return _propose_fixes(repo, snapshot, said.findings)
        said = _with_addresses(said, snapshot, args)
        if not lint_judge.is_wanted(args):
            _remember_run(said, snapshot, args)
            return _print_result(said, args)
        return _judge_and_tell(said, snapshot, args)


def _say_due(args: argparse.Namespace) -> int:
    """Put out whether a push brought so many sources that the lint runs before its day."""
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.github.actions import set_output
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.lint_runs import find_lint_due
    from pipeline.operations.repository.snapshot import take_snapshot

    before = str(read_run_event()[1].get("before") or "")
    with open_repository(args.folder) as repo:
        most = take_snapshot(repo, repo.head()).schema.rules.lint.after_sources
        found = find_lint_due(repo, GitHub.connect(os.environ), before, most)
    set_output("due", "true" if found.due else "false")
    when = "a lint is due" if found.due else f"a lint comes after {most}" if most else "weekly"
    out(f"{counted(found.merged, 'source')} merged since the last lint: {when}.")
    return 0


def _judge_and_tell(said: LintResult, snapshot: Snapshot, args: argparse.Namespace) -> int:
    """Judge the claims as well, and tell of both.

    For the next job only the verdicts count: it looks for the rest itself.
    """
    from dataclasses import replace

    from pipeline.core.findings.silenced import Silence
    from pipeline.operations.lint.lint import BAD_IGNORE, find_idle_comments
    from pipeline.operations.repository.since import changed_pages

    judgement, silence = lint_judge.judge_claims(args, snapshot, args.since), Silence(snapshot.wiki)
    found = [*said.findings, *lint_judge.findings_of(judgement, snapshot.wiki, silence)]
    if any(rule.id == BAD_IGNORE for rule in said.rules):
        spots = find_idle_comments(silence.unused_comments(judgement.unjudged), snapshot.schema)
        found += [
            f for f in spots if not args.since or f.path in changed_pages(snapshot, args.since)
        ]
    told = replace(
        said,
        findings=_order_findings(found),
        notes=(*said.notes, *lint_judge.judging_lines(judgement, said.date)),
    )
    _remember_run(told, snapshot, args, judged=True)
    code = _print_result(told, args)
    if not args.result:
        return code
    lint_judge.write_report(args.result, judgement, snapshot, said.date, said.unreachable)
    return 1 if judgement.failed else 0


def _remember_run(
    said: LintResult, snapshot: Snapshot, args: argparse.Namespace, judged: bool = False
) -> None:
    """Remember a run for the log, where it was of all that is committed, and by every rule.

    In a workflow the job that keeps the issues does it.
    """
    if args.rule or args.since or args.result or said.loose:
        return
    if said.commit != snapshot.repo.head():
        return
    from pipeline.core.bookkeeping.lint_notes import note_of_findings
    from pipeline.operations.repository.due_lines import remember_lint

    note = note_of_findings(said.date, said.commit, (f.severity for f in said.findings), judged)
    remember_lint(snapshot.repo, note, snapshot.log)


def _asked_rules(args: argparse.Namespace) -> frozenset[str] | None:
    """Return the rules that are asked for; a wrong name is wrong usage."""
    from pipeline.core.markup.ignore_comments import JUDGEMENT_RULES
    from pipeline.rules import LINT, RULES

    for name in args.rule or ():
        if name in JUDGEMENT_RULES:
            args.refuse(
                f"{name} is a judgement and no rule: `wiki lint --judge` tells it, beside what the"
                " rules say"
            )
        if name in RULES and name not in LINT:
            args.refuse(f"the rule {name} judges a change: `wiki check` runs it")
        if name not in LINT:
            near = nearest(name, LINT)
            known = (
                f"did you mean {near}?"
                if near
                else f"docs/rules.md tells of each: {', '.join(LINT)}"
            )
            args.refuse(f"there is no rule {name!r}; {known}")
    return frozenset(args.rule) if args.rule else None


def _lint_snapshot(
    repo: Repository, args: argparse.Namespace, only: Collection[str] | None
) -> tuple[Snapshot, LintResult]:
    """Return the snapshot that was looked at, and what the rules found in it."""
    from pipeline.core.findings.as_text import select_new
    from pipeline.core.findings.rule_docs import read_rule_docs
    from pipeline.operations.lint.lint import LintReader, describe_habits_of, lint_wiki
    from pipeline.operations.repository.since import take_snapshot_at
    from pipeline.rules import LINT, RULES

    reading = LintReader()
    snapshot, head, loose = _take_snapshot(repo, args, reading)
    settings = snapshot.schema.rules.lint.rules
    ran = [name for name in LINT if settings.get(name) != "off" and (only is None or name in only)]
    for name in sorted(set(only or ()) - set(ran)):
        err(f"note: {name} is off in schema.md")
    found = lint_wiki(snapshot, run_day(), only, reading)
    then = ""
    if args.since:
        before = take_snapshot_at(snapshot, args.since, LintReader())
        then, found = before.commit, select_new(found, lint_wiki(before, run_day(), only))
    rules = tuple(read_rule_docs(name, RULES[name]) for name in ran)
    return snapshot, LintResult(
        _order_findings(found),
        rules,
        head,
        run_day(),
        then,
        loose,
        address=_repository_address(),
        notes=describe_habits_of(snapshot, only),
    )


def _with_addresses(said: LintResult, snapshot: Snapshot, args: argparse.Namespace) -> LintResult:
    """Try the addresses on the web, where that is asked for.

    Where only schema.md asks for it, a computer without lychee gets a note instead of an error.
    """
    from dataclasses import replace

    wanted = args.addresses
    if wanted is None:
        wanted = snapshot.schema.rules.lint.addresses and not args.rule
    if not wanted:
        return said
    from pipeline.operations.lint.try_addresses import try_addresses

    try:
        unreachable, notes = try_addresses(snapshot, said.date, said.address, args.private)
    except UserError as error:
        if args.addresses:
            raise
        return replace(said, notes=(*said.notes, str(error)))
    return replace(said, unreachable=unreachable, notes=(*said.notes, *notes))


def _order_findings(found: Iterable[Finding]) -> tuple[Finding, ...]:
    by_place = sorted(found, key=attrgetter("path", "line", "column", "rule", "subject"))
    return tuple(sorted(by_place, key=lambda f: SEVERITY_RANK[f.severity]))


def _take_snapshot(
    repo: Repository, args: argparse.Namespace, reading: LintReader
) -> tuple[Snapshot, str, bool]:
    """Return what is looked at, its commit, and whether it holds what is not committed.

    A fix begins from a commit.
    """
    from pipeline.operations.repository.snapshot import take_snapshot
    from pipeline.operations.repository.working_tree import read_working_tree

    if _is_of_a_commit(args):
        if args.fix and (loose := repo.dirty("wiki", "raw", "schema.md")):
            err(f"note: not committed, so not mended: {first_few(loose)}")
        commit = repo.resolve(args.commit or "HEAD") or _refuse_commit(repo, args.commit)
        return take_snapshot(repo, commit, read=reading), commit, False
    tree = read_working_tree(repo, read=reading)
    return tree.snapshot, tree.head, bool(tree.loose)


def _is_of_a_commit(args: argparse.Namespace) -> bool:
    """Tell whether a commit is looked at, and not the working tree."""
    return bool(args.commit or args.fix or args.result)


def _refuse_commit(repo: Repository, name: str) -> str:
    repo.head()
    raise UserError(
        f"There is no commit {name!r} here.", "Fetch it, or name another with `--commit`."
    )


def _repository_address() -> str:
    """Return the address of the repository on the web, where a workflow runs; "" elsewhere."""
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    return (
        f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
        if repository
        else ""
    )


# --- telling ---


def _print_result(said: LintResult, args: argparse.Namespace) -> int:
    from dataclasses import replace

    made = write(replace(said, in_full=bool(args.rule), version=__version__), args.format)
    out(made.text)
    for command in made.commands:
        print_as_is(command)  # not by `out`, which makes commands harmless: these are meant
    if made.summary:
        add_to_run_page(made.summary)
    worst = {"error", "warning"} if args.strict else {"error"}
    return 1 if any(f.severity in worst for f in said.findings) else 0


# --- mending ---


def _propose_fixes(repo: Repository, snapshot: Snapshot, found: Collection[Finding]) -> int:
    """Propose what mends without a judgement, as a local branch."""
    from pipeline.core.errors import NothingNew
    from pipeline.operations.lint.safe_fixes import make_upkeep
    from pipeline.operations.repository.due_lines import with_remembered
    from pipeline.operations.upkeep.upkeep import propose_upkeep, publish_upkeep

    snapshot = with_remembered(snapshot)
    try:
        proposal = propose_upkeep(make_upkeep(snapshot, found, run_day()), snapshot, run_day())
    except NothingNew as nothing:
        out(str(nothing))
        return 0
    where = publish_upkeep(proposal, repo, snapshot.commit)
    for row in proposal.upkeep.told:
        out(f"mended    {row}")
    out(f"{'proposed' if where.moved else 'unchanged':9} {proposal.title}")
    out(f"          branch {where.branch}; what it says: {where.text}")
    out(f"          review `git diff HEAD...{where.branch}`; merge `git merge {where.branch}`")
    return 0
