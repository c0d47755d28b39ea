"""`wiki export`: write the wiki for other programs, in one of several formats."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.output import Commands, err, out
from pipeline.core.text import counted
from pipeline.outputs.exports import EXPORTS, WITH_VERDICTS
from pipeline.outputs.training import TRAINING_FORMATS

TRAINING = "training"
_TRAINING_ONLY = ("format", "kinds", "size", "seed", "wording", "near")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("export", help="write the wiki for other programs to read")
    parser.description = (
        "It writes what is committed, asks no model, and writes the same bytes for the same commit."
    )
    parser.add_argument("kind", choices=sorted({*EXPORTS, TRAINING}), help="the format")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="the folder to write; one of an earlier export is replaced (default: export/KIND)",
    )
    parser.add_argument(
        "--no-verdicts",
        action="store_true",
        help="do not hold claims against each other, which takes most of the time"
        f" ({', '.join(WITH_VERDICTS)})",
    )
    _add_training_options(parser.add_argument_group("of training data"))
    parser.set_defaults(run=_export)


def _add_training_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--format", choices=[*TRAINING_FORMATS], help="of questions and answers (default: chat)"
    )
    group.add_argument("--kinds", metavar="A,B", help="only these kinds of examples")
    group.add_argument("--size", type=_number, metavar="N", help="at most N examples")
    group.add_argument(
        "--seed", type=_number, metavar="N", help="which facts are held back and taken (default: 0)"
    )
    group.add_argument(
        "--wording",
        choices=["any", "source"],
        help="source: leave out what is not all in the words of a source (default: any)",
    )
    group.add_argument(
        "--near", action="store_true", help="look at nearness in meaning too (`make vectors`)"
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no number")
    return int(text)


def _export(args: argparse.Namespace) -> int:
    if args.no_verdicts and args.kind not in WITH_VERDICTS:
        kinds = " and ".join(f"`wiki export {kind}`" for kind in WITH_VERDICTS)
        err(f"wiki export: --no-verdicts is of {kinds} alone")
        return 2
    if args.kind == TRAINING:
        return _export_training(args)
    given = [f"--{name}" for name in _TRAINING_ONLY if getattr(args, name) not in (None, False)]
    if given:
        err(f"wiki export: {given[0]} is of `wiki export training` alone")
        return 2
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.export.export import export_wiki

    with open_repository(args.folder) as repo:
        folder = args.out or repo.root / "export" / args.kind
        made = export_wiki(repo, args.kind, folder, not args.no_verdicts)
    held = f"{counted(made.pages, 'page')}, {counted(made.claims, 'claim')}"
    out(f"{counted(made.files, 'file')} in {made.folder}: {held}")
    return 0


def _export_training(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.vectors.embedder import WheelEmbedder
    from pipeline.core.training.example import KINDS, SPLITS
    from pipeline.core.training.training_set import TrainingOptions
    from pipeline.operations.export.export_training import export_training

    wanted = [name.strip() for name in args.kinds.split(",")] if args.kinds else [*KINDS]
    if strange := [name for name in wanted if name not in KINDS]:
        err(f"wiki export: there is no kind {strange[0][:40]!r}; they are {', '.join(KINDS)}")
        return 2
    options = TrainingOptions(
        kinds=tuple(kind for kind in KINDS if kind in wanted),
        size=args.size or 0,
        seed=args.seed or 0,
        only_source_words=args.wording == "source",
    )
    with open_repository(args.folder) as repo:
        folder = args.out or repo.root / "export" / TRAINING
        embedder = WheelEmbedder() if args.near else None
        made = export_training(repo, options, args.format or "chat", folder, embedder)
    report, count = made.report, made.count()
    splits = ", ".join(
        f"{sum(number for (_, x), number in count.items() if x == split)} {split}"
        for split in SPLITS
    )
    out(f"{counted(len(made.examples), 'example')} in {folder}: {splits}")
    left = f"{counted(report.duplicates, 'near duplicate')}, {len(report.contaminated)} that repeat"
    out(f"left out: {left} a golden question, {counted(len(report.leaks), 'leak')}")
    if report.worded_in != report.language.partition("-")[0].lower():
        out(f"questions are in English: there are no wordings in {report.language[:20]}")
    if report.page_worded:
        share = f"{report.page_worded} of {len(made.examples)}"
        out(f"{share} hold words of pages, which a model may have written: README.md there")
    return 0
