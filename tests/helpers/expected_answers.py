"""Questions with what a right answer holds, put to a wiki, and their answers graded by code."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.text import normalise
from pipeline.operations.ask.ask import ask_question
from pipeline.operations.ask.open_wiki import open_wiki
from tests.helpers.repos import SCHEMA, team

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests/librarian/extractive/answers/questions"
WIKIS = {
    "ethereum": ROOT / "tests/runs/ethereum/wiki",
    "example": ROOT / "wiki",
    "python-releases": ROOT / "tests/runs/python-releases/wiki",
}


@dataclass(frozen=True)
class Expected:
    """A question, and what a right answer to it holds.

    `expect` are values, each with its alternatives; `pages` are where they stand, any of them.
    """

    question: str
    expect: tuple[tuple[str, ...], ...] = ()
    pages: tuple[str, ...] = ()
    status: str = "answered"
    aside: bool = False


@dataclass(frozen=True)
class Graded:
    """An answer and what is right in it."""

    asked: Expected
    answer: object
    status: bool
    page: bool
    value: bool

    @property
    def right(self) -> bool:
        return self.status and self.page and self.value


def read_questions(name):
    """The questions of a file."""
    rows = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return [
        Expected(
            row["question"],
            tuple(tuple(x if isinstance(x, list) else [x]) for x in row.get("expect", ())),
            tuple(row.get("pages", ())),
            "unknown" if row.get("absent") else "ask_back" if row.get("ask_back") else "answered",
            bool(row.get("aside")),
        )
        for row in rows
    ]


@contextmanager
def wiki_to_ask(folder, pages, schema=SCHEMA):
    """A wiki of pages (path → text) in a repository of its own, ready to be asked."""
    made = team(folder, {}, schema)
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    made.git("add", "-A")
    made.git("commit", "-qm", "The wiki")
    with open_repository(folder) as repo:
        yield open_wiki(repo)


def pages_of(wiki):
    """The pages below a folder, by their paths in a repository."""
    return {
        f"wiki/{file.relative_to(wiki).as_posix()}": file.read_text("utf-8")
        for file in sorted(wiki.rglob("*.md"))
    }


def grade(asked, answer):
    """What is right in an answer."""
    told = _plain(" ".join(said.text for said in answer.sentences))
    named = {page.slug for page in answer.pages}
    return Graded(
        asked,
        answer,
        answer.status == asked.status,
        not asked.pages or bool(named & {*asked.pages}),
        all(any(_plain(x) in told for x in some) for some in asked.expect),
    )


def ask_all(wiki, questions, answerer):
    """Every question with its graded answer."""
    return [grade(one, ask_question(wiki, one.question, answerer)) for one in questions]


def _plain(text):
    return normalise(text).casefold().replace("`", "")
