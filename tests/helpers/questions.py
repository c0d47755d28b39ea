"""A repository on the fake GitHub whose wiki can be asked: two pages on kettles, one source, no model."""

from contextlib import contextmanager
from datetime import UTC, datetime

from pipeline.core.answers.answer_comment import read_answer_mark
from tests.forge import Forge
from tests.helpers.flows import BOT, DAY, Flows, repository

KETTLE = """# Kettle

The Whistler kettle boils water at 95 degrees.
The Whistler kettle weighs 900 grams.
The Whistler kettle was first sold in 1998.
"""
_FRONT = "---\ntitle: {title}\ntype: {type}\n{more}---\n\n"
NOTES = """
[^kettle-1]: [kettle, line 3](../../raw/kettle.md?plain=1#L3): "The Whistler kettle boils water at 95 degrees."
[^kettle-2]: [kettle, line 4](../../raw/kettle.md?plain=1#L4): "The Whistler kettle weighs 900 grams."
[^kettle-3]: [kettle, line 5](../../raw/kettle.md?plain=1#L5): "The Whistler kettle was first sold in 1998."
"""
PAGE = (
    _FRONT.format(title="Whistler kettle", type="concept", more="")
    + "The Whistler kettle boils water at 95 degrees.[^kettle-1] It weighs 900 grams.[^kettle-2]\n\n"
    "## Market\n\nThe Whistler kettle was first sold in 1998.[^kettle-3]\n" + NOTES
)
WHISTLER = "wiki/concepts/whistler-kettle.md"
QUESTION = "At how many degrees does the Whistler kettle boil water?"


@contextmanager
def kettles(tmp_path, schema=None, files=None):
    """Yield the forge and its flows; `schema` is put into the front matter of schema.md."""
    begun = repository({"raw/kettle.md": KETTLE, WHISTLER: PAGE, **(files or {})})
    if schema:
        begun["schema.md"] = begun["schema.md"].replace(
            "\nlanguage: en", f"\n{schema}\nlanguage: en", 1
        )
    year, month, day = map(int, DAY.split("-"))
    now = datetime(year, month, day, 9, tzinfo=UTC)
    forge = Forge(tmp_path / "forge", begun, now=now)
    env = {"WIKI_GITHUB_PATIENCE": "0", "WIKI_GITHUB_PACE": "0"}
    with forge:
        yield forge, Flows(forge, tmp_path / "flows", env)
        assert not forge.crashes


def ask(forge, flows, login, number, text):
    """Type a comment, run what it starts to its end, and return its id."""
    made = forge.comment(login, number, text)
    flows.read("issue_comment", login, comment=made)
    flows.settle()
    return made


def answers(forge, number=None):
    """Return our answers, of one issue or of all."""
    ours = [made for made in forge.comments.values() if made.author == BOT]
    known = [m for m in ours if number in (None, m.number)]
    return [m for m in known if (mark := read_answer_mark(m.body)) and mark.question]


def failures(forge):
    """Return our comments on questions that were asked and not answered."""
    marks = [(m, read_answer_mark(m.body)) for m in forge.comments.values() if m.author == BOT]
    return [m for m, mark in marks if mark and not mark.question]


def news(forge, number):
    """Return what our status comment on an issue says."""
    said = [
        c.body for c in forge.comments_on(number) if c.author == BOT and "wiki:status" in c.body
    ]
    assert len(said) <= 1
    return said[0].partition("<!--")[0].strip() if said else ""
