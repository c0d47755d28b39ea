"""What CONTRIBUTING.md says of adding something is all that it takes: its examples are put at the places that it names, and run."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from textwrap import dedent, indent

import pytest

from tests.helpers.charting import pump_team
from tests.helpers.repos import ROOT, team

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PAGE = """---
title: Kettle
type: concept
created: 2026-04-01
updated: 2026-04-01
confidence: low
---

A kettle boils water. See [[nowhere]].

THE KETTLE IS HOT, SO TAKE CARE.
"""
ORG = """* Kettles

A kettle is a vessel that boils water. The Kettle King 3 boils 1.5 litres in 180 seconds.
"""
_ITEM = re.compile(r"^\d+\. (?:(Above|In) `(\w+)` of )?`([^`]+)`", re.MULTILINE)
_CODE = re.compile(r"^   ```\w+\n(.*?)^   ```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Where something is added: a new file, or above or in what a file calls by a name."""

    path: str
    where: str
    name: str
    code: str


def places(section):
    """Return the places that one section of the guide names, in its order."""
    text = re.search(rf"^## {section}\n(.*?)^## ", GUIDE, re.MULTILINE | re.DOTALL)[1]
    found = [*_ITEM.finditer(text)]
    ends = [item.start() for item in found[1:]] + [len(text)]
    blocks = (_CODE.search(text, item.end(), end) for item, end in zip(found, ends, strict=True))
    return [
        Place(item[3], item[1] or "", item[2] or "", dedent(block[1]) if block else "")
        for item, block in zip(found, blocks, strict=True)
    ]


def with_code(text, place):
    """Return a file with the code of a place in it; imports go to those of the file."""
    lines = text.splitlines(keepends=True)
    new = place.code.splitlines(keepends=True)
    named = next(node for node in ast.parse(text).body if place.name in names_of(node))
    above = min([named.lineno, *(d.lineno for d in getattr(named, "decorator_list", ()))]) - 1
    if place.where == "Above":
        return "".join([*lines[:above], *new, "\n\n", *lines[above:]])
    imports = [line for line in new if line.startswith(("import ", "from "))]
    rest = indent("".join(line for line in new if line not in imports).strip("\n"), "    ")
    end = named.end_lineno if isinstance(named, ast.ClassDef) else named.end_lineno - 1
    text = "".join([*lines[:end], rest, "\n", *lines[end:]])
    future = "from __future__ import annotations\n"
    return text.replace(future, future + "".join(imports), 1)


def names_of(node):
    """Return the names that a statement at the top of a module defines."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {getattr(node, "name", ""), *(t.id for t in targets if isinstance(t, ast.Name))} - {""}


@dataclass(frozen=True)
class Copy:
    """A copy of the program, to which things are added."""

    root: object

    def add(self, section):
        """Put the examples of a section at its places."""
        for place in places(section):
            target = self.root / place.path
            if not place.name and place.code:
                assert not target.exists()
                assert (ROOT / place.path).parent.is_dir()
                target.write_text(place.code, "utf-8")
            elif place.code:
                target.write_text(with_code(target.read_text("utf-8"), place), "utf-8")

    def run(self, *args, code=0):
        """Run Python in the copy, and return what it prints; `code` is how it must end."""
        done = subprocess.run(
            [sys.executable, *args],
            cwd=self.root,
            capture_output=True,
            text=True,
            env={**os.environ, "WIKI_DATE": "2026-05-01"},
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    def wiki(self, made, *args, code=0):
        """Run `wiki …` in the repository of a team."""
        return self.run("-m", "pipeline", "-C", str(made.root), *args, code=code)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    root = tmp_path_factory.mktemp("program")
    shutil.copytree(ROOT / "pipeline", root / "pipeline")
    return Copy(root)


@pytest.fixture(scope="module")
def wiki(tmp_path_factory):
    made = team(tmp_path_factory.mktemp("team"), {"kettles.org": ORG})
    made.add("wiki/concepts/kettle.md", PAGE)
    return made


TITLES = re.findall(r"^## (To add an? .*)$", GUIDE, re.MULTILINE)
LINKED = re.findall(r"^\| \[\w[^\]]*\]\(#(to-add-[\w-]+)\)", GUIDE, re.MULTILINE)


def test_every_kind_of_thing_has_its_places():
    assert [title.lower().replace(" ", "-") for title in TITLES] == LINKED
    assert {title: len(places(title)) for title in TITLES} == {
        "To add a reader": 3,
        "To add a rule": 3,
        "To add a format of the lint": 3,
        "To add a check of the doctor": 3,
        "To add an operation": 2,
        "To add a command": 3,
        "To add a step of the model librarian": 6,
        "To add a format of an export": 3,
        "To add an output": 3,
        "To add a tool of the server": 3,
    }


def test_every_path_that_the_guide_names_is_there_or_in_an_example():
    new = {place.path for title in TITLES for place in places(title)}
    named = set(re.findall(r"`((?:pipeline|tests|docs|bench)/[\w./-]*)`", GUIDE))
    assert {path for path in named - new if not (ROOT / path).exists()} == set()
    assert {path for path in new if not (ROOT / path).parent.is_dir()} <= {
        "tests/outputs/handout/",
        "tests/outputs/exports/names/names.csv",
    }


def test_every_name_that_the_guide_gives_is_in_the_program_or_in_an_example():
    text = re.sub(r"^ *```.*?^ *```", "", GUIDE, flags=re.MULTILINE | re.DOTALL)
    files = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "Makefile"]
    words = set(
        re.findall(r"\w+", "".join(file.read_text("utf-8") for file in files) + _examples())
    )
    named = set(re.findall(r"`(?:\w+\.)*(\w+)(?:\(.*?\))?`", text))
    assert named - words == set()


def _examples():
    return "".join(place.code for title in TITLES for place in places(title))


def test_a_reader(copy, wiki):
    copy.add("To add a reader")
    copy.wiki(wiki, "compile", "--librarian", "extractive")
    page = wiki.at(wiki.branches()[0], "wiki/sources/kettles-summary.md")
    assert 'raw/kettles.org?plain=1#L3): "A kettle is a vessel that boils water."' in page


def test_an_output(copy, tmp_path):
    copy.add("To add an output")
    pump = pump_team(tmp_path / "pump")
    target = tmp_path / "it.txt"
    asked = ("make", "handout", "power draw of the Pump", "--to", "txt", "--out", str(target))
    assert copy.wiki(pump, *asked) == f"{target}\n"
    assert "Sources: The text of rule-3, " in target.read_text()


def test_a_rule(copy, wiki):
    copy.add("To add a rule")
    said = copy.wiki(wiki, "lint", "--rule", "shouting")
    assert "wiki/concepts/kettle.md:11:1: warning: the line is all capitals." in said


def test_a_format_of_the_lint(copy, wiki):
    copy.add("To add a format of the lint")
    said = copy.wiki(wiki, "lint", "--rule", "dead-link", "--format", "paths", code=1)
    assert said == "wiki/concepts/kettle.md\n"


def test_a_format_of_an_export(copy, wiki, tmp_path):
    copy.add("To add a format of an export")
    copy.wiki(wiki, "export", "names", "--out", str(tmp_path / "out"))
    assert (tmp_path / "out" / "names.csv").read_text() == "Kettle\n"


def test_a_check_of_the_doctor(copy, wiki):
    copy.add("To add a check of the doctor")
    assert "advice    README.md: There is none.\n" in copy.wiki(wiki, "doctor")


def test_a_command_and_its_operation(copy, wiki):
    copy.add("To add an operation")
    copy.add("To add a command")
    assert copy.wiki(wiki, "count") == "1 source, 1 page\n"
    assert re.search("^ +count +say how many sources", copy.wiki(wiki, "--help"), re.MULTILINE)


CALL = """
import sys
from pathlib import Path
from pipeline.mcp.answer_call import answer_call
from pipeline.mcp.served_wiki import ServedWiki

print(answer_call(ServedWiki(Path(sys.argv[1]), lambda: ""), "size", {}).values["pages"])
"""


def test_a_tool_of_the_server(copy, wiki):
    copy.add("To add a tool of the server")
    assert copy.run("-c", CALL, str(wiki.root)) == "1\n"


ASK = """
from pipeline.core.model_call import Reply, Usage
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.librarian import ModelLibrarian
from pipeline.operations.compile.prompt_files import prompt_texts

class Chat:
    def send(self, request):
        print(request.step, request.model, request.user[0].text)
        return Reply('{"title": "Kettle"}', "end_turn", Usage(), request.model)

page = Page.parse("wiki/concepts/kettle.md", open("page.md").read())
schema = Schema.parse(open("schema.md").read())
print(ModelLibrarian(Chat(), prompt_texts()).retitle(page, schema))
"""


def test_a_step_of_the_model_librarian(copy):
    copy.add("To add a step of the model librarian")
    (copy.root / "page.md").write_text(PAGE)
    shutil.copy(ROOT / "schema.md", copy.root)
    said = copy.run("-c", ASK)
    assert said.startswith("retitle claude-haiku-5-5 The text of the page stands")
    assert said.endswith("\nKettle\n")
