"""One source, or one page, never stops the others: whatever it holds costs itself at most, and is told."""

from __future__ import annotations

import json

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.core import strict_json
from pipeline.core.errors import UserError
from pipeline.core.github.state import make_marker, read_marker
from pipeline.core.markup import frontmatter
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.extractive import Extractive
from pipeline.librarian.extractive.pages.linking import name_source
from pipeline.operations.compile.compile import CompileRun, compile_all
from pipeline.operations.repository.snapshot import _read_contained, take_snapshot
from tests.helpers.forking import run_forked
from tests.helpers.repos import SCHEMA, source, team
from tests.helpers.share import share

GOOD = source("Kettles", "Most kettles are made of steel. A kettle holds 2 litres of water.")
# What means something to a pattern, to what replaces one, to a format or to git.
TITLES = [
    r"\TeX", r"D:\new\reports", r"\2", r"\g<1>", r"\g<name>", "\\", r"a\x", "{1} {}", "{a.b[0]}", "%d %(a)s", "$a ${b}",
    "(?P<a>", "[a-", "a**", "*?", ":(exclude)a", ":!a", "|", "^$", "{{a}}", "%%", "`", "#", "~", "&lt;", "[[a]]",
]  # fmt: skip
SENTENCES = "This report increases the price of {0} from 200 to 800 euro. {0} holds 5 litres. Increases the size of {0} to 7.\n"


def compiled(made, capsys):
    code = main(
        ["-C", str(made.root), "compile", "--date", "2026-01-02", "--librarian", "extractive"]
    )
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, said.out + said.err


# --- foreign words where code has patterns ---


@pytest.mark.parametrize("title", TITLES)
def test_a_name_with_signs_of_a_pattern_is_put_in_as_it_stands(title):
    assert (
        name_source("As this report says, so.", "pot", title, False)
        == f"As [[pot|{title}]] says, so."
    )
    assert (
        name_source("Increase the price to 3.", "pot", title, False)
        == f"[[pot|{title}]]: Increase the price to 3."
    )


@pytest.mark.parametrize("titles", [TITLES[::2], TITLES[1::2]])
def test_sources_with_signs_of_a_pattern_everywhere_are_compiled_linted_and_taken_back(
    tmp_path, capsys, titles
):
    raw = {
        f"s{number}.md": source(
            json.dumps(title), f"## {title}\n\n{SENTENCES.format(title)}", status=json.dumps(title)
        )
        for number, title in enumerate(titles)
    }
    made = team(tmp_path / "w", {**raw, "kettles.md": GOOD})
    code, _ = compiled(made, capsys)
    assert code in (0, 1)
    assert any("kettles" in branch for branch in made.branches())
    assert len(made.branches()) > len(titles) // 2
    made.merge(made.branches()[0])
    for command in (
        ["lint"],
        ["lint", "--fix"],
        ["check", "--base", "HEAD~1"],
        ["derive"],
        ["retract", "raw/s0.md"],
    ):
        assert main(["-C", str(made.root), *command]) in (0, 1)
        assert "mistake in the program" not in capsys.readouterr().err


# --- front matter ---

HOSTILE = {
    "lists": f"a: {'[' * 60_000}",
    "mappings": f"a: {'{a: ' * 30_000}",
    "both": f"a: {'[{a: ' * 20_000}",
    "dashes": "- " * 50_000,
    "question marks": "? " * 50_000,
    "steps": "\n".join(f"{' ' * n}a:" for n in range(300)),
    "references": "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "a set": "a: !!set {b}",
    "a number in hexadecimal": f"title: !!int 0x{'f' * 60_000}",
    "a number by sixties": f"title: !!int {'1:' * 20_000}1",
    "a number": f"title: {'7' * 4_000}",
    "a fraction": f"title: {'7' * 300}.5",
    "bytes": "title: !!binary aGVsbG8=",
    "a day": "title: !!timestamp 2024-01-01",
    "an object": "title: !!python/object/apply:os.getcwd []",
    "a long text": f"a: [{'x, ' * 100_000}]",
}  # fmt: skip


@pytest.mark.parametrize("block", HOSTILE.values(), ids=HOSTILE.keys())
def test_front_matter_that_would_overflow_is_refused_before_it_is_built(block):
    with pytest.raises(UserError, match="not valid YAML"):
        frontmatter.load_block(f"---\n{block}\n---\n", "raw/a.md")
    with pytest.raises(UserError):
        Schema.parse(f"---\n{block}\n---\n\nOurs.\n")


@pytest.mark.parametrize("depth", [1, 10, 25])
def test_front_matter_as_people_nest_it_is_read(depth):
    loaded, _ = frontmatter.load(f"---\na: {'[' * depth}x{']' * depth}\n---\n")
    value = loaded["a"]
    for _ in range(depth):
        (value,) = value
    assert value == "x"
    assert frontmatter.load('---\na: !!str 12\nb: ! "x"\n---\n')[0] == {"a": "12", "b": "x"}


def run(made, *command):
    """Run a command as a process of its own, which a fault of a library in C would end."""
    return run_forked("-C", str(made.root), *command)


def test_such_front_matter_of_a_source_costs_its_own_at_most(tmp_path):
    raw = {
        f"bad-{n}.md": f"---\n{block}\n---\n\nA pot {n} holds 3 litres.\n"
        for n, block in enumerate(HOSTILE.values())
    }
    made = team(tmp_path / "w", {**raw, "kettles.md": GOOD})
    done = run(made, "compile", "--librarian", "extractive")
    assert done.returncode in (0, 1), done.stderr
    assert any("kettles" in branch for branch in made.branches())
    assert len(made.branches()) == len(raw) + 1  # its words are there all the same


@pytest.mark.parametrize(
    "command", [["lint"], ["check", "--base", "HEAD~1"], ["status"], ["derive"]]
)
def test_such_front_matter_of_a_page_is_a_finding(tmp_path, command):
    made = team(tmp_path / "w", {"kettles.md": GOOD})
    for number, block in enumerate(HOSTILE.values()):
        target = made.root / f"wiki/concepts/bad-{number}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\n{block}\n---\n\nA pot.\n")
    made.git("add", "-A")
    made.git("commit", "-qm", "Pages")
    done = run(made, *command)
    assert done.returncode in (0, 1), done.stderr[-500:]
    assert "Traceback" not in done.stderr
    if command[0] in ("lint", "check"):
        assert (
            done.stdout.count("not valid YAML") + done.stdout.count("too-large") >= len(HOSTILE) - 2
        )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stale_after: 900000000", "stale_after"),
        ("budget: {seconds_per_source: 99999999999}", "seconds_per_source"),
        ("stale_after: 6\tmonths", ""),
        ("lint: {missing_page_after: 1\t}", "missing_page_after"),
        ("links: wiki\tlink", "links"),
    ],
)
def test_settings_that_nobody_could_count_with_are_told_with_their_line(line, said):
    text = SCHEMA.replace("---\n", f"---\n{line}\n", 1)
    text = "\n".join(
        row
        for n, row in enumerate(text.split("\n"))
        if n < 2 or not row.startswith(line.split(":")[0])
    )
    if not said:
        assert Schema.parse(text).rules.stale_after == 180
        return
    with pytest.raises(UserError, match=rf"schema\.md:2: .*{said}"):
        Schema.parse(text)


# --- JSON ---


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 100_000, "[" * 400 + "]" * 400, '{"a":' * 300 + "1" + "}" * 300],
)
def test_json_of_any_depth_is_refused_as_what_cannot_be_read(text):
    with pytest.raises(ValueError, match="nested too deeply"):
        strict_json.parse_json(text)


def test_json_as_it_is_written_is_read():
    assert strict_json.parse_json('{"a": [1, {"b": null}], "c": "x"}') == {
        "a": [1, {"b": None}],
        "c": "x",
    }
    assert strict_json.parse_json(b"7") == 7
    assert strict_json.parse_json("[" * 90 + "]" * 90)


def test_a_marker_of_any_depth_counts_as_none():
    good = make_marker("pull", {"a": [1]})
    assert read_marker("pull", good) == {"a": [1]}
    deep = good.replace("[1]", "[" * 5_000 + "]" * 5_000)
    assert read_marker("pull", deep) is None


# --- readers ---


class Bytes(bytes):
    """A file over which any reader breaks down."""

    def strip(self, *_):
        raise LookupError("no such luck")


def test_a_reader_that_breaks_down_costs_its_source_alone():
    with pytest.raises(
        UserError, match=r"raw/a\.md: the program that reads it broke down over it \(LookupError\)"
    ):
        _read_contained("raw/a.md", Bytes(b"So."))


@pytest.mark.parametrize(
    ("name", "text"),
    share(
        [
            ("a.html", "<p>So it is, in some words.</p>" + "<div>" * 150_000),
            ("a.html", "<p>So it is, in some words.</p>" + "<b><i>" * 100_000),
            ("a.html", "<p>So it is.</p>" + "<table><tr><td>" * 60_000),
            ("a.html", "<ul><li>" * 2_400),
            ("a.rst", "Pots\n====\n\n" + "- " * 9_900),
            ("a.rst", "Pots\n====\n\n" + ".. note:: " * 1_900),
            ("a.rst", "Pots\n====\n\n" + "\n\n".join(f"{' ' * n}so" for n in range(180))),
            ("a.md", "# Pots\n\n" + "> " * 50_000 + "so"),
            ("a.md", "# Pots\n\n" + "- " * 50_000 + "so"),
            ("a.md", "# Pots\n\n" + "[" * 50_000 + "]" * 50_000),
        ],
        3,
    ),
    ids=lambda value: value if value.startswith("a.") else f"{len(value)} characters",
)
def test_nesting_without_end_in_a_source_costs_itself_at_most(tmp_path, name, text):
    made = team(tmp_path / "w", {name: text, "kettles.md": GOOD})
    done = run(made, "compile", "--librarian", "extractive")
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert any("kettles" in branch for branch in made.branches())


class Clumsy(Extractive):
    """A librarian with a mistake of ours in it."""

    def extract(self, source, schema):
        if "pot" in source.path:
            raise LookupError("a mistake")
        return super().extract(source, schema)


def test_a_mistake_of_ours_over_one_source_is_raised_when_the_others_are_through(tmp_path):
    made = team(tmp_path / "w", {"pot.md": source("Pots", "A pot."), "kettles.md": GOOD})
    outcomes = []
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        sources = [snapshot.source(path) for path in ("raw/pot.md", "raw/kettles.md")]
        with pytest.raises(LookupError) as raised:
            outcomes.extend(
                compile_all(sources, snapshot, Clumsy(), lambda _: CompileRun("2026-01-02"))
            )
    assert [(o.path, o.proposal is not None) for o in outcomes] == [("raw/kettles.md", True)]
    assert "It happened over raw/pot.md." in raised.value.__notes__
