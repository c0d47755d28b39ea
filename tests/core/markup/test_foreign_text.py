import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.adapters.processes.gfm import render
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import (
    commonmark,
    footnotes,
    markdown,
)
from pipeline.core.markup.foreign_text import (
    escape_line_start,
    escape_quote,
    make_harmless,
    unescape_quote,
)
from tests.helpers.strategies import foreign_text

RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")
INERT = {
    "text",
    "code_inline",
    "em_open",
    "em_close",
    "strong_open",
    "strong_close",
    "softbreak",
    "inline",
}
FRAMES = {
    "as a list item": ("before\n\n- {}\n\nafter\n", {"bullet_list_open": 1, "list_item_open": 1}),
    "in a table cell": ("| a | b |\n| --- | --- |\n| x | {} |\n", {"table_open": 1, "tr_open": 2, "td_open": 2, "th_open": 2}),
    "as a paragraph": ("{}\n", {"paragraph_open": 1}),
    "in a footnote": ('x\n\ny: [a](b.md): "{}"\n', {"paragraph_open": 2, "link_open": 1}),
    "in a block quote": ("> {}\n", {"blockquote_open": 1, "paragraph_open": 1}),
}  # fmt: skip


def tokens(text):
    for token in RENDERER.parse(text):
        yield token
        yield from token.children or ()


def counts(text):
    found = {}
    for token in tokens(text):
        found[token.type] = found.get(token.type, 0) + 1
    return found


def assert_inert(shown, frame):
    text = FRAMES[frame][0].replace("{}", shown)
    want = counts(FRAMES[frame][0].replace("{}", "word"))
    have = counts(text)
    extra = {k for k in have if have[k] != want.get(k, 0)} | {
        k for k in want if want[k] != have.get(k, 0)
    }
    assert not extra - INERT, (text, have)
    assert have.get("paragraph_open") == want.get("paragraph_open"), (text, have)


@pytest.mark.parametrize("frame", FRAMES)
@given(foreign_text)
@example("[a](javascript:alert(1))")
@example("<img src=x onerror=alert(1)>")
@example("&lt;script&gt; &#60;b&#62;")
@example("`<b>` <b>`</b>")
@example("a `|` b")
@example("[[x]] [^a-1] ![[y]]")
@example("# x")
@example("1. x")
@example("1) x")
@example("> x")
@example("```")
@example("~~~ x")
@example("---")
@example("===")
@example("***")
@example("* * *")
@example("+ x")
@example("- - x")
@example("[a]: http://b")
@example("<!-- x")
@example("\\")
@example("_")
@example("| a |")
@example("a\rb")
@example("``` ![[x]] `")
@example("` ![[x]] ```")
@example("`a` `` `[[x]]`")
@example("___")
@example("** *")
@example("#")
@example("-")
@example("1.")
@example("* `a`")
@example("a[^1]: b")
def test_foreign_text_has_no_effect(frame, text):
    if not strip_hidden(text).strip():
        return
    for make in (
        make_harmless,
        lambda t: escape_line_start(escape_quote(t).strip()),
    ):
        shown = make(text).strip()
        if not shown:
            continue
        assert "\n" not in shown
        assert_inert(shown, frame)
        assert list(markdown.find_links(shown)) == []
        assert footnotes.find_marks(shown) == []
        assert footnotes.find_definitions(shown) == {}
        assert commonmark.find_html(shown) == []


@given(foreign_text)
@example("`a\\`")
@example("\\\\`")
@example("&amp; \\&amp;")
def test_an_escaped_quote_is_had_back(text):
    seen = strip_hidden(text).replace("\n", " ").replace("\r", " ")
    assert unescape_quote(escape_quote(text)) == seen


@given(foreign_text)
def test_an_escaped_quote_reads_as_itself(text):
    """What a reader of the rendered page sees is the text, but for white space and the backticks of code."""
    shown = escape_quote(text)
    inline = RENDERER.parseInline("x" + shown + "x")[0].children
    read = "".join(" " if t.type == "softbreak" else t.content for t in inline)
    seen = strip_hidden(text).replace("\n", " ").replace("\r", " ")
    fold = lambda s: "".join(s.split()).replace("`", "").replace("\0", "\ufffd")  # noqa: E731
    assert fold(read) == "x" + fold(seen) + "x"


def test_harmless_text_keeps_its_words():
    text = "The **limit** of [GPT-4](http://x) is `8,192`[^1], see [[context-window|the window]]<sup>2</sup> & more."
    assert make_harmless(text) == "The **limit** of GPT-4 is `8,192`, see the window^2 & more."


@pytest.mark.parametrize(
    "text",
    [
        "a <b> c",
        "`a &lt; b` < c",
        "\\&lt; and &lt;",
        "5 %% and %%%",
        "`$= x` and `x = 1`",
        "`<% x %>`",
        "http://a.example/`<b>`",
        "a\\<b",
    ],
)
def test_a_quote_comes_back_from_its_escapes_and_nothing_of_it_lives(text):
    written = escape_quote(text)
    assert unescape_quote(written) == text
    shown = render(written)
    assert shown.html == ()
    assert not [span for span in shown.spans if span.startswith("$=") or "<%" in span]
    assert "%%" not in written


@given(st.text("ab`\\<>&lt;%$=*_[]()|~!:/.@ w\n", max_size=60))
def test_no_foreign_sentence_makes_html_on_github(text):
    for written in (escape_quote(text), make_harmless(text)):
        assert render(f"A {written}\n").html == ()
        assert "%%" not in written
