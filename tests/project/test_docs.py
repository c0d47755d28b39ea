"""What the documents name is what the program has."""

from __future__ import annotations

import re
from functools import cache

import pytest

from pipeline.cli import make_parser
from pipeline.cli.command_list import ALIASES, COMMANDS
from pipeline.core.github.state import LABELS
from pipeline.operations.github import comment
from tests.project import docs, docs_github
from tests.project.dependencies import EXTRAS

GUIDES = [
    docs.ROOT / name
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        *(f"docs/{p.name}" for p in (docs.ROOT / "docs").glob("*.md")),
        *(p.relative_to(docs.ROOT) for p in sorted((docs.ROOT / "pipeline").rglob("README.md"))),
    )
]
# those name what may be, or was
ABOUT_WHAT_IS = [p for p in GUIDES if p.name not in ("CONTRIBUTING.md", "releases.md")]
LINKED = [
    p
    for p in (*docs.ROOT.glob("*.md"), *GUIDES, *(docs.ROOT / "bench").glob("*.md"))
    if p.name != "log.md"
]
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#:]*)(?:#([^):]+))?\)")
_FENCE = re.compile(r"^ *(?:\d+\. )?```.*?^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(`+)(?!`)[^\n]*?[^`\n]\1(?!`)")
_FILE = re.compile(r"[\w.-]+(?:/[\w.*-]+)*(?:\.(?:py|ya?ml|md|toml|txt|json|example)|/)")
_THEIRS = ("raw/", "wiki/", "refs/", ".git/", ".venv/")  # the team's, or made by a run
_SAID = {p: p.read_text("utf-8") for p in {*GUIDES, *LINKED}}


def names(path):
    """What stands in backticks on one line, outside blocks of code."""
    return re.findall(r"`([^`\n]+)`", _FENCE.sub("", _SAID[path]))


def by_name(path):
    return path.relative_to(docs.ROOT).as_posix()


def test_what_is_generated_is_up_to_date():
    for name in docs.FILLED:
        text = (docs.ROOT / name).read_text("utf-8")
        assert docs.filled(text) == text, f"{name}: run `python -m tests.project.docs`"


def test_every_generated_part_stands_in_a_document():
    there = {
        part
        for name in docs.FILLED
        for _, part, _ in docs.PART.findall((docs.ROOT / name).read_text("utf-8"))
    }
    assert there == set(docs.PARTS)


def test_the_keys_of_the_schema_are_all_documented():
    assert (docs.ROOT / "docs" / "schema.md").read_text("utf-8") == docs.schema()


def test_every_exit_code_of_the_lint_is_documented():
    codes = re.findall(
        r"^\| (\d) \| ", (docs.ROOT / "docs/lint.md").read_text("utf-8"), re.MULTILINE
    )
    assert codes == ["0", "1", "2", "3"]


def test_every_rule_is_documented():
    assert (docs.ROOT / "docs" / "rules.md").read_text("utf-8") == docs.rules(), (
        "run `python -m tests.project.docs`"
    )


def test_every_variable_of_the_environment_is_documented():
    assert set(docs_github.ENVIRONMENT) | set(
        docs_github.SETTINGS
    ) == docs_github.read_by_the_program() | {"WIKI_APP_PRIVATE_KEY"}


def test_every_secret_and_variable_of_the_repository_is_documented_and_set_in_the_guide():
    read = docs_github.settings_read()
    assert set(docs_github.SETTINGS) == set(read)
    guide = (docs.ROOT / "docs" / "adopt.md").read_text("utf-8")
    assert [name for name in read if f"`{name}`" not in guide] == []


# From a file at the root, `../..` is the repository on GitHub, above `blob` and the branch.
_PAGES_OF_GITHUB = ("../../generate", "../../issues/1")


@pytest.mark.parametrize("path", LINKED, ids=by_name)
def test_every_link_in_the_documents_leads_somewhere(path):
    for target, part in _LINK.findall(_SPAN.sub("code", _FENCE.sub("", _SAID[path]))):
        if path.parent == docs.ROOT and target in _PAGES_OF_GITHUB:
            continue
        file = path.parent / target if target else path
        assert file.exists(), target
        if part:
            assert part in anchors(file.read_text("utf-8")), f"{target}#{part}"


def anchors(text):
    """The names that GitHub gives to headings."""
    heads = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", GUIDES, ids=by_name)
def test_commands_that_are_named_exist(path):
    shell = [
        line.split("#")[0].strip()
        for block in _FENCE.findall(_SAID[path])
        for line in block.splitlines()
    ]
    for said in [*names(path), *(part.strip() for line in shell for part in line.split("&&"))]:
        if found := re.fullmatch(r"wiki ([a-z]+)((?: .*)?)", said):
            is_example = f"`pipeline/cli/{found[1]}.py` is the command" in _SAID[path]
            assert is_example or not misread(found[1], found[2]), said
        if found := re.fullmatch(r"make ([a-z]+)", said):
            targets = re.findall(r"^([a-z]+):", (docs.ROOT / "Makefile").read_text("utf-8"), re.M)
            assert found[1] in {*targets, *EXTRAS}, said


@cache
def known_commands():
    """Return the parser of each command by its name; to make them all takes long."""
    return make_parser()._subparsers._group_actions[0].choices


def misread(verb, rest):
    """Return what is unknown of a command: the verb, or its options."""
    known = known_commands()
    assert {*known} == {*COMMANDS, *ALIASES}
    if verb not in known:
        return verb
    return [
        o
        for o in re.findall(r"(?<= )--?[a-z][a-z-]*", rest)
        if o not in known[verb]._option_string_actions
    ]


@pytest.mark.parametrize("path", ABOUT_WHAT_IS, ids=by_name)
def test_commands_in_comments_that_are_named_exist(path):
    for said in names(path):
        if re.fullmatch(r"/[a-z]+(?: [^/]*)?", said):
            assert comment.parse_command(said), said


@pytest.mark.parametrize("path", GUIDES, ids=by_name)
def test_labels_settings_and_variables_that_are_named_exist(path):
    labels = {label.name for label in LABELS}
    variables = {*docs_github.ENVIRONMENT, *docs_github.SETTINGS}
    for said in names(path):
        if re.fullmatch(r"wiki:[a-z-]+", said):
            assert said in labels, said
        if re.fullmatch(r"(?:WIKI|ANTHROPIC|GITHUB|HAS|ACTIONS)_[A-Z_]+", said):
            assert said in variables, said


@pytest.mark.parametrize("path", ABOUT_WHAT_IS, ids=by_name)
def test_files_that_are_named_exist(path):
    places = [
        docs.ROOT / p for p in ("", "pipeline", ".github", ".github/workflows", "docs", path.parent)
    ]
    for said in names(path):
        if _FILE.fullmatch(said) and not said.startswith(_THEIRS) and said.upper() != said:
            assert said in MADE or any(list(place.glob(said.rstrip("/"))) for place in places), said


MADE = {
    ".github/CODEOWNERS",
    ".github/workflows/ours.yml",
    "proposals/",
    "replies/",
    "addresses.json",
    "shortlists.json",
    "lychee.toml",
    "verdicts/",
    "batches/",
    ".vscode/mcp.json",
    "robots.txt",
    "links.txt",
    "NAME.origin.yml",
    "dendron.yml",
    "about.json",
    "report.json",
    "train.jsonl",
    "index.md",
    "library.csl.json",
    "llms.txt",
    "sources.csl.json",
    "references/",
    "charts/NAME.json",
}  # by the team, or by a run


@pytest.mark.parametrize("path", ABOUT_WHAT_IS, ids=by_name)
def test_keys_and_other_names_with_an_underscore_exist(path):
    for said in names(path):
        if found := re.fullmatch(r"([a-z]+(?:_[a-z]+)+)(?:: .*)?", said):
            assert found[1] in words_of_the_code() or found[1] in GITHUBS, said


@cache
def words_of_the_code():
    """Return every name that stands in the program and in the workflow files."""
    files = [*(docs.ROOT / "pipeline").rglob("*.py"), *docs_github.WORKFLOWS]
    return {word for file in files for word in re.findall(r"\w+", file.read_text("utf-8"))}


# names of others
GITHUBS = {"author_association", "pull_request_target", "workflow_ref", "output_config"}


def test_the_guide_says_which_actions_are_used():
    used = {
        u
        for p in docs_github.WORKFLOWS
        for u in re.findall(r"uses: ([\w.-]+)/", p.read_text("utf-8"))
        if u != "."
    }
    assert used == {"actions"}, "docs/adopt.md says that those created by GitHub are enough"
