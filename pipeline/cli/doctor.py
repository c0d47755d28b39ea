"""`wiki doctor`: say what the repository still needs."""

from __future__ import annotations

import argparse
import json
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from pipeline.cli.ci import IN_ACTIONS, add_to_run_page, run_day
from pipeline.cli.output import Commands, err, out
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.core.issues.checklist import ChecklistItem
    from pipeline.operations.setup.doctor_view import DoctorSite


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "doctor", help="say what files, settings and credentials the wiki still needs"
    )
    parser.add_argument(
        "--issue",
        action="store_true",
        help="write it into the issue on GitHub as well, as runs on GitHub do",
    )
    parser.add_argument(
        "--ask-model",
        action="store_true",
        help="only ask the model's server whether it accepts the credential, at no cost",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_doctor)


def _doctor(args: argparse.Namespace) -> int:
    if args.ask_model:
        return _ask_model(args)
    from pipeline.operations.setup.doctor_checks import examine

    in_actions = os.environ.get(IN_ACTIONS) == "true"
    with ExitStack() as stack:
        site, broken = _site_to_examine(args, in_actions, stack)
        items = [*broken, *examine(site)]
        said = "" if args.json else _print_items(items, site)
        row = None
        if site.hub and site.writes:
            from pipeline.operations.github.report import row_as_line
            from pipeline.operations.setup.doctor import renew_issue

            row = renew_issue(site.hub, items, site.day, in_actions)
            said = row_as_line(row)
    if args.json:
        from dataclasses import asdict

        issue = {"state": row.state, "number": row.number, "said": row.said} if row else None
        out(
            json.dumps(
                {"items": [asdict(i) for i in items], "issue": issue}, ensure_ascii=False, indent=1
            )
        )
    elif said:
        out(said)
    return 0


def _ask_model(args: argparse.Namespace) -> int:
    """Print what the model's server said, and hand it to the job that keeps the issue.

    On GitHub that job says it, so that a key that is refused is one message and no red job as well.
    """
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.github.actions import set_output
    from pipeline.operations.setup.ask_model import ask_model

    with open_repository(args.folder) as repo:
        answered, said = ask_model(repo, os.environ)
    set_output("answer", answered)
    if args.json:
        out(json.dumps({"answer": answered, "said": said}, ensure_ascii=False))
    else:
        out(said)
    good = answered in ("", "accepted") or os.environ.get(IN_ACTIONS) == "true"
    return 0 if good else 1


def _site_to_examine(
    args: argparse.Namespace, in_actions: bool, stack: ExitStack
) -> tuple[DoctorSite, list[ChecklistItem]]:
    """Return where to look, and what keeps us from looking at the commit."""
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.core.issues.checklist import ChecklistItem
    from pipeline.operations.setup.doctor_view import DoctorSite

    writes = in_actions or args.issue
    broken = []
    repo = None
    try:
        repo = stack.enter_context(open_repository(args.folder))
        repo.head()
    except UserError as error:
        repo = None
        broken = [
            ChecklistItem("repository", "The git repository", "bad", error.message, error.hint)
        ]
    hub = None
    if writes or (os.environ.get("GITHUB_TOKEN") and os.environ.get("GITHUB_REPOSITORY")):
        from pipeline.adapters.github.client import GitHub

        hub = GitHub.connect(os.environ)
        stack.callback(hub.close)
    return DoctorSite(repo, hub, os.environ, run_day(), in_actions, writes), broken


def _print_items(items: list[ChecklistItem], site: DoctorSite) -> str:
    """Print the list, add it to the run's page, and return a hint to print last."""
    from pipeline.core.issues.checklist import write_checklist, write_lines

    for line in write_lines(items):
        out(line)
    add_to_run_page(f"## What this repository needs for its wiki\n\n{write_checklist(items)}\n")
    if site.hub is None:
        err(
            "note: settings on GitHub were not looked at; set GITHUB_TOKEN (`gh auth token`) and"
            " GITHUB_REPOSITORY (owner/name)."
        )
        return ""
    return "" if site.writes else "`wiki doctor --issue` writes this into the issue on GitHub."
