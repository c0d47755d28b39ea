"""The parts of the documents that are generated: `python -m tests.project.docs` writes them, `test_docs.py` holds them."""

from __future__ import annotations

import ast
import re
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

from pipeline.cli import command_helps
from pipeline.cli.command_list import FOR_PEOPLE, FOR_WORKFLOWS
from pipeline.core.findings.rule_docs import AboutRule, read_rule_docs
from pipeline.core.wiki.schema import (
    AskRules,
    BudgetRules,
    LintRules,
    Models,
    OutputRule,
    PagesPerSource,
    PageType,
    PriceRule,
    Rules,
)
from pipeline.mcp.tools import TOOLS
from pipeline.outputs.findings import FORMATS
from pipeline.readers import READERS
from pipeline.rules import CHECK, GATE, LINT, RULES
from tests.project import docs_github, layers

ROOT = Path(__file__).parents[2]
# documents with generated parts
FILLED = (
    "README.md",
    "docs/adding-sources.md",
    "docs/architecture.md",
    "docs/github.md",
    "docs/lint.md",
    "docs/mcp.md",
    "pipeline/operations/README.md",
    "pipeline/readers/README.md",
)
PART = re.compile(r"(<!-- (\w+): generated[^\n]*-->\n).*?(<!-- end of \2 -->)", re.DOTALL)


def commands() -> str:
    """Return the table of commands as the command line has it."""
    said = command_helps()
    tables = [
        docs_github.table(
            "command | what it does", [(f"`wiki {name}`", said[name]) for name in names]
        )
        for names in (FOR_PEOPLE, FOR_WORKFLOWS)
    ]
    return f"{tables[0]}\nThe workflows on GitHub run these:\n\n{tables[1]}"


def first_paragraph(doc: str | None) -> str:
    """Return what a docstring opens with, on one line."""
    return " ".join((doc or "").partition("\n\n")[0].split())


def opening(module: str) -> str:
    """Return what a module opens with, on one line; it is named as a path below `pipeline`, without its ending."""
    tree = layers.tree_of(module if module in layers.FILES else f"{module}/__init__")
    return first_paragraph(ast.get_docstring(tree))


def folders() -> str:
    """Return the table of the folders in the order of the layer rule, with the line that each opens with."""
    rows = [
        (f"`{folder}`", opening(folder), "yes" if folder in layers.PURE else "")
        for folder in layers.LEVELS
    ]
    return docs_github.table("folder | what | pure", rows)


def operations() -> str:
    """Return the table of the modules of operations, with the line that each opens with."""
    names = [name for name in layers.FILES if name.startswith("operations/")]
    return docs_github.table(
        "module | what",
        [(f"`{name}.py`", opening(name)) for name in names if not name.endswith("/__init__")],
    )


def readers() -> str:
    """Return the table of the readers, with the names of files that each reads."""
    endings: dict[str, list[str]] = {}
    for ending, name in READERS.items():
        endings.setdefault(name, []).append(f"`{ending}`")
    return docs_github.table(
        "reader | reads | what",
        [(f"`{name}`", ", ".join(of), opening(f"readers/{name}")) for name, of in endings.items()],
    )


def lint_formats() -> str:
    """Return the table of the formats of a lint, with what each module says of itself."""
    rows = []
    for name, module in FORMATS.items():
        what = (
            opening(f"outputs/findings/{module}")
            .removeprefix("Write the findings ")
            .removesuffix(".")
        )
        rows.append((f"`{name}`", what))
    return docs_github.table("`--format` | the findings", rows)


def tools() -> str:
    """Return the table of the tools that the server offers."""
    rows = [(f"`{t.name}`", t.what, "with `--write`" if t.hints.writes else "") for t in TOOLS]
    return docs_github.table("tool | what it does | writes", rows)


PARTS = {
    "commands": commands,
    "formats": lint_formats,
    "folders": folders,
    "operations": operations,
    "readers": readers,
    "tools": tools,
    **docs_github.PARTS,
}


def filled(text: str) -> str:
    """Return a document with its generated parts as the program and the workflow files have them."""
    return PART.sub(lambda m: f"{m[1]}{PARTS[m[2]]()}{m[3]}", text)


def schema() -> str:
    """Return docs/schema.md."""
    out = [
        "# The keys of `schema.md`\n",
        "Generated from `pipeline/core/wiki/schema.py`. Unknown keys are errors that name the line and the nearest key.\n",
    ]
    sections = (
        ("At the top", Rules, ""),
        ("`pages_per_source`", PagesPerSource, ""),
        (
            "Each entry of `types`",
            PageType,
            "A new page type needs nothing but an entry here: plan, pages, checks and index follow.\n",
        ),
        ("`models`", Models, ""),
        ("`budget`", BudgetRules, ""),
        ("`lint`", LintRules, ""),
        ("`ask`", AskRules, "Of questions asked on GitHub ([asking.md](asking.md)).\n"),
        ("Each entry of `outputs`", OutputRule, "Made of the wiki ([outputs.md](outputs.md)).\n"),
        (
            "Each entry of `prices`, by model",
            PriceRule,
            "US dollars per million tokens. `0` for a server of your own.\n",
        ),
    )
    for title, model, more in sections:
        out.append(
            f"\n## {title}\n\n{more}{chr(10) if more else ''}| key | default | what |\n| --- | --- | --- |\n{_rows(model)}"
        )
    return "".join(f"{part}\n" if i < 2 else part for i, part in enumerate(out))


def _rows(model: type) -> str:
    rows, types = [], get_type_hints(model)
    for field in fields(model):
        about = _about(types[field.name], field.metadata.get("about", ""))
        rows.append(f"| `{field.name}` | {_default(field)} | {about} |\n")
    return "".join(rows)


def _default(field: object) -> str:
    if field.default_factory is not MISSING:
        return "none"
    if field.default is MISSING:
        return "required"
    value = field.default
    if is_dataclass(value) or (isinstance(value, tuple) and value and is_dataclass(value[0])):
        return "see below"
    if isinstance(value, tuple):
        return f"`{'-'.join(map(str, value))}`" if value else "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return "none" if value in (None, "") else f"`{value}`"


def _about(kind: object, words: str) -> str:
    choices = get_args(kind)
    if choices and all(isinstance(c, str) for c in choices):
        words += f"{'; ' if words else ''}one of {', '.join(f'`{c}`' for c in choices)}"
    return words.replace("|", "\\|")


def rules() -> str:
    """Return docs/rules.md."""
    read = [read_rule_docs(name, RULES[name]) for name in sorted(RULES)]
    rows = [
        (f"[{r.id}](#{r.id})", r.severity, _when(r.id), "yes" if r.fixable else "", r.what)
        for r in read
    ]
    return (
        RULES_OPENING
        + docs_github.table("rule | severity | runs in | safe fix | what", rows)
        + "".join(map(_rule, read))
    )


RULES_OPENING = """# The rules

Generated from the modules in `pipeline/rules/`. What a compile writes must pass the rules that run in `compile`; `wiki check` runs
them on what a pull request changes; `wiki lint` looks at the whole wiki. [docs/lint.md](lint.md) says how to run it, how to ignore a
finding with a reason, and what `lint.rules` in `schema.md` does: every rule can have another severity there, or be `off`.

"""


def _when(name: str) -> str:
    return ", ".join(
        [
            *(["compile"] if name in GATE else []),
            *(["check"] if name in CHECK else []),
            *(["lint"] if name in LINT else []),
        ]
    )


def _rule(rule: AboutRule) -> str:
    reads = {"sources": "the sources that the page cites", "names": "the names of all pages"}
    settings = dict.fromkeys(
        re.findall(r"schema\.rules\.([a-z_.]+)", Path(RULES[rule.id].__file__).read_text("utf-8"))
    )
    looks = {
        "page": " and ".join(["each page", *(reads[need] for need in rule.needs)]),
        "wiki": "the whole wiki",
        "change": "what a change does",
    }[rule.scope]
    lines = [
        f"{rule.severity} · runs in {_when(rule.id)} · looks at {looks}"
        + (" · has a safe fix" if rule.fixable else ""),
        rule.what,
        rule.more,
        *(f"{name}: {_one_line(text)}" for name, text in (("Bad", rule.bad), ("Good", rule.good))),
        f"Not for you? `<!-- lint-ignore {rule.id}: why -->` on the line, or `{rule.id}: off` under `lint.rules`."
        if rule.id in LINT and rule.id != "bad-ignore"
        else "",
        f"Settings: {', '.join(f'`{key}`' for key in settings)} in `schema.md`."
        if settings
        else "",
    ]
    return f"\n## {rule.id}\n\n" + "\n\n".join(line for line in lines if line) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def write() -> None:
    """Write every generated part."""
    for name in FILLED:
        path = ROOT / name
        path.write_text(filled(path.read_text("utf-8")), "utf-8", newline="\n")
    (ROOT / "docs" / "schema.md").write_text(schema(), "utf-8", newline="\n")
    (ROOT / "docs" / "rules.md").write_text(rules(), "utf-8", newline="\n")


if __name__ == "__main__":
    write()
