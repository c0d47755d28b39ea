"""The `wiki` command: turn arguments into one operation, and its outcome into words and exit codes.

Only this package prints, exits, and catches everything. Exit codes: 0 done, 1 the owner must act, 2
wrong usage, 3 our bug; 130 and 141 as a shell says them: interrupted, and nobody reads what is
printed. `argparse`, because typer alone takes half a second to import and `wiki --help` is to
answer at once. Each command is a module here; `command_list.py` has their table. Of all of them
only the one that is asked for is imported.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from pipeline import __version__
from pipeline.adapters.processes.interrupts import exit_code_of_interrupt
from pipeline.cli.command_list import ALIASES, COMMANDS, FOR_PEOPLE, CommandHelp
from pipeline.cli.output import ReaderGone, err, make_harmless, print_as_is
from pipeline.core.errors import UserError
from pipeline.core.text import nearest


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # pydantic would look through all that is installed for plugins, a few milliseconds of each run.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    given = sys.argv[1:] if argv is None else [*argv]
    parser = make_parser(_asked_commands(given))
    parser.given = given
    args = parser.parse_args(given)
    # Where too many files are open, saying so takes one more, for the module that knows the words.
    with Path(os.devnull).open("rb") as spare:
        try:
            return int(args.run(args))
        except KeyboardInterrupt:
            return 130
        except ReaderGone:
            return 141
        except Exception as error:
            spare.close()
            return exit_code_of_interrupt() or _report_failure(error)


def finish_output(code: int) -> int:
    """Finish printing, and return the exit code of the process."""
    try:
        print_as_is()
    except ReaderGone:
        return code or 141
    except UserError as error:
        return code or _report_user_error(error)
    return code


def _report_failure(error: Exception) -> int:
    if isinstance(error, UserError):
        return _report_user_error(error)
    from pipeline.adapters.machine_faults import explain_fault

    found = explain_fault(error)
    return _report_user_error(found) if found else _report_bug(error)


def _report_user_error(error: UserError) -> int:
    err(f"error: {error.message}")
    if error.hint:
        err(f"       {error.hint}")
    return 1


def _report_bug(error: Exception) -> int:
    """Report our own mistake with its trace, in which no credential may stand."""
    import traceback

    from pipeline.adapters.secrets import find_secrets, redact

    err(redact("".join(traceback.format_exception(error)), find_secrets(os.environ)))
    err(
        "error: this is a mistake in the program, not in your files. Please report the lines above."
    )
    return 3


def _asked_commands(argv: Sequence[str]) -> Iterable[str]:
    """Return the command that is asked for; all of them where help or a mistake may name them."""
    rest = argv[2:] if argv[:1] == ["-C"] else argv
    asked = ALIASES.get(rest[0], rest[0]) if rest else ""
    return [asked] if asked in COMMANDS else COMMANDS


def make_parser(names: Iterable[str] = COMMANDS, listed: bool = False) -> _Parser:
    """Return the parser of these commands; with `listed` argparse knows what each does as well."""
    made = _Parser(
        prog="wiki",
        description="Compile sources in raw/ into a wiki that people review as diffs.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"wiki {__version__}")
    made.add_argument(
        "-C",
        dest="folder",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="work in this repository",
    )
    commands = _Commands(made.add_subparsers(required=True, metavar="COMMAND", help=_HELP), listed)
    for name in names:
        import_module(f"pipeline.cli.{name}").add(commands)
        parser, opening = commands.parsers[name], _as_sentence(commands.said[name])
        more = f"\n\n{parser.description}" if parser.description else ""
        parser.description = f"{opening}{more}"
    made.commands = commands.parsers
    made.epilog = _list_commands(commands.said)
    return made


def command_helps() -> dict[str, str]:
    """Return what each command is said to do, in one sentence, in the order of the help."""
    commands = _Commands(argparse.ArgumentParser().add_subparsers())
    for name in COMMANDS:
        import_module(f"pipeline.cli.{name}").add(commands)
    return commands.said


_HELP = "one of these, with its own --help"


class _Commands:
    """Adds parsers of commands, each with examples, and keeps what each is said to do."""

    def __init__(self, commands: Any, listed: bool = False) -> None:
        self._commands = commands
        self._listed = listed
        self.said: dict[str, str] = {}
        self.parsers: dict[str, argparse.ArgumentParser] = {}

    def add_parser(self, name: str, help: str) -> argparse.ArgumentParser:
        """Add the parser of a command, as argparse does; it is listed by us."""
        self.said[name] = help
        other = [alias for alias, of in ALIASES.items() if of == name]
        parser = self._commands.add_parser(
            name,
            aliases=other,
            epilog=_tell_more(COMMANDS[name]),
            formatter_class=_HelpFormatter,
            **({"help": help} if self._listed else {}),
        )
        assert isinstance(parser, argparse.ArgumentParser)
        self.parsers[name] = parser
        return parser


class _HelpFormatter(argparse.HelpFormatter):
    """Wraps what it is given, and leaves the examples at the end as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        parts = text.split("\n\n")
        return "\n\n".join(
            part
            if part.startswith("examples:")
            else super(_HelpFormatter, self)._fill_text(part, width, indent)
            for part in parts
        )


def _as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('…') else '.'}"


def _tell_more(known: CommandHelp) -> str:
    width = max(len(call) for call, _ in known.examples)
    rows = "\n".join(f"  wiki {call:{width}}  {what}" for call, what in known.examples)
    return f"{known.leaves}\n\nexamples:\n{rows}\n\nMore in {known.page}."


def _list_commands(said: Mapping[str, str]) -> str:
    """Return the commands in two parts: what people type, and what workflows run."""
    parts = (
        ("what people type:", [name for name in said if name in FOR_PEOPLE]),
        ("what the workflows on GitHub run:", [n for n in said if n not in FOR_PEOPLE]),
    )
    width = max(map(len, said), default=0)
    blocks = []
    for title, names in parts:
        rows = [
            textwrap.fill(
                f"{name:{width}}  {said[name]}",
                78,
                initial_indent="  ",
                subsequent_indent=" " * (width + 4),
            )
            for name in names
        ]
        blocks.append("\n".join([title, *rows]))
    return "\n\n".join(blocks)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in a line, with what may have been meant or an example.

    `commands` are the parsers of the commands by their names: of the one asked for, where there is
    one of that name. `given` are the words of the call, where this is the parser of all.
    """

    commands: Mapping[str, argparse.ArgumentParser] = MappingProxyType({})
    given: Sequence[str] = ()

    def error(self, message: str) -> NoReturn:
        """Print what is wrong with the arguments, and exit with 2."""
        found = re.search(r"invalid choice: '([^']*)' \(choose from", message)
        if found and "COMMAND" in message:
            near = nearest(found[1], [*COMMANDS, *ALIASES])
            said = f"Did you mean `wiki {near}`?" if near else "`wiki --help` lists them."
            message = f"there is no command {found[1][:40]!r}. {said}"
            self.exit(2, make_harmless(f"wiki: {message}\n"))
        found = re.match(r"unrecognized arguments: (\S+)", message)
        if found and len(self.commands) == 1:
            ((name, asked),) = self.commands.items()
            said = _explain_argument(found[1], name, asked)
            self.exit(2, make_harmless(f"wiki {name}: {said}\n"))
        missing = re.match(r"the following arguments are required: (.*)", message)
        if self.commands:
            said = _explain_no_command(self, self.given) if missing else message
            self.exit(2, make_harmless(f"wiki: {said}\n"))
        name = self.prog.removeprefix("wiki ")
        if missing:
            message = f"it needs {' and '.join(_show_missing(self, missing[1].split(', ')))}"
        example = COMMANDS[name].examples[0][0]
        rows = (
            f"wiki {name}: {message}",
            f"      for example: wiki {example}",
            f"      all it takes: wiki {name} --help",
        )
        self.exit(2, make_harmless("".join(f"{row}\n" for row in rows)))


def _explain_no_command(parser: argparse.ArgumentParser, given: Sequence[str]) -> str:
    known = [x for action in parser._actions for x in action.option_strings]
    options = (word.partition("=")[0][:40] for word in given if word.startswith("-"))
    option = next((x for x in options if x not in known), "")
    if not option:
        return "say what it is to do. `wiki --help` lists the commands."
    near = nearest(option, known)
    said = f"Did you mean `wiki {near}`?" if near else "`wiki --help` lists them."
    return f"there is no option {option!r} before a command. {said}"


def _show_missing(parser: argparse.ArgumentParser, names: Iterable[str]) -> Iterable[str]:
    """Yield what is missing in a call as people type it: the words there are to choose from."""
    by_name = {str(x.metavar or x.dest): x for x in parser._actions if not x.option_strings}
    for name in names:
        found = by_name.get(name)
        yield "|".join(map(str, found.choices)) if found and found.choices else name


def _explain_argument(word: str, name: str, asked: argparse.ArgumentParser) -> str:
    """Say what is wrong with an argument that a command does not take."""
    if not word.startswith("-"):
        return f"{word[:40]!r} is too much. `wiki {name} --help` says what it takes."
    option = word.partition("=")[0][:40]
    near = nearest(option, [x for action in asked._actions for x in action.option_strings])
    said = f"Did you mean `{near}`?" if near else f"`wiki {name} --help` lists them."
    return f"there is no option {option!r}. {said}"
