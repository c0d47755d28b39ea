"""`wiki check`: judge a change before it is merged."""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.cli.ci import IN_ACTIONS
from pipeline.cli.ci import read_run_event as started_by
from pipeline.cli.output import Commands, err, first_few, out, print_as_is
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.adapters.github.client import GitHub
    from pipeline.core.github.state import PullRequest
    from pipeline.operations.github.check import ChangeReport, Forge


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "check", help="judge a change: sources, pages, log, derived files; before a merge"
    )
    parser.add_argument(
        "--base", metavar="REV", default="", help="what it is to be merged into; the default branch"
    )
    parser.add_argument(
        "--head", metavar="REV", default="HEAD", help="the change's last commit; HEAD"
    )
    parser.add_argument(
        "--amend-allowed", action="store_true", help="let the change alter or remove sources"
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.core.github.state import GITHUB_ACTIONS
    from pipeline.operations.github.check import check_change, why_sources_may_not_change
    from pipeline.operations.setup.example import example_manifest

    _, event = started_by()
    _refuse_other_base(event)
    request = _pull_request_of(event, os.environ)
    bots = {GITHUB_ACTIONS, os.environ.get("WIKI_BOT", "")} - {""}

    def refused() -> str:
        return "" if args.amend_allowed else why_sources_may_not_change(request, _connect_if_asked)

    with open_repository(args.folder) as repo:
        _fetch(repo, args.head, _ref_of_head(event))
        report = check_change(
            repo,
            _base_commit(repo, args.base),
            _resolve_commit(repo, args.head),
            request,
            bots,
            refused,
            example_manifest(),
        )
        edited = _uncommitted(repo, args)
    if args.json:
        out(_as_json(report))
    else:
        _print_report(report, os.environ)
        if edited:
            err(f"note: what is not committed was not judged: {first_few(edited)}")
    return 1 if report.errors else 0


def _uncommitted(repo: Repository, args: argparse.Namespace) -> list[str]:
    """Return what of the working tree the change that is judged does not hold."""
    if args.json or args.head != "HEAD" or os.environ.get(IN_ACTIONS) == "true":
        return []
    return repo.dirty()


def _refuse_other_base(event: Mapping[str, Any]) -> None:
    """Refuse to judge a change to another branch than the default one.

    That branch's own code would be the judge, and the word would stay when the base is changed.
    """
    match event:
        case {
            "pull_request": {"base": {"ref": str(ref)}},
            "repository": {"default_branch": str(main)},
        } if ref != main:
            raise UserError(
                f"This pull request goes to {strip_hidden(ref)}, and not to the default branch"
                f" {strip_hidden(main)}.",
                "Change its base; it is checked again then.",
            )


def _pull_request_of(event: Mapping[str, Any], environ: Mapping[str, str]) -> PullRequest | None:
    """Return the pull request that started the workflow run, if one did."""
    from pipeline.adapters.github.items import pull_request

    data = event.get("pull_request")
    if isinstance(data, dict):
        return pull_request(data, environ.get("GITHUB_REPOSITORY", ""))
    # GitHub names the branch of a merge queue so.
    queued = re.search(r"/pr-(\d{1,18})-[0-9a-f]+$", _ref_of_head(event))
    try:
        return _connect().pull(int(queued[1])) if queued else None
    except UserError:
        return None


def _ref_of_head(event: Mapping[str, Any]) -> str:
    """Return the ref at which GitHub keeps the head that is judged; "" where no event tells it."""
    match event:
        case {"pull_request": {"number": int(number)}}:
            return f"refs/pull/{number}/head"
        case {"merge_group": {"head_ref": str(ref)}}:
            return ref
    return ""


def _fetch(repo: Repository, head: str, ref: str) -> None:
    """Get a head that a checkout lacks: it holds the repository's branches, and not a fork's."""
    if ref and repo.resolve(head) is None:
        from pipeline.adapters.git.remote import Remote

        Remote(repo, os.environ).fetch(ref)


def _connect_if_asked() -> Forge:
    """Connect only where something must be asked: a check needs no token otherwise."""
    return _connect()


def _connect() -> GitHub:
    from pipeline.adapters.github.client import GitHub

    return GitHub.connect(os.environ)


def _resolve_commit(repo: Repository, name: str) -> str:
    found = repo.resolve(name)
    if found is None:
        raise UserError(
            f"There is no commit {name!r} here.",
            "Fetch it, or name another: `wiki check --base REV`.",
        )
    return found


def _base_commit(repo: Repository, name: str) -> str:
    if name:
        return _resolve_commit(repo, name)
    found = repo.default_branch()
    if found is None:
        repo.head()  # where git cannot work here at all, it says why
        raise UserError(
            "No default branch was found.", "Say what to compare with: `wiki check --base REV`."
        )
    return found


def _as_json(report: ChangeReport) -> str:
    rows = [{**f._asdict(), "in_diff": f in report.in_diff} for f in report.findings]
    return json.dumps({"base": report.base, "head": report.head, "findings": rows}, indent=1)


def _print_report(report: ChangeReport, environ: Mapping[str, str]) -> None:
    from pipeline.core.findings.as_text import describe_counts, format_line

    for found in report.findings:
        out(format_line(found))
    out(f"{counted(report.files, 'changed file')}: {describe_counts(report.findings)}.")
    if environ.get("GITHUB_ACTIONS") == "true":
        _annotate(report, environ)


def _annotate(report: ChangeReport, environ: Mapping[str, str]) -> None:
    """Show the findings in GitHub's diff, and all of them in the summary of the step."""
    from pipeline.adapters.github.actions import add_summary
    from pipeline.core.findings.as_text import annotation_text, select_annotations, write_summary
    from pipeline.core.github.annotation import annotate

    for f in select_annotations(report.findings, report.in_diff):
        command = annotate(
            "notice" if f.severity == "note" else f.severity,
            f.path,
            f.line,
            f.rule,
            annotation_text(f),
        )
        # Past `make_harmless`, which makes commands harmless: these are meant, and `annotate`
        # escaped what is foreign in them.
        print_as_is(command.encode("utf-8", "backslashreplace").decode())
    repository = environ.get("GITHUB_REPOSITORY", "")
    server = environ.get("GITHUB_SERVER_URL", "https://github.com")
    address = f"{server}/{repository}" if repository else ""
    add_summary(
        write_summary(report.findings, address, report.base, report.head, report.gone), environ
    )
