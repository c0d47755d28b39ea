"""`wiki triage`: bring the issues of the repository in step with what the lint found."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.ci import IN_ACTIONS, finish_run, run_day
from pipeline.cli.output import Commands
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.core.issues.judging_report import LintReport


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "triage", help="bring the issues on GitHub in step with what the lint found"
    )
    parser.add_argument(
        "result",
        type=Path,
        metavar="DIR",
        help="the folder with lint.json, from `wiki lint --result`",
    )
    parser.set_defaults(run=_triage)


def _triage(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.triage import TriageContext, read_report, triage_findings
    from pipeline.operations.repository.snapshot import take_snapshot

    report, missing = read_report(args.result)
    with open_repository(args.folder) as repo:
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        commit, problem = _commit_to_work_on(report, repo)
        branch = f"refs/heads/{hub.default_branch()}"
        fresh = remote.heads(branch).get(branch) == commit
        run, in_actions = os.environ.get("GITHUB_RUN_ID", ""), os.environ.get(IN_ACTIONS) == "true"
        context = TriageContext(hub, take_snapshot(repo, commit), run_day(), run, fresh, in_actions)
        return finish_run(
            list(triage_findings(context, None if problem else report, missing or problem))
        )


def _commit_to_work_on(report: LintReport | None, repo: Repository) -> tuple[str, str]:
    """Return the commit to work on, and a problem with the report.

    It is the commit that was judged, where that is checked out or in the history of what is.
    """
    head = repo.head()
    if report is None or report.commit == head:
        return head, ""
    try:
        if repo.resolve(report.commit) and repo.merge_base(report.commit, head) == report.commit:
            return report.commit, ""
    except UserError:  # a shallow clone: nothing can be said of its history
        pass
    return (
        head,
        "The claims of another commit were judged, which is not in the history of this one.",
    )
