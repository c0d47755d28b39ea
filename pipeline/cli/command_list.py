"""The commands, in the order of `wiki --help`: what people type, and what workflows run.

Each has two examples and the page of docs/ that tells more; its help ends with them.
"""

from __future__ import annotations

from typing import NamedTuple


class CommandHelp(NamedTuple):
    """Where more is told of a command, what it leaves alone, and two calls with what they do."""

    page: str
    leaves: str
    examples: tuple[tuple[str, str], tuple[str, str]]


FOR_PEOPLE: dict[str, CommandHelp] = {
    "init": CommandHelp(
        "README.md#start-your-own-wiki",
        "It leaves your commits and your settings on GitHub alone.",
        (
            ("init", "ask, then empty the example"),
            ("init --yes --language de --lean", "as said, without asking"),
        ),
    ),
    "add": CommandHelp(
        "docs/adding-sources.md",
        "It changes nothing outside raw/, and commits nothing unless --commit says so.",
        (
            ("add ~/Downloads/report.pdf", "take one file in"),
            ("add notes/ --dry-run", "say what would become of a folder"),
        ),
    ),
    "compile": CommandHelp(
        "docs/architecture.md",
        "It leaves your branch and your files as they are: a proposal is a branch of its own.",
        (
            ("compile", "make a proposal of each new source"),
            ("compile raw/report.pdf --estimate", "say what one would cost"),
        ),
    ),
    "status": CommandHelp(
        "README.md#start-your-own-wiki",
        "It changes nothing.",
        (
            ("status", "list the sources and what became of them"),
            ("status --json", "the same for a program"),
        ),
    ),
    "review": CommandHelp(
        "README.md#start-your-own-wiki",
        "Nothing is merged or deleted but what you decide on.",
        (
            ("review", "read one proposal after another, and decide"),
            ("review | cat", "list them"),
        ),
    ),
    "show": CommandHelp(
        "README.md#start-your-own-wiki",
        "It changes nothing.",
        (
            ("show raw/report.pdf", "read the proposal of a source"),
            ("show raw/report.pdf --diff", "see what it changes in the files"),
        ),
    ),
    "accept": CommandHelp(
        "README.md#start-your-own-wiki",
        "It leaves what is not committed alone, and pushes nothing.",
        (
            ("accept raw/report.pdf", "merge one proposal"),
            ("accept --all", "merge all of them, oldest first"),
        ),
    ),
    "reject": CommandHelp(
        "README.md#start-your-own-wiki",
        "It leaves the source and the wiki alone.",
        (
            ("reject raw/report.pdf", "delete a proposal, until its source changes"),
            ('reject raw/report.pdf --why "a draft"', "say in `wiki status` why"),
        ),
    ),
    "ask": CommandHelp(
        "docs/asking.md",
        "It changes no page; with a model it costs money.",
        (
            ('ask "How many moons does Saturn have?"', "answer from the wiki"),
            ('ask --as-of 2026-01-31 "How many moons?"', "answer as of that day"),
        ),
    ),
    "file": CommandHelp(
        "docs/asking.md",
        "It changes no page: the answer becomes a proposal.",
        (
            ("file", "keep the last answer as a page"),
            ("file --type comparison", "keep it as a comparison"),
        ),
    ),
    "make": CommandHelp(
        "docs/outputs.md",
        "It changes no page: what is filed becomes a proposal, a document a file beside you.",
        (
            ('make chart "gas cost of SLOAD"', "draw the values that claims give, as a proposal"),
            ("make report sload-report --to docx", "a report that is filed, as a Word file"),
        ),
    ),
    "search": CommandHelp(
        "README.md",
        "It changes nothing, and asks no model.",
        (
            ('search "gas limit"', "find the pages with this phrase"),
            ("search gas --type concept", "only pages of one type"),
        ),
    ),
    "path": CommandHelp(
        "README.md",
        "It changes nothing, and asks no model.",
        (
            ("path saturn dragonfly", "how two pages hang together"),
            ("path Saturn Titan --json", "the same for a program"),
        ),
    ),
    "changes": CommandHelp(
        "README.md",
        "It changes nothing, and asks no model.",
        (
            ("changes --since 2026-01-31", "what the wiki learned since that day"),
            ("changes --since main --until HEAD", "what this branch brings"),
        ),
    ),
    "export": CommandHelp(
        "docs/exports.md",
        "It leaves the wiki alone, asks no model, and writes over nothing but an earlier export.",
        (
            ("export jsonl", "claims, pages and sources, one a line"),
            ("export training --size 2000", "questions and answers to train a model on"),
        ),
    ),
    "okf": CommandHelp(
        "docs/exports.md#open-knowledge-format",
        "It replaces no file and commits nothing.",
        (
            ("okf import ../bundle", "pages and sources of a bundle, into this wiki"),
            ("-C ../new-wiki okf import export/okf", "into another one"),
        ),
    ),
    "check": CommandHelp(
        "docs/github.md",
        "It changes nothing, asks no model, and does not look at what is not committed.",
        (
            ("check", "judge what is committed beside the default branch"),
            ("check --base HEAD~1", "judge the last commit"),
        ),
    ),
    "lint": CommandHelp(
        "docs/lint.md",
        "It changes nothing unless --fix says so, and asks a model only with --judge or --batch.",
        (
            ("lint", "say what is wrong with the wiki"),
            ("lint --since main", "only what this branch brings"),
        ),
    ),
    "derive": CommandHelp(
        "docs/architecture.md",
        "It leaves what people wrote alone, and commits nothing.",
        (
            ("derive", "renew what code writes on pages edited by hand"),
            ("derive --links wikilink", "write all pages as Obsidian reads them; or: markdown"),
        ),
    ),
    "join": CommandHelp(
        "docs/upkeep.md",
        "It changes no page: the change becomes a proposal.",
        (
            ("join kettles kettle", "put what one page says on the other"),
            ("join gas-cap gas-limit --never", "remember that they are two things"),
        ),
    ),
    "rename": CommandHelp(
        "docs/upkeep.md",
        "It changes no page: the change becomes a proposal.",
        (
            ('rename kettle "Electric kettle"', "give a page another title"),
            ("rename kettle Boiler --dry-run", "show what would change"),
        ),
    ),
    "retract": CommandHelp(
        "docs/upkeep.md",
        "It changes no page: the change becomes a proposal.",
        (
            ("retract raw/draft.md", "take a source back, and what rests on it alone"),
            ("retract raw/draft.md --dry-run", "show what would change"),
        ),
    ),
    "replace": CommandHelp(
        "docs/upkeep.md",
        "It changes no page: the change becomes a proposal.",
        (
            ("replace raw/v1.md raw/v2.md", "put a corrected source in the place of another"),
            ("replace raw/v1.md raw/v2.md --dry-run", "show what would change"),
        ),
    ),
    "eval": CommandHelp(
        "docs/asking.md#golden-questions",
        "It changes nothing; with a model it stops at what schema.md allows.",
        (
            ("eval", "ask the golden questions of wiki and sources"),
            ("eval --librarian extractive --floors", "fail below a floor, for nothing"),
        ),
    ),
    "mcp": CommandHelp(
        "docs/mcp.md",
        "Without --write it changes nothing.",
        (
            ("mcp", "serve the wiki to a program that starts this one"),
            ("mcp --http", "serve it over HTTP on this computer"),
        ),
    ),
    "doctor": CommandHelp(
        "docs/adopt.md",
        "It changes no setting; with --issue it writes one issue.",
        (
            ("doctor", "say what is still to be set"),
            ("doctor --json", "the same for a program"),
        ),
    ),
    "upgrade": CommandHelp(
        "docs/releases.md",
        "It leaves the team's half alone: raw/, wiki/, schema.md, log.md.",
        (
            ("upgrade ../template", "take the program of a newer checkout"),
            ("upgrade ../template --dry-run", "say what would change"),
        ),
    ),
    "completion": CommandHelp(
        "README.md#start-your-own-wiki",
        "It changes nothing: put the script where your shell looks for it.",
        (
            ("completion bash > ~/.local/share/bash-completion/completions/wiki", "for bash"),
            ("completion zsh > ~/.zfunc/_wiki", "for zsh, with ~/.zfunc in $fpath"),
        ),
    ),
    "demo": CommandHelp(
        "README.md",
        "It works in a copy, and leaves this repository alone.",
        (
            ("demo", "compile and merge the sources in a copy"),
            ("demo --into /tmp/demo", "keep the copy there"),
        ),
    ),
}

_ON_GITHUB = "docs/github.md"
FOR_WORKFLOWS: dict[str, CommandHelp] = {
    "setup": CommandHelp(
        "docs/adopt.md",
        "It merges nothing, and asks nothing twice.",
        (
            ("setup --look", "in the job that may only read"),
            ("setup", "in the job that writes"),
        ),
    ),
    "queue": CommandHelp(
        _ON_GITHUB,
        "It writes nothing but the outputs of the job.",
        (
            ("queue", "in the job that plans a run of compile.yml"),
            ("-C checkout queue", "of another folder"),
        ),
    ),
    "publish": CommandHelp(
        _ON_GITHUB,
        "It merges nothing, and asks no model.",
        (
            ("publish results", "in the job that writes: these results"),
            ("-C checkout publish results", "of another folder"),
        ),
    ),
    "refresh": CommandHelp(
        _ON_GITHUB,
        "It leaves commits of people alone, and asks no model.",
        (
            ("refresh", "all that the event concerns"),
            ("refresh --pull 12", "one pull request"),
        ),
    ),
    "triage": CommandHelp(
        _ON_GITHUB,
        "It leaves issues of people alone, and asks no model.",
        (
            ("triage results", "with what the lint left there"),
            ("-C checkout triage results", "of another folder"),
        ),
    ),
    "comment": CommandHelp(
        _ON_GITHUB,
        "It does nothing for who may not write, unless schema.md says so.",
        (
            ("comment", "the one that started this run"),
            ("-C checkout comment", "of another folder"),
        ),
    ),
    "answer": CommandHelp(
        _ON_GITHUB,
        "It posts nothing: the answer becomes a file.",
        (
            ("answer 7 --result results", "what issue 7 asks"),
            ("answer 7 --comment 70 --result results", "what a comment on it asks"),
        ),
    ),
    "reply": CommandHelp(
        _ON_GITHUB,
        "It asks no model, and posts one comment.",
        (
            ("reply 7 --result results", "to issue 7"),
            ("reply 7 --comment 70 --result results", "to a comment on it"),
        ),
    ),
    "fetch": CommandHelp(
        _ON_GITHUB,
        "It writes nothing to the repository: the files become a result of the job.",
        (
            ("fetch 7 --result results", "what issue 7 asks for"),
            ("fetch 0 --result results", "what lists of addresses under raw/ name"),
        ),
    ),
    "offer": CommandHelp(
        _ON_GITHUB,
        "It merges nothing, fetches nothing, and only adds files under raw/.",
        (
            ("offer 7 --result results", "what was fetched for issue 7"),
            ("offer 0 --result results", "what was fetched for lists under raw/"),
        ),
    ),
    "draft": CommandHelp(
        _ON_GITHUB,
        "It writes nothing to the repository: drafts and files become results of the job.",
        (
            ("draft 7 --result results --files files", "what issue 7 asks for"),
            ("draft 0 --result results --files files", "what `outputs` in schema.md names"),
        ),
    ),
    "deliver": CommandHelp(
        _ON_GITHUB,
        "It merges nothing, and asks no model.",
        (
            ("deliver 7 --result results", "what was drafted for issue 7"),
            ("deliver 0 --result results", "what was drafted for schema.md"),
        ),
    ),
    "fix": CommandHelp(
        _ON_GITHUB,
        "It merges nothing: the edit becomes a pull request.",
        (
            ("fix 7 --comment 70", "as the comment on issue 7 says"),
            ("-C checkout fix 7 --comment 70", "of another folder"),
        ),
    ),
}
COMMANDS = {**FOR_PEOPLE, **FOR_WORKFLOWS}
# Names that a command had, or that people try. They are not listed.
ALIASES = {"merge": "join"}
