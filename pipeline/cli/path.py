"""`wiki path`: print how two pages hang together, with the sentence at each step."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from pipeline.cli.output import Commands, out
from pipeline.core.text import shorten

if TYPE_CHECKING:
    from pipeline.operations.ask.find_path import PagePath, PathStep

LONGEST_SENTENCE = 300  # characters


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "path", help="show by which links two pages hang together, and what they say"
    )
    parser.add_argument("start", metavar="PAGE", help="a page: its file name, title, alias or path")
    parser.add_argument("goal", metavar="OTHER", help="another page")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(run=_path)


def _path(args: argparse.Namespace) -> int:
    from pipeline.operations.ask.find_path import make_path
    from pipeline.operations.ask.wiki_index import ask_wiki

    found = ask_wiki(args.folder, make_path(args.start, args.goal))
    if args.json:
        steps = [_step_as_json(step) for step in found.steps]
        ends = {"start": found.start.slug, "goal": found.goal.slug}
        out(json.dumps({**ends, "steps": steps}, ensure_ascii=False, indent=1))
    else:
        out("\n".join(_as_lines(found)))
    return 0


def _step_as_json(step: PathStep) -> dict[str, object]:
    direction = "to" if step.forward else "from"
    place = {"path": step.holder.path, **step.passage.as_values()}
    return {"page": step.to.slug, "title": step.to.title, "link": direction, **place}


def _as_lines(found: PagePath) -> list[str]:
    start, goal = found.start.title, found.goal.title
    if found.start == found.goal:
        return [f"{start} is one page: {found.start.path}."]
    if not found.steps:
        return [f"No links lead from {start} to {goal}, in whichever direction they are followed."]
    lines = [start]
    for step in found.steps:
        said = shorten(step.passage.text, LONGEST_SENTENCE)
        lines.append(f"{'→' if step.forward else '←'} {step.to.title}")
        lines.append(f"    {step.holder.path}:{step.passage.line}: {said}")
    return lines
