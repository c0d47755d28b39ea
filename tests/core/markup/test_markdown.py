import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.adapters.processes.gfm import render
from pipeline.core.markup import markdown
from pipeline.core.text import strip_hidden
from tests.helpers.strategies import foreign_text, markdown_text

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
        markdown.make_harmless,
        lambda t: markdown.escape_line_start(markdown.escape_quote(t).strip()),
    ):
        shown = make(text).strip()
        if not shown:
            continue
        assert "\n" not in shown
        assert_inert(shown, frame)
        assert list(markdown.find_links(shown)) == []
        assert markdown.find_marks(shown) == []
        assert markdown.find_definitions(shown) == {}
        assert markdown.find_html(shown) == []


@given(foreign_text)
@example("`a\\`")
@example("\\\\`")
@example("&amp; \\&amp;")
def test_an_escaped_quote_is_had_back(text):
    seen = strip_hidden(text).replace("\n", " ").replace("\r", " ")
    assert markdown.unescape_quote(markdown.escape_quote(text)) == seen


@given(foreign_text)
def test_an_escaped_quote_reads_as_itself(text):
    """What a reader of the rendered page sees is the text, but for white space and the backticks of code."""
    shown = markdown.escape_quote(text)
    inline = RENDERER.parseInline("x" + shown + "x")[0].children
    read = "".join(" " if t.type == "softbreak" else t.content for t in inline)
    seen = strip_hidden(text).replace("\n", " ").replace("\r", " ")
    fold = lambda s: "".join(s.split()).replace("`", "").replace("\0", "\ufffd")  # noqa: E731
    assert fold(read) == "x" + fold(seen) + "x"


def test_harmless_text_keeps_its_words():
    text = "The **limit** of [GPT-4](http://x) is `8,192`[^1], see [[context-window|the window]]<sup>2</sup> & more."
    assert (
        markdown.make_harmless(text)
        == "The **limit** of GPT-4 is `8,192`, see the window^2 & more."
    )


@given(markdown_text)
def test_masking_keeps_every_place(text):
    shown = markdown.mask(text)
    assert len(shown) == len(text)
    assert [i for i, c in enumerate(shown) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]
    assert all(a in (b, " ") for a, b in zip(shown, text, strict=True))


@given(markdown_text)
def test_a_body_cut_up_joins_to_itself(text):
    lead, parts, tail = markdown.split_body(text)
    assert lead + "".join(p.line + p.text for p in parts) + tail == text
    assert all(p.line.startswith("## ") for p in parts if p.heading)


@given(markdown_text)
def test_links_stand_where_they_say(text):
    for link in markdown.find_links(text):
        written = text[link.start : link.end]
        assert written.endswith("]]" if link.kind == "wiki" else ")")
        assert written.startswith("!" if link.embed else "[")


@pytest.mark.parametrize(
    "text",
    [
        "```\n[[x]] [^a-1] [x](y.md)\n```",
        "~~~python\n[[x]] [^a-1]\n~~~",
        "````\n```\n[[x]]\n```\n[^a-1]\n````",
        "- item\n  ```\n  [[x]] [^a-1]\n  ```",
        "1. item\n\n   ~~~\n   [[x]] [^a-1]\n   ~~~",
        "> ```\n> [[x]] [^a-1]\n> ```",
        "- ```\n  [[x]] [^a-1]\n  ```",
        "`[[x]]` and ``[^a-1] ` [[y]]``",
        "`a\n[[x]] b`",
        "<!-- [[x]] [^a-1]\n\n[[y]] -->",
        "%% [[x]] [^a-1] %%",
        "$$ [[x]] [^a-1] $$",
        "para\n\n    [[x]] [^a-1]\n",
        "\\[[x]]",
        "\\[^a-1]",
        "\\[x](y.md)",
        "```\n[[x]] [^a-1] (an open fence)",
    ],
)
def test_what_is_code_or_comment_or_escaped_holds_no_links(text):
    assert list(markdown.find_links(text)) == []
    assert markdown.find_marks(text) == []


@pytest.mark.parametrize(
    ("text", "target", "heading", "label"),
    [
        ("[[x]]", "x", "", ""),
        ("[[x|the x]]", "x", "", "the x"),
        ("[[x#How it works]]", "x", "How it works", ""),
        ("[[x#A|b]]", "x", "A", "b"),
        ("[[#Here]]", "", "Here", ""),
        ("| [[x\\|the x]] |", "x", "", "the x"),
        ("[[concepts/x]]", "concepts/x", "", ""),
        ("`code` [[x]] `code`", "x", "", ""),
        ("`` ` `` [[x]]", "x", "", ""),
        ("a ` b [[x]]", "x", "", ""),
        ("```\ncode\n```\n[[x]]", "x", "", ""),
        ("~~~\n```\n~~~\n[[x]]", "x", "", ""),
        ("<!-- c --> [[x]]", "x", "", ""),
        ("- a\n\n    [[x]]", "x", "", ""),
        ("\\`[[x]]\\`", "x", "", ""),
        ("``` a ` b\n[[x]]", "x", "", ""),
    ],
)
def test_wiki_links_are_read(text, target, heading, label):
    (link,) = markdown.find_links(text)
    assert (link.kind, link.target, link.heading, link.label, link.embed) == (
        "wiki",
        target,
        heading,
        label,
        False,
    )


@pytest.mark.parametrize(
    ("text", "target", "label", "embed"),
    [
        ("[a](b.md)", "b.md", "a", False),
        ("![a](b.png)", "b.png", "a", True),
        ("[a \\] b](c.md)", "c.md", "a \\] b", False),
        ("[a](<b c.md>)", "b c.md", "a", False),
        ("[a](b%20c.md)", "b c.md", "a", False),
        ('[a](b.md "title")', "b.md", "a", False),
        ("[a](b_(c).md)", "b_(c).md", "a", False),
        ("[a [b] c](d.md)", "d.md", "a [b] c", False),
        ("[](x.md)", "x.md", "", False),
    ],
)
def test_inline_links_are_read(text, target, label, embed):
    (link,) = markdown.find_links(text)
    assert (link.kind, link.target, link.label, link.embed) == ("inline", target, label, embed)


def test_sections_begin_only_at_headings_of_level_two():
    body = "lead\n\n# one\n\n## A ##\n\na\n\n### sub\n\n##no\n\n    ## code\n\n## `B` *c*\n\nb\n\n[^a-1]: x\n"
    lead, parts, tail = markdown.split_body(body)
    assert lead == "lead\n\n# one\n\n"
    assert [p.heading for p in parts] == ["A", "`B` *c*"]
    assert tail == "[^a-1]: x\n"


def test_headings_in_code_are_none():
    assert markdown.headings_of("# A\n```\n# B\n```\n## C #\n####### D\n#E\n") == ["A", "C"]


def test_a_definition_is_no_mark_and_a_mark_is_no_definition():
    text = "x[^a-1] y[^b]\n\n[^a-1]: one `[^c]`\n[^b]:two\n"
    assert markdown.find_marks(text) == ["a-1", "b"]
    assert markdown.find_definitions(text) == {"a-1": "one `[^c]`", "b": "two"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (
            "A **b** *c* `d`.[^a-1] See [[x|the x]] and [y](z.md) ![i](j.png)",
            "A b c d. See the x and y",
        ),
        ("a\n  b\tc", "a b c"),
        ("1\\. a \\* b", "1. a * b"),
        ("[[x#H]]", "x"),
        ("It has 2000*1024 bytes and 3 * 4 *rows*.", "It has 2000*1024 bytes and 3 * 4 rows."),
        ("The limit is 2**16 and **not** 5**3.", "The limit is 2**16 and not 5**3."),
    ],
)
def test_plain_text_is_what_a_reader_sees(text, plain):
    assert markdown.to_plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One here. Two there.", "One here."),
        ("Only this\n\nand not this.", "Only this"),
        ("Cited.[^a-1] More.", "Cited."),
        ("", ""),
    ],
)
def test_the_first_sentence_is_had(text, first):
    assert markdown.first_sentence(text) == first


@pytest.mark.parametrize("text", ["<b>", "</b>", "<br/>", "<!-- x -->", "<img src=x onerror=y>", "<!DOCTYPE x>", "<details>", "$$<b>$$", "%%<b>%%", "\\\\<b>", "`a\n<div>\n`", "`a\n- <b>`", "[^a]: <b>"])  # fmt: skip
def test_html_is_seen(text):
    assert markdown.find_html(f"some {text} text")
    assert markdown.find_html(f"some words\n\n{text}\n")


@pytest.mark.parametrize(
    "text", ["a < b", "`<b>`", "\\<b>", "```\n<b>\n```", "1<2>3", "<3", "x <- y"]
)
def test_what_is_no_html_is_left_alone(text):
    assert markdown.find_html(text) == []


def test_addresses_are_found_bare_or_in_links():
    text = "See https://a.example/x, (http://b.example) and [c](https://c.example/d?e=f) or www.d.example."
    assert markdown.find_addresses(text) == [
        "https://a.example/x",
        "http://b.example",
        "https://c.example/d?e=f",
        "www.d.example",
    ]


@given(markdown_text)
def test_comments_are_masked_and_code_is_none(text):
    shown = markdown.mask(text)
    for start, end in markdown.find_comments(text):
        assert text.startswith(("<!--", "%%"), start)
        assert not shown[start:end].strip()


def test_comments_are_found_over_lines_and_not_in_code():
    text = "a %% b\n\nc %% d <!-- e --> `%% f %%`\n\n```\n%% g %%\n```\n\n5 %% h\n"
    assert [text[start:end] for start, end in markdown.find_comments(text)] == [
        "%% b\n\nc %%",
        "<!-- e -->",
    ]


def test_signs_of_tasks_and_callouts_are_known():
    assert [
        s for s in ("[ ] a", "[x] a", "[-] a", "[1] a", "[a](b) c", "[] a") if markdown.is_task(s)
    ] == [
        "[ ] a",
        "[x] a",
        "[-] a",
    ]
    assert markdown.callout_sign("[!warning]- Title") == "[!warning]- "
    assert markdown.callout_sign("[!info|left]\nText") == "[!info|left]"
    assert markdown.callout_sign("[a] b") == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("_www.a.example_ is one", ["www.a.example"]),
        ("7http://a.example.", ["http://a.example"]),
        ("ёhttps://a.example)", ["https://a.example"]),
        ("obsidian://open?x and vbscript:y", ["obsidian://open?x", "vbscript:y"]),
        ("see //a.example or ://b", []),
        ("metadata: x, wwww.a.example, a.www.b", []),
    ],
)
def test_addresses_are_found_whatever_stands_before_them(text, found):
    assert markdown.find_addresses(text) == found


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
    written = markdown.escape_quote(text)
    assert markdown.unescape_quote(written) == text
    shown = render(written)
    assert shown.html == ()
    assert not [span for span in shown.spans if span.startswith("$=") or "<%" in span]
    assert "%%" not in written


@given(st.text("ab`\\<>&lt;%$=*_[]()|~!:/.@ w\n", max_size=60))
def test_no_foreign_sentence_makes_html_on_github(text):
    for written in (markdown.escape_quote(text), markdown.make_harmless(text)):
        assert render(f"A {written}\n").html == ()
        assert "%%" not in written


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("See https://a.example.[^x-1] More.[^x-2]", "See https://a.example. [^x-1] More.[^x-2]"),
        ("(www.a.example)[^x-1][^x-2]", "(www.a.example) [^x-1][^x-2]"),
        ("a@b.example[^x-1]", "a@b.example [^x-1]"),
        ("[x](https://a.example/b_(c))[^x-1]", "[x](https://a.example/b_(c))[^x-1]"),
        ("`https://a.example`[^x-1]", "`https://a.example`[^x-1]"),
        ("no address.[^x-1]", "no address.[^x-1]"),
    ],
)
def test_a_mark_is_parted_from_an_address_that_would_swallow_it(text, out):
    assert markdown.part_marks_from_addresses(text) == out
    assert markdown.part_marks_from_addresses(out) == out
    shown = render(f"{out}\n\n[^x-1]: a\n[^x-2]: b\n")
    assert set(markdown.find_marks(out)) == set(shown.notes)


@given(st.text("<!-?[]CDATA> \n>-*1.a`\\", max_size=60))
@example("a <!-- b --> c <!-- d")
@example("> <!-- a\n\nb <? c")
@example("a <!-- b\n\n`-->` <!X")
def test_comments_without_an_end_are_html_to_nobody(text):
    def live(words):
        return [t.content.strip() for t in tokens(words) if t.type in ("html_block", "html_inline")]

    assert live(markdown._without_open_ends(text)) == live(text)
