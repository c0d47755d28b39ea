"""`wiki setup`: ask on GitHub how a wiki made from the template is to begin, and offer that."""

from __future__ import annotations

import argparse
import os

from pipeline.cli.ci import finish_run, read_run_event, run_day
from pipeline.cli.output import Commands, out


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "setup", help="ask on GitHub how the wiki is to begin, and offer that as a pull request"
    )
    parser.add_argument(
        "--look", action="store_true", help="say only whether there is something to do"
    )
    parser.set_defaults(run=_setup)


def _setup(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.github.actions import set_output
    from pipeline.adapters.github.client import GitHub
    from pipeline.core.setup.start_wish import read_start_wish
    from pipeline.operations.setup.start_wiki import StartSite, look_for_start, start_wiki

    wish = read_start_wish(*read_run_event())
    with open_repository(args.folder) as repo:
        hub = GitHub.connect(os.environ)
        if args.look:
            step, why, _ = look_for_start(wish, repo, hub, any_bot=True)
            set_output("any", "false" if step == "rest" else "true")
            out(f"{step}: {why}")
            return 0
        site = StartSite(repo, hub, Remote(repo, os.environ), os.environ, run_day())
        return finish_run(start_wiki(wish, site))
