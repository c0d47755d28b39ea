"""The `wiki` command: arguments → one operation. The only prints, the only exit codes, the only catch-all.

Exit codes: 0 done, 1 the owner must act, 2 wrong usage, 3 our bug. `argparse`, because typer alone takes half a second
to import and `wiki --help` is to answer at once.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.adapters.git import Repository
    from pipeline.compile import Outcome
    from pipeline.snapshot import Snapshot
    from pipeline.status import SourceStatus


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except UserError as error:
        _err(f"error: {error.message}")
        if error.hint:
            _err(f"       {error.hint}")
        return 1
    except KeyboardInterrupt:
        _err("interrupted; the repository is as it was, and finished proposals stay")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _bug(error)


def _bug(error: Exception) -> int:
    """Report our own mistake with its trace, in which no credential may stand."""
    import traceback

    from pipeline.adapters.credentials import redact, secrets

    _err(redact("".join(traceback.format_exception(error)), secrets(os.environ)))
    _err("error: this is a mistake in the program, not in your files. Please report the lines above.")
    return 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wiki", description="Compile sources in raw/ into a wiki that people review as diffs."
    )
    parser.add_argument("--version", action="version", version=f"wiki {__version__}")
    parser.add_argument("-C", dest="folder", type=Path, default=Path(), metavar="DIR", help="work in this repository")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _compile_arguments(commands.add_parser("compile", help="turn sources into proposals, one branch each"))
    status = commands.add_parser("status", help="list the sources: compiled, pending, proposed, changed, missing")
    status.add_argument("--json", action="store_true", help="for machines")
    status.set_defaults(run=_status)
    show = commands.add_parser("show", help="print a proposal's text, or its diff")
    show.add_argument("source", help="a source's path, or a proposal's branch")
    show.add_argument("--diff", action="store_true", help="the diff instead of the text")
    show.set_defaults(run=_show)
    init = commands.add_parser("init", help="empty the example, for a wiki of your own")
    init.add_argument("--yes", action="store_true", help="delete other sources and pages as well, without asking")
    init.set_defaults(run=_init)
    demo = commands.add_parser("demo", help="compile and merge the sources of raw/ in a throw-away copy")
    demo.add_argument("--date", type=_day, help="the day that pages and log say (default: today)")
    demo.add_argument(
        "--into", type=Path, default=None, metavar="DIR", help="write the wiki/ and log.md that come out there"
    )
    demo.set_defaults(run=_demo)
    return parser


def _compile_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Without PATH: everything that is not compiled yet, oldest published first."
    parser.add_argument("paths", nargs="*", metavar="PATH", help="sources under raw/")
    parser.add_argument("--dry-run", action="store_true", help="print the diff; change nothing")
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")
    parser.add_argument("--librarian", choices=["model", "extractive"], help="instead of what schema.md says")
    parser.add_argument("--estimate", action="store_true", help="say what it may cost, and stop")
    parser.add_argument("--force", action="store_true", help="compile again what is already proposed or compiled")
    parser.add_argument("--date", type=_day, help="the day that pages and log say (default: today)")
    parser.set_defaults(run=_compile)


def _day(text: str) -> str:
    from pipeline.core.confidence import as_date

    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) or as_date(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-04-11")
    return text


def _today(args: argparse.Namespace) -> str:
    return str(args.date or datetime.date.today().isoformat())


# --- compile --------------------------------------------------------------------------------------------------


def _compile(args: argparse.Namespace) -> int:
    from pipeline.adapters.git import repository

    with repository(args.folder) as repo:
        from pipeline.snapshot import take

        snapshot = take(repo, repo.head())
        _warn_uncommitted(repo)
        return _compile_in(args, repo, snapshot)


def _compile_in(args: argparse.Namespace, repo: Repository, snapshot: Snapshot) -> int:
    from pipeline.choose import choose
    from pipeline.compile import chosen, in_order
    from pipeline.estimate import estimate

    paths = [_as_repo_path(p, repo.root, args.folder) for p in args.paths]
    todo = _open(chosen(snapshot, paths), args.force)
    sources, failed = in_order(snapshot, [s.path for s in todo])
    if args.estimate:
        if not _asks_a_model(snapshot, args):
            _out("No model would be asked now: the embedded librarian costs nothing. With a credential:")
        _out(estimate(sources, snapshot))
        return 0
    progress = Progress(quiet=args.json)
    if _asks_a_model(snapshot, args) and sources and not args.json:
        _err(estimate(sources, snapshot))
    choice = choose(snapshot.schema, args.librarian, os.environ, _today(args), repo.private, progress.say, args.force)
    outcomes = list(failed)
    for outcome in failed:
        _report(outcome, None, args)
    done = _run(sources, snapshot, choice, args, progress)
    for outcome in done:
        outcomes.append(outcome)
    if args.json:
        _out(json.dumps([_as_json(o) for o in outcomes], ensure_ascii=False, indent=1))
    elif sum(o.proposal is not None for o in outcomes) > 1 and not args.dry_run:
        _out("Merge one, then run `wiki compile` again: the others are brought up to date with what it says.")
    elif not todo:
        _out("Nothing to do: every source in raw/ is compiled.")
    return 1 if any(o.error or (o.proposal and o.proposal.change.unfinished) for o in outcomes) else 0


def _open(todo: list[SourceStatus], force: bool) -> list[SourceStatus]:
    """Leave out what is compiled already, and say so: reading it again costs money and changes little."""
    from pipeline.status import OPEN

    done = [] if force else [s for s in todo if s.state not in OPEN]
    for s in done:
        _err(f"note: {s.path} is {s.state} already; --force compiles it again")
    return [s for s in todo if s not in done]


def _asks_a_model(snapshot: Snapshot, args: argparse.Namespace) -> bool:
    from pipeline.adapters.credentials import has_credential

    name = args.librarian or snapshot.schema.rules.librarian
    return name != "extractive" and has_credential(os.environ)


def _run(sources: Any, snapshot: Snapshot, choice: Any, args: argparse.Namespace, progress: Progress) -> list[Outcome]:
    from pipeline.compile import compile_all
    from pipeline.propose import publish

    done = []
    with progress:
        for outcome in compile_all(sources, snapshot, choice.librarian, choice.run_for, force=args.force):
            progress.clear()
            where = None
            if outcome.proposal and not args.dry_run:
                where, outcome = _published(publish, outcome, snapshot)
            _report(outcome, where, args)
            done.append(outcome)
    return done


def _published(publish: Any, outcome: Outcome, snapshot: Snapshot) -> tuple[Any, Outcome]:
    from dataclasses import replace

    try:
        return publish(outcome.proposal, snapshot.repo, snapshot.commit), outcome
    except UserError as error:
        return None, replace(outcome, proposal=None, error=error)


def _report(outcome: Outcome, where: Any, args: argparse.Namespace) -> None:
    if args.json:
        return
    if outcome.error:
        _err(f"failed    {outcome.path}: {outcome.error.message.removeprefix(f'{outcome.path}: ')}")
        if outcome.error.hint:
            _err(f"          {outcome.error.hint}")
        return
    proposal = outcome.proposal
    assert proposal is not None
    if args.dry_run:
        _out(f"# {proposal.title}\n\n{_diff(proposal)}")
        return
    _out(f"{'proposed' if where.moved else 'unchanged':9} {outcome.path}: {_counts(proposal)}")
    _out(f"          branch {where.branch}")
    if proposal.change.unfinished:
        _err(
            f"          not finished: {', '.join(proposal.change.unfinished)}; the proposal says why, the next run goes on"
        )
    _out(f"          review `wiki show {outcome.path}`; merge `git merge {where.branch}`")


def _counts(proposal: Any) -> str:
    pages = [f for f in proposal.files if not f.derived]
    new = sum(f.before is None for f in pages)
    claims = len(proposal.change.extraction.claims)
    cost = sum(c.dollars for c in proposal.change.costs)
    old = len(pages) - new
    return f"{_many(new, 'page')} new, {old} updated; {_many(claims, 'claim')}; ${cost:.4f}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _diff(proposal: Any) -> str:
    import difflib

    out = []
    for f in proposal.files:
        old, new = (f.before or "").splitlines(keepends=True), (f.after or "").splitlines(keepends=True)
        name = "/dev/null" if f.before is None else f"a/{f.path}"
        out.append("".join(difflib.unified_diff(old, new, name, f"b/{f.path}")))
    return "".join(out)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    if outcome.error:
        return {"source": outcome.path, "error": outcome.error.message, "hint": outcome.error.hint}
    p = outcome.proposal
    assert p is not None
    pages = [
        {"path": f.path, "action": "update" if f.before is not None else "create"} for f in p.files if not f.derived
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


def _as_repo_path(given: str, root: Path, folder: Path) -> str:
    """Return a path as the repository names it, whether given from its root, from here, or absolute."""
    if (root / given).exists() and not Path(given).is_absolute():
        return Path(given).as_posix()
    here = (folder / given).resolve()
    return here.relative_to(root.resolve()).as_posix() if here.is_relative_to(root.resolve()) else given


def _warn_uncommitted(repo: Repository) -> None:
    loose = [p for p in repo.dirty("raw", "schema.md") if (repo.root / p).exists()]
    if loose:
        names = ", ".join(loose[:3]) + (", …" if len(loose) > 3 else "")
        _err(f"note: not committed, so not read: {names}")


# --- the other commands ---------------------------------------------------------------------------------------


def _status(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from pipeline.adapters.git import repository
    from pipeline.snapshot import take
    from pipeline.status import statuses

    with repository(args.folder) as repo:
        rows = statuses(take(repo, repo.head()))
        if args.json:
            _out(json.dumps([asdict(s) for s in rows], ensure_ascii=False, indent=1))
            return 0
        width = max((len(s.path) for s in rows), default=0)
        for s in rows:
            extra = " · ".join(x for x in (s.branch, f"[[{s.page}]]" if s.page else "", s.note) if x)
            _out(f"{s.state:9}  {s.path:{width}}  {extra}".rstrip())
        _warn_uncommitted(repo)
        if not rows:
            _out("There is no source in raw/ yet.")
    return 0


def _show(args: argparse.Namespace) -> int:
    from pipeline.adapters.git import repository
    from pipeline.core.proposal import BRANCHES, branch_of

    with repository(args.folder) as repo:
        is_branch = args.source.startswith(BRANCHES)
        branch = args.source if is_branch else branch_of(_as_repo_path(args.source, repo.root, args.folder))
        tip = repo.resolve(f"refs/heads/{branch}")
        if tip is None:
            raise UserError(f"There is no proposal for {args.source}.", "`wiki status` lists the sources.")
        if args.diff:
            _out(repo.diff(repo.merge_base(repo.head(), tip) or repo.head(), tip))
            return 0
        text = repo.private / "proposals" / f"{branch.removeprefix(BRANCHES)}.md"
        _out(text.read_text("utf-8") if text.is_file() else repo.message(tip))
    return 0


def _init(args: argparse.Namespace) -> int:
    from pipeline.adapters.git import repository
    from pipeline.init import empty_example

    with repository(args.folder) as repo:
        for line in empty_example(repo.root, ask=_ask(args.yes)):
            _out(line)
    return 0


def _ask(yes: bool) -> Any:
    def ask(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            return False
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")

    return ask


def _demo(args: argparse.Namespace) -> int:
    from pipeline.adapters.git import repository
    from pipeline.demo import run

    with repository(args.folder) as repo:
        return run(repo.root, _today(args), _out, into=args.into)


# --- output ---------------------------------------------------------------------------------------------------


class Progress:
    """One line that follows the work on a terminal; a plain line per stage elsewhere; nothing when quiet."""

    def __init__(self, quiet: bool = False) -> None:
        self._status: Any = None
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet

    def __enter__(self) -> Progress:
        if self._live:
            from rich.console import Console

            self._status = Console(stderr=True).status("starting")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, so that something else can be printed."""
        if self._status is not None:
            self._status.stop()

    def say(self, path: str, stage: str) -> None:
        """Say what is being done now."""
        if self._status is not None:
            from rich.markup import escape

            self._status.update(escape(f"{path} {stage}".strip()))
            self._status.start()
        elif not self._quiet and not self._live:
            _err(f"          {path}: {stage}" if path else f"          {stage}")


_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_COMMAND = re.compile(r"^(\s*)::|##\[", re.MULTILINE)  # what the runner of GitHub Actions takes for a command


def _shown(text: str) -> str:
    """Return text that may hold foreign words as a terminal and a CI log can take it: no escapes, no log commands."""
    plain = text.encode("utf-8", "backslashreplace").decode()
    plain = _COMMAND.sub(lambda m: "##［" if m.group() == "##[" else f"{m[1]}：：", plain)
    return _UNSAFE.sub("�", plain)


def _out(text: str) -> None:
    sys.stdout.write(_shown(text) + "\n")  # one write, so that lines of several threads do not mix
    sys.stdout.flush()


def _err(text: str) -> None:
    sys.stderr.write(_shown(text) + "\n")
    sys.stderr.flush()
