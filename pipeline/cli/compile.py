"""`wiki compile`: turn sources into proposals."""

from __future__ import annotations

import argparse
import json
import os
import shlex
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.output import (
    Commands,
    Progress,
    as_repo_path,
    confirm,
    err,
    first_few,
    given_day,
    is_answered,
    out,
    parse_day,
    say_row,
    warn_uncommitted,
)
from pipeline.cli.store import add_store_options, open_store
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.git.repository import Repository
    from pipeline.core.changes.feedback import Feedback
    from pipeline.operations.compile.choose_sources import Outcome
    from pipeline.operations.github.queue import Queue, QueuedSource
    from pipeline.operations.repository.snapshot import Snapshot
    from pipeline.operations.repository.status import SourceStatus


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("compile", help="turn sources into proposals, one branch each")
    parser.description = (
        "Without PATH: everything that is not compiled yet, oldest published first."
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="sources under raw/")
    parser.add_argument("--dry-run", action="store_true", help="print the diff; change nothing")
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")
    parser.add_argument(
        "--librarian", choices=["model", "extractive"], help="instead of what schema.md says"
    )
    parser.add_argument("--estimate", action="store_true", help="say what it may cost, and stop")
    parser.add_argument(
        "--force", action="store_true", help="compile again what is already proposed or compiled"
    )
    parser.add_argument(
        "--yes",
        action="store_true",
        help="compile also what schema.md wants a person's yes for: many pages, a high cost",
    )
    parser.add_argument(
        "--reread",
        action="store_true",
        help="keep the text that today's reader makes of compiled sources, and cite its lines",
    )
    parser.add_argument(
        "--date", type=parse_day, help="the day that pages and log say (default: today)"
    )
    parser.add_argument(
        "--result",
        type=Path,
        metavar="DIR",
        help="in a workflow: write the result of one source there",
    )
    parser.add_argument(
        "--earlier",
        type=Path,
        metavar="DIR",
        help="in a workflow: results of this run's earlier jobs",
    )
    add_store_options(parser)
    parser.set_defaults(run=_compile, refuse=parser.error)


def _compile(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository

    with open_store(args, only_new=True) as private, open_repository(args.folder, private) as repo:
        from pipeline.operations.repository.due_lines import with_remembered
        from pipeline.operations.repository.snapshot import take_snapshot

        if args.result:
            return _compile_in_job(args, repo)

        snapshot = with_remembered(take_snapshot(repo, repo.head()))
        warn_uncommitted(repo)
        return _compile_in(args, repo, snapshot)


def _compile_in_job(args: argparse.Namespace, repo: Repository) -> int:
    """Compile one source of a run's queue, and leave a result whatever comes of it."""
    from pipeline.adapters.git.remote import Remote
    from pipeline.operations.compile.choose_librarian import choose_librarian
    from pipeline.operations.github.compile_job import (
        compile_in_job,
        find_entry,
        kept_companions,
        results_before,
    )
    from pipeline.operations.github.queue import queue_from_json
    from pipeline.operations.github.results import write_result
    from pipeline.operations.repository.snapshot import take_snapshot

    if len(args.paths) != 1:
        raise UserError(
            "`--result` takes exactly one source.", "The workflow gives each source a job."
        )
    queue, remote = queue_from_json(os.environ.get("WIKI_QUEUE", "")), Remote(repo, os.environ)
    entry = find_entry(args.paths[0], queue)
    snapshot = take_snapshot(repo, repo.head())
    below, spent = results_before(
        entry, queue, args.earlier or args.result, snapshot.schema.rules.budget.dollars_per_source
    )
    below = [*kept_companions(entry, queue, snapshot, lambda refs: remote.fetch(*refs)), *below]
    with Progress() as progress:
        result = compile_in_job(
            entry,
            queue,
            snapshot,
            below,
            lambda: choose_librarian(
                snapshot.schema,
                args.librarian,
                os.environ,
                queue.date,
                repo.private,
                progress.say,
                queue.force,
                _gather_wishes(queue, entry, repo, remote),
                spent,
            ),
            spent,
        )
    write_result(args.result, result)
    if result.failure and result.failure.nothing:
        out(f"unchanged {entry.source}: nothing in it is new to the wiki")
        return 0
    if result.failure:
        waits = result.failure.waits or result.failure.asks
        err(f"{'waits ' if waits else 'failed'}    {entry.source}: {result.failure.reason}")
        err(f"          {result.failure.hint}")
        return 0 if waits else 1
    out(
        f"compiled  {entry.source}"
        + (f" on top of {', '.join(result.after)}" if result.after else "")
    )
    return 0


def _gather_wishes(
    queue: Queue, entry: QueuedSource, repo: Repository, remote: Remote
) -> dict[str, Feedback]:
    """Return what reviewers ask for, where a pull request is to be compiled again."""
    if not queue.asked:
        return {}
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.reviewer_remarks import gather_feedback

    hub = GitHub.connect(os.environ)
    pull = hub.pull(queue.asked)
    remote.fetch(f"refs/heads/{pull.head}")
    feedback = gather_feedback(hub, pull, queue.feedback, repo)
    return {entry.source: feedback} if feedback.remarks else {}


def _compile_in(args: argparse.Namespace, repo: Repository, snapshot: Snapshot) -> int:
    from pipeline.operations.compile.choose_sources import choose_sources, read_in_order
    from pipeline.operations.compile.estimate import estimate_compile
    from pipeline.operations.repository.status import aside_statuses

    paths = [as_repo_path(p, repo.root, args.folder) for p in args.paths]
    if args.reread:
        return _reread(paths, args, repo, snapshot)
    if not paths and not args.json:
        for s in aside_statuses(snapshot):
            err(f"{s.state:9} {s.path}: {s.note}")
    todo = _leave_out_compiled(choose_sources(snapshot, paths), args.force)
    sources, failed = read_in_order(snapshot, [s.path for s in todo])
    if args.estimate:
        if (args.librarian or snapshot.schema.rules.librarian) == "extractive":
            out(
                "The embedded librarian asks no model and costs nothing, whatever credential"
                " there is."
            )
            return 0
        if not _asks_a_model(snapshot, args):
            only = (args.librarian or snapshot.schema.rules.librarian) == "model"
            now = "there is no credential" if only else "the embedded librarian costs nothing"
            out(f"No model would be asked now: {now}. With a credential:")
        out(estimate_compile(sources, snapshot))
        return 0
    progress = Progress(quiet=args.json)
    if _asks_a_model(snapshot, args) and sources:
        if not args.json:
            err(estimate_compile(sources, snapshot))
        _ask_about_all(sources, snapshot, args, progress)
    choice = _choose_librarian(args, repo, snapshot, progress)
    outcomes = list(failed)
    for outcome in failed:
        _print_outcome(outcome, None, args)
    done = _compile_and_publish(sources, snapshot, choice, args, progress)
    for outcome in done:
        outcomes.append(outcome)
    waiting = [o.path for o in outcomes if o.waits]
    if waiting and not args.json:
        err(f"stopped   {counted(len(waiting), 'more source')} not tried: {first_few(waiting)}")
        err("          Nothing is lost; `wiki compile` goes on once that is mended.")
    if args.json:
        out(json.dumps([_as_json(o) for o in outcomes], ensure_ascii=False, indent=1))
    elif sum(o.proposal is not None for o in outcomes) > 1 and not args.dry_run:
        out(
            "`wiki review` shows one after another; `wiki show SOURCE` shows one, and\n"
            "`wiki accept SOURCE` merges it. Then run `wiki compile` again: the others are\n"
            "brought up to date with what it says. `wiki accept --all` merges all of them."
        )
    elif not todo:
        nothing = (
            f"every committed source in raw/ is {_what_became_of_all(snapshot)}"
            if snapshot.source_paths
            else "no source is committed in raw/"
        )
        out(f"Nothing to do: {nothing}.")
    wrong = any(o.error and not isinstance(o.error, NothingNew) for o in outcomes)
    return 1 if wrong or any(o.proposal and o.proposal.change.unfinished for o in outcomes) else 0


def _what_became_of_all(snapshot: Snapshot) -> str:
    from pipeline.operations.repository.rejections import read_rejections

    known = read_rejections(snapshot.repo.private).keys() & snapshot.hashes.keys()
    return "compiled or rejected (`wiki status`)" if known else "compiled"


def _choose_librarian(
    args: argparse.Namespace, repo: Repository, snapshot: Snapshot, progress: Progress
) -> Any:
    from pipeline.operations.compile.choose_librarian import choose_librarian

    return choose_librarian(
        snapshot.schema,
        args.librarian,
        os.environ,
        given_day(args),
        repo.private,
        progress.say,
        args.force,
    )


def _reread(
    paths: list[str], args: argparse.Namespace, repo: Repository, snapshot: Snapshot
) -> int:
    """Propose the texts of today's reader; ask a librarian only where claims are lost."""
    from pipeline.operations.compile.choose_sources import Outcome, read_in_order
    from pipeline.operations.compile.keep_proposal import publish_proposal
    from pipeline.operations.compile.reread import choose_to_reread, reread_source

    chosen, notes = choose_to_reread(snapshot, paths)
    for note in notes:
        err(f"note: {note}")
    sources, outcomes = read_in_order(snapshot, chosen)
    for outcome in outcomes:
        _print_outcome(outcome, None, args)
    lost, day, progress = [], given_day(args), Progress(quiet=args.json)
    progress.expect(len(sources))
    for source in sources:
        progress.begin_next()
        progress.say(source.path, "is read anew")
        try:
            proposal = reread_source(source, snapshot, day)
        except UserError as error:
            outcome = Outcome(source.path, error=error)
        else:
            if proposal is None:
                lost.append(source)
                continue
            outcome = Outcome(source.path, proposal)
        outcomes.append(_publish_and_print(publish_proposal, outcome, snapshot, args))
    if lost:
        args.force = True  # what was proposed before was made of the older text
        choice = _choose_librarian(args, repo, snapshot, progress)
        outcomes += _compile_and_publish(lost, snapshot, choice, args, progress)
    if args.json:
        out(json.dumps([_as_json(o) for o in outcomes], ensure_ascii=False, indent=1))
    elif not outcomes:
        out("Nothing to do: every text that is kept is of today's reader.")
    return 1 if any(o.error and not isinstance(o.error, NothingNew) for o in outcomes) else 0


def _leave_out_compiled(todo: list[SourceStatus], force: bool) -> list[SourceStatus]:
    """Leave out what is compiled already, and say so.

    Reading it again costs money and changes little.
    """
    from pipeline.operations.repository.status import OPEN_STATES

    done = [] if force else [s for s in todo if s.state not in {*OPEN_STATES, "moved"}]
    for s in done:
        why = s.note if s.state == "rejected" else f"{s.state} already"
        err(f"note: {s.path} is {why}; --force compiles it again")
    return [s for s in todo if s not in done]


def _asks_a_model(snapshot: Snapshot, args: argparse.Namespace) -> bool:
    from pipeline.adapters.messages.credentials import has_credential

    name = args.librarian or snapshot.schema.rules.librarian
    return name != "extractive" and has_credential(os.environ)


def _compile_and_publish(
    sources: Any, snapshot: Snapshot, choice: Any, args: argparse.Namespace, progress: Progress
) -> list[Outcome]:
    from pipeline.operations.compile.compile import compile_all
    from pipeline.operations.compile.keep_proposal import publish_proposal

    progress.expect(len(sources), choice.spent)

    def run_for(source: Any) -> Any:
        progress.begin_next()
        run = choice.run_for(source)
        return replace(run, yes=args.yes, confirm=partial(confirm, progress))

    done = []
    with progress:
        for outcome in compile_all(sources, snapshot, choice.librarian, run_for, force=args.force):
            progress.clear()
            done.append(
                _publish_and_print(publish_proposal, outcome, snapshot, args, len(sources) > 1)
            )
    return done


def _ask_about_all(
    sources: Any, snapshot: Snapshot, args: argparse.Namespace, progress: Progress
) -> None:
    """Ask a person at a terminal before several sources cost much together.

    One source is asked about by itself. Where nobody can answer, the budget of the run is the
    limit.
    """
    from pipeline.operations.compile.estimate import estimate_dollars

    if args.yes or args.json or args.dry_run or len(sources) < 2 or not is_answered():
        return
    dollars, most = estimate_dollars(sources, snapshot), snapshot.schema.rules.budget.ask_above
    if dollars <= most:
        return
    question = (
        f"{counted(len(sources), 'source')} would cost about ${dollars:.2f} together"
        f" (`budget.ask_above` is ${most:.2f}). Compile them?"
    )
    if not confirm(progress, question):
        raise UserError(
            "Nothing was compiled, and nothing paid.", "Name fewer sources, or say `--yes`."
        )


def _publish_and_print(
    publish: Any,
    outcome: Outcome,
    snapshot: Snapshot,
    args: argparse.Namespace,
    several: bool = False,
) -> Outcome:
    where = None
    if outcome.proposal and not args.dry_run:
        where, outcome = _publish_outcome(publish, outcome, snapshot)
    _print_outcome(outcome, where, args, several)
    return outcome


def _publish_outcome(publish: Any, outcome: Outcome, snapshot: Snapshot) -> tuple[Any, Outcome]:
    try:
        return publish(outcome.proposal, snapshot.repo, snapshot.commit), outcome
    except UserError as error:
        return None, replace(outcome, proposal=None, error=error)


def _print_outcome(
    outcome: Outcome, where: Any, args: argparse.Namespace, several: bool = False
) -> None:
    """Print what came of a source. Of one of `several`, what can be typed is said at the end."""
    if args.json or outcome.waits:
        return
    if isinstance(outcome.error, NothingNew):
        out(f"unchanged {outcome.path}: nothing in it is new to the wiki")
        return
    if outcome.error:
        err(f"failed    {outcome.path}: {outcome.error.message.removeprefix(f'{outcome.path}: ')}")
        if outcome.error.hint:
            err(f"          {outcome.error.hint}")
        return
    proposal = outcome.proposal
    assert proposal is not None
    if args.dry_run:
        out(f"# {proposal.title}\n\n{_diff_of(proposal)}")
        return
    if where.moved:
        say_row("proposed", outcome.path, _count_pages(proposal))
    else:
        path = shlex.quote(outcome.path)
        out(f"unchanged {outcome.path}: the proposal stays as it was (`wiki show {path}`)")
    if proposal.change.unfinished:
        err(
            f"          not finished: {', '.join(proposal.change.unfinished)}; the proposal says"
            " why, the next run goes on"
        )
    if where.moved and not several:
        path = shlex.quote(outcome.path)
        out(f"          branch {where.branch}")
        out(f"          read `wiki show {path}`; merge `wiki accept {path}`")


def _count_pages(proposal: Any) -> str:
    from pipeline.core.changes.statement_bound import describe_bound

    pages = [f for f in proposal.files if not f.derived]
    new = sum(f.before is None for f in pages)
    read = proposal.change.extraction
    claims = describe_bound(read) or counted(len(read.claims), "claim")
    cost = sum(c.dollars for c in proposal.change.costs)
    old = len(pages) - new
    counts = [
        *([f"{counted(new, 'page')} new"] if new else []),
        *([f"{old} updated"] if old else []),
        claims,
        *([f"${cost:.4f}"] if cost or proposal.change.librarian != "extractive" else []),
    ]
    return ", ".join(counts)


def _diff_of(proposal: Any) -> str:
    import difflib

    out = []
    for f in proposal.files:
        old, new = (
            (f.before or "").splitlines(keepends=True),
            (f.after or "").splitlines(keepends=True),
        )
        name = "/dev/null" if f.before is None else f"a/{f.path}"
        out.append("".join(difflib.unified_diff(old, new, name, f"b/{f.path}")))
    return "".join(out)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    if outcome.waits:
        return {"source": outcome.path, "waits": True}
    if outcome.error:
        return {"source": outcome.path, "error": outcome.error.message, "hint": outcome.error.hint}
    p = outcome.proposal
    assert p is not None
    pages = [
        {"path": f.path, "action": "update" if f.before is not None else "create"}
        for f in p.files
        if not f.derived
    ]
    return {
        "source": outcome.path,
        "branch": p.branch,
        "title": p.title,
        "body": p.body,
        "pages": pages,
        "claims": len(p.change.extraction.claims),
        "unfinished": list(p.change.unfinished),
        "librarian": p.change.librarian,
        "dollars": round(sum(c.dollars for c in p.change.costs), 6),
    }
