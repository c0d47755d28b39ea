"""A code repository becomes sources at a commit, and later only what changed since."""

import pytest

from pipeline.adapters.git.foreign_repository import open_foreign
from pipeline.adapters.git.open_repository import open_repository
from pipeline.operations.add.gather_repository import gather_repository
from pipeline.operations.add.plan_additions import AdditionPlanner
from pipeline.operations.add.write_additions import stage_additions, write_additions
from pipeline.operations.repository.working_tree import read_working_tree
from tests.helpers.repos import Team, source, team

FILES = {
    "LICENSE": "Permission is hereby granted, free of charge, to any person obtaining a copy",
    "README.md": "# Kettle\n\nA kettle boils 1 litre in 90 seconds.",
    "docs/usage.rst": "Usage\n=====\n\nFill the kettle, then press the lever.\n",
    "docs/old.md": "# Old\n\nThe lever was once a knob.",
    "src/kettle/__init__.py": '"""Kettles."""\n',
    "src/kettle/boil.py": 'def boil(litres: float) -> None:\n    """Boil so many litres."""\n',
    "main.go": "package main",
}


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"one.md": source("One", "One is 1.")})


@pytest.fixture
def code(tmp_path):
    made = Team(tmp_path / "Kettle Code")
    made.root.mkdir(parents=True)
    made.git("init", "-qb", "main")
    for path, text in FILES.items():
        made.add(path, text)
    return made


def add(wiki, code, **more):
    """Add the repository, commit it, and return what was found and what became of each file."""
    with open_repository(wiki.root) as repo:
        tree = read_working_tree(repo, "raw", "schema.md")
        with open_foreign(str(code.root), wiki.root) as foreign:
            found = gather_repository(foreign, tree.snapshot, **more)
        done = write_additions(list(AdditionPlanner(tree).plan(found.files)), wiki.root)
        if stage_additions(done, wiki.root):
            wiki.git("commit", "-qm", "Add code")
    return found, {a.given.told.partition(": ")[2]: a for a in done}


def test_documents_api_and_layout_come_as_markdown_that_says_where_it_is_from(wiki, code):
    found, done = add(wiki, code)
    revision = code.git("rev-parse", "HEAD").strip()
    top = f"raw/repos/kettle-code/{found.facts.day}-{revision[:7]}"
    assert {place: a.path for place, a in done.items()} == {
        "README.md": f"{top}/readme.md",
        "docs/usage.rst": f"{top}/docs/usage.md",
        "docs/old.md": f"{top}/docs/old.md",
        "(API of kettle)": f"{top}/api-kettle.md",
        "(layout)": f"{top}/layout.md",
    }
    assert found.facts.licence == "MIT"
    assert found.notes == [
        "no API is taken of 1 file in other languages than Python: nothing that they export has a"
        " comment"
    ]
    text = (wiki.root / done["docs/usage.rst"].path).read_text()
    assert text == (
        "---\ntitle: Usage\nrepository: kettle-code\n"
        f"revision: {revision}\npath: docs/usage.rst\npublished: {found.facts.day}\nlicence: MIT\n"
        "---\n\n# Usage\n\nFill the kettle, then press the lever.\n"
    )
    assert (
        "def boil(litres: float) -> None" in (wiki.root / done["(API of kettle)"].path).read_text()
    )
    assert done["README.md"].source.published == found.facts.day


def test_the_same_commit_again_brings_nothing(wiki, code):
    add(wiki, code)
    found, done = add(wiki, code)
    assert (done, found.unchanged, found.gone) == ({}, 5, [])


def test_a_later_commit_brings_what_changed_and_tells_what_is_gone(wiki, code):
    _, before = add(wiki, code)
    code.git("rm", "-q", "docs/old.md")
    code.add("README.md", "# Kettle\n\nA kettle boils 1 litre in 80 seconds.")
    code.add("docs/more/new.md", "# New\n\nThe lever glows.")
    found, done = add(wiki, code)
    assert {place: a.old for place, a in done.items()} == {
        "README.md": before["README.md"].path,
        "docs/more/new.md": "",
        "(layout)": before["(layout)"].path,
    }
    assert found.gone == [before["docs/old.md"].path]
    assert found.unchanged == 2
    code.add("README.md", "# Kettle\n\nA kettle boils 1 litre in 70 seconds.")
    _, last = add(wiki, code)
    assert last["README.md"].old == done["README.md"].path


def test_parts_that_are_not_asked_for_are_not_gone(wiki, code):
    add(wiki, code)
    found, done = add(wiki, code, parts=("docs",))
    assert (done, found.gone) == ({}, [])


def test_a_name_can_be_given_and_does_no_harm(wiki, code):
    found, done = add(wiki, code, name="../../etc")
    assert found.facts.name == "etc"
    assert all(a.path.startswith("raw/repos/etc/") for a in done.values())


def test_a_key_in_a_document_keeps_that_document_out(wiki, code):
    code.add("docs/keys.md", "The key is AKIA" + "QZ7HT3MKW2RB9XLD.")
    _, done = add(wiki, code)
    assert done["docs/keys.md"].state == "refused"
    assert done["README.md"].state == "added"


def test_hostile_names_and_texts_become_documents_like_others(wiki, code):
    code.add("docs/a\nb\u202e.md", "Odd names are names.")
    code.add("docs/-rf.md", "Dashes are fine.")
    code.add("docs/x.md", "---\npath: ../../forged\nrevision: [1]\n---\n\nForged.")
    code.add("src/kettle/deep.py", "x = " + "(" * 3_000 + ")" * 3_000)
    found, done = add(wiki, code)
    assert {a.state for a in done.values()} == {"added"}
    assert all(a.path.isascii() and "\n" not in a.path for a in done.values())
    assert any("kettle.deep cannot be parsed" in note for note in found.notes)
    again, later = add(wiki, code)
    assert (later, again.gone) == ({}, [])


def test_a_signature_that_changed_in_another_language_takes_the_place_of_what_it_was(wiki, code):
    went = "package kettle\n\n// Boil takes litres.\nfunc Boil(n int) {\n}\n"
    code.add("boil/boil.go", went)
    _, done = add(wiki, code, parts=["api"])
    first = done["(API of boil (Go))"].path
    code.add("boil/boil.go", went.replace("n int", "n float64"))
    found, done = add(wiki, code, parts=["api"])
    assert [*done] == ["(API of boil (Go))"]
    assert found.unchanged == 1
    text = (wiki.root / done["(API of boil (Go))"].path).read_text()
    assert f"replaces: {first}\n" in text
    assert "### `func Boil(n float64)`\n\nBoil takes litres.\n" in text
