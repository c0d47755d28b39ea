"""One call: what is refused, in which words, and that nothing a tool raises ends the server."""

import logging

import pytest

from pipeline.mcp import answer_call as edge
from pipeline.mcp.pieces import MOST_OF_ALL, size_of
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tools import TOOLS
from tests.helpers.searching import page
from tests.helpers.serving import refusal, serve, told, wiki_of


def test_an_unknown_tool_is_named_with_the_nearest(wiki):
    assert refusal(wiki, "serch") == "There is no tool 'serch'. Did you mean `search`?"
    assert "There are: search, fetch" in refusal(wiki, "rm -rf")


def test_wrong_arguments_are_told_without_their_values(wiki):
    said = refusal(wiki, "search", querry="my secret", limit=900)
    assert said.startswith("`search` takes query, type,")
    assert "query: Field required" in said
    assert "limit: Input should be less than or equal to 20" in said
    assert "secret" not in said


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_ten_megabytes_of_argument_are_refused_in_a_sentence(wiki, tool):
    for name in tool.arguments.model_fields:
        said = refusal(wiki, tool.name, **{name: "x" * 10_000_000})
        assert len(said) < 2_000
        assert "xxxx" not in said


def test_many_wrong_arguments_are_told_as_a_few(wiki):
    assert len(refusal(wiki, "search", **{f"x{n}" * 50: n for n in range(1_000)})) < 2_000


PATHS = (
    "../../.env",
    "/etc/passwd",
    "wiki/../../../etc/passwd",
    "wiki/entities/../../schema.md",
    ".git/config",
    "schema.md",
    "raw/primer.md",
    "C:\\Windows\\win.ini",
    "file:///etc/passwd",
    "%2e%2e%2f.env",
    "--help",
    "\0",
    "jupiter\0/../../.env",
    "\ud800",
    "\u202e",
    "a" * 1_000,
)


@pytest.mark.parametrize("path", PATHS)
def test_what_is_no_page_is_never_opened(team_of_wiki, wiki, path):
    (team_of_wiki.root.parent / ".env").write_text("KEY=hidden")
    for name, asked in (
        ("fetch", {"id": path}),
        ("read_section", {"page": path}),
        ("backlinks", {"page": path}),
        ("path", {"start": path, "goal": "jupiter"}),
        ("sources_of", {"page": path}),
    ):
        said = refusal(wiki, name, **asked)
        assert said.startswith(("No page is called", "No page is at the path", f"`{name}` takes"))
        said.encode()
        assert "hidden" not in said


def test_a_page_of_quotes_and_signs_is_never_larger_than_a_host_takes(tmp_path):
    """Each of them becomes longer in JSON, and longer again as JSON in a text."""
    body = '"\\"' * 20_000
    wiki = serve(
        wiki_of(
            tmp_path / "w",
            {"wiki/concepts/x.md": page("X", body + "\n\nSee [[x|" + body[:3000] + "]].")},
        )
    )
    for name, asked in (
        ("fetch", {"id": "x"}),
        ("read_section", {"page": "x"}),
        ("search", {"query": "x"}),
        ("sources_of", {"page": "x"}),
        ("lint", {}),
    ):
        reply = edge.answer_call(wiki, name, asked)
        assert not reply.failed, reply.text
        assert size_of([reply.text, reply.values]) <= MOST_OF_ALL


def test_an_answer_that_cannot_be_cut_is_refused(tmp_path):
    made = wiki_of(tmp_path / "w", {"wiki/concepts/x.md": page("X", "Text.", kind="t" * 70_000)})
    assert "larger than what programs like yours take" in refusal(serve(made), "fetch", id="x")


def test_a_mistake_of_ours_is_told_to_the_log_without_credentials(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-very-secret")

    class Broken(ServedWiki):
        @property
        def tree(self):
            raise RuntimeError("over sk-ant-very-secret")

    with caplog.at_level(logging.ERROR):
        said = refusal(Broken(tmp_path, lambda: ""), "search", query="x")
    assert said == edge.OURS
    assert "RuntimeError: over [hidden]" in caplog.text


def test_a_full_disk_is_told_in_words(tmp_path):
    class Full(ServedWiki):
        @property
        def tree(self):
            raise OSError(28, "No space left on device")

    assert "no room left on the disk" in refusal(Full(tmp_path, lambda: ""), "search", query="x")


def test_without_a_commit_or_a_repository_that_is_said(tmp_path):
    said = refusal(ServedWiki(tmp_path, lambda: ""), "search", query="x")
    assert "is not in a git repository" in said
    made = wiki_of(tmp_path / "w")
    made.git("checkout", "-q", "--orphan", "empty")
    for name, asked in (("search", {"query": "x"}), ("lint", {}), ("fetch", {"id": "x"})):
        assert "The repository has no commit yet." in refusal(serve(made), name, **asked)


def test_a_damaged_index_is_made_anew(tmp_path):
    made = wiki_of(tmp_path / "w")
    wiki = serve(made)
    before = told(wiki, "search", query="salty")
    for name in ("search.sqlite", "facts.sqlite"):
        file = made.root / ".git" / "wiki" / name
        told(wiki, "lint")
        file.write_bytes(b"\0" * 5_000)
        assert told(wiki, "search", query="salty") == before
        assert told(serve(made), "sources_of", page="europa")["count"] == 3


def test_the_next_call_sees_what_was_committed_meanwhile(tmp_path):
    made = wiki_of(tmp_path / "w")
    wiki = serve(made)
    cursor = told(wiki, "search", query="jupiter", limit=1)["next"]
    assert told(wiki, "sources_of", page="europa")["count"] == 3
    made.add("wiki/entities/europa.md", page("Europa", "A princess."), "Another Europa")
    assert told(wiki, "fetch", id="europa")["text"] == "A princess."
    assert told(wiki, "sources_of", page="europa")["count"] == 0
    assert "The wiki has changed" in refusal(wiki, "search", query="jupiter", cursor=cursor)
    made.git("rm", "-q", "wiki/entities/europa.md")
    made.git("commit", "-qm", "Gone")
    for name, asked in (("fetch", {"id": "europa"}), ("sources_of", {"page": "europa"})):
        assert "No page is called" in refusal(wiki, name, **asked)


def test_a_repository_that_is_made_anew_at_its_place_is_read_anew(tmp_path):
    made = wiki_of(tmp_path / "w")
    wiki = serve(made)
    told(wiki, "lint")
    made.root.rename(tmp_path / "old")
    other = wiki_of(tmp_path / "w", {"wiki/concepts/new.md": page("New", "It is new.")})
    assert told(wiki, "fetch", id="new")["text"] == "It is new."
    assert told(serve(other), "lint")["counts"] == told(wiki, "lint")["counts"]
