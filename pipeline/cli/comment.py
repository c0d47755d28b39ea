"""`wiki comment`: answer a command or a question typed on GitHub."""

from __future__ import annotations

import argparse
import os

from pipeline.cli.ci import finish_run, read_run_event, run_day
from pipeline.cli.output import Commands, out


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("comment", help="do what a reviewer's comment on GitHub asks for")
    parser.set_defaults(run=_comment)


def _comment(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.git.remote import Remote
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.github.comment import answer_comment, read_event
    from pipeline.operations.github.drop_source import DropContext
    from pipeline.operations.github.serve_ticks import serve_ticks

    post = read_event(read_run_event()[1])
    if post is None or post.command is None:
        out("The comment is no command.")
        return 0
    with open_repository(args.folder) as repo:
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        if post.boxes:
            return finish_run([serve_ticks(post, DropContext(hub, repo, remote))])
        return finish_run([answer_comment(post, hub, repo, remote, run_day())])
