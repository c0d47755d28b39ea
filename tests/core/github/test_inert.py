"""Foreign text in a pull request: checked as a Markdown parser reads it, and as GitHub looks through what came of it."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.core.github.inert import (
    make_code,
    make_inert,
    make_inert_html,
    make_link,
    make_plain_line,
)
from tests.core.markup.test_foreign_text import FRAMES, assert_inert
from tests.helpers.strategies import any_text, foreign_text

RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")
DOLLAR = "<span>$</span>"

ACTS = {
    "a mention": r"@[\w-]",
    "an issue": r"#\d",
    "an issue, the old way": r"(?i)\bGH-\d",
    "an address": r"(?i)https?://|www\.|\bgithub\.com/",
    "an emoji": r":(?:[a-z_][\w+-]*|[+-]1|100):",
    "a commit": r"(?<!\w)(?=\d*[a-f])[0-9a-f]{7,40}(?!\w)",
    "math": r"\$",
    "a task": r"(?m)^\s*\[[ xX]\]",
    "an alert": r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]",
}
NASTY = (
    "@octocat and @org/team, cc a@b.example",
    "Fixes #12, closes GH-7, resolves acme/wiki#3",
    "Closes https://github.com/a/b/issues/3",
    "resolved: http://ghe.acme.example/a/b/pull/4 www.evil.example",
    "_www.evil.example www.evil.example WWW.evil.example",
    "as of 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567 and 0a1b2c3",
    "acme/wiki@0a1b2c3d4e",
    ":tada: :+1: :100: a:b:c",
    "$x^2$ and $$y$$ and $`z`$ costs $5 to $10",
    "[ ] do it",
    "[x] done",
    "[!NOTE] read this",
    "[!WARNING]",
    "![i](http://t/x.png) [l](http://t) <http://t> [r][a] [a]: http://t",
    "<img src=x onerror=alert(1)> <!-- <details> </summary> <b>",
    "a[^1] [^1]: b",
    "```mermaid graph TD ```",
    "```math x```",
    "# a",
    "1. b",
    "- c",
    "> d",
    "| a | b |",
    "&lt;b&gt; &#64;octocat &commat;octocat",
)


def seen(text):
    """The text that GitHub looks through after it made HTML: no code, no tags, entities as their characters."""
    without_code = re.sub(r"<code>.*?</code>", "`", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", without_code.replace(DOLLAR, "S")))


def acting(text):
    return [
        name for name, pattern in ACTS.items() if re.search(pattern, seen(RENDERER.render(text)))
    ]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_github_knows_takes_effect(frame, text):
    shown = make_inert(text)
    assert_inert(shown.replace(DOLLAR, "$"), frame)
    assert acting(FRAMES[frame][0].replace("{}", shown)) == []


@pytest.mark.parametrize("text", NASTY)
def test_what_is_shown_is_the_text_itself(text):
    shown = seen(RENDERER.render(f"x {make_inert(text)}")).replace("\u200b", "").strip()
    want = re.sub(r"(?<!`)`[^`]+`(?!`)", "`", text).replace("$", "S")
    assert shown == f"x {want}"


@given(st.one_of(foreign_text, any_text))
def test_whatever_the_text(text):
    assert acting(f"- {make_inert(text)}\n") == []
    assert acting(f"<details><summary>{make_inert_html(text)}</summary>\n\nx\n\n</details>\n") == []


@pytest.mark.parametrize("text", NASTY)
def test_nothing_takes_effect_inside_html(text):
    whole = f"<details><summary>{make_inert_html(text)}</summary>\n\nx\n\n</details>\n"
    assert acting(whole) == []
    assert re.findall(r"<[^>]*>", make_inert_html(text).replace(DOLLAR, "")) == []


def test_code_is_left_as_it_stands():
    assert make_inert("use `@octocat #1 $x$` here") == "use `@octocat #1 $x$` here"
    assert make_inert("numbers such as 12244000 stay") == "numbers such as 12244000 stay"


@pytest.mark.parametrize("text", NASTY)
def test_a_title_or_a_commit_message_refers_to_nothing(text):
    line = make_plain_line(text)
    for name in ("a mention", "an issue", "an issue, the old way", "an address"):
        assert not re.search(ACTS[name], line), name


@pytest.mark.parametrize("text", ["[skip ci]", "[ci skip]", "[No CI]", "[skip  actions]", "[ Actions skip ]", "[SKIP-CI]", "x skip-checks: true", "Skip-Checks : true", "request-checks: true"])  # fmt: skip
def test_a_title_or_a_file_name_switches_off_no_checks(text):
    for line in (
        make_plain_line(text),
        make_plain_line(f"raw/a {text} b.md", 300),
        make_plain_line("w " * 100 + text, 300),
    ):
        assert not re.search(r"\[[^\]]*\b(ci|actions)\b|-checks\s*:", line, re.IGNORECASE), line


def test_other_brackets_stay():
    assert (
        make_plain_line("The [CI] handbook [2nd] no ci skip")
        == "The [CI] handbook [2nd] no ci skip"
    )


@pytest.mark.parametrize(
    "path", ["raw/a.md", "raw/a`b.md", "raw/a|b.md", "raw/a\n\n## b.md", "raw/@a #1.md", "`"]
)
def test_a_path_stays_in_its_cell(path):
    for frame in FRAMES:
        assert_inert(make_code(path), frame)
    assert "\n" not in make_code(path)


@given(foreign_text)
@example("](http://evil)")
@example("a ] b [ c")
def test_a_foreign_text_that_is_linked_leads_only_where_we_say(text):
    shown = make_inert(text)
    tokens = RENDERER.parseInline(
        f"see {make_link(shown or 'x', 'https://github.com/acme/wiki')} there"
    )[0].children
    links = [t.attrGet("href") for t in tokens if t.type == "link_open"]
    assert links == ["https://github.com/acme/wiki"]
