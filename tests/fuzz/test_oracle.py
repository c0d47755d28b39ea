"""The oracle itself: pages and words that it must call bad, each for its reason, and such that it must call good."""

from __future__ import annotations

import pytest

from pipeline.core.values import Quote, Source
from pipeline.core.wiki.citations import Citation, render
from tests.fuzz.listing import Listing, plain_of
from tests.fuzz.oracle import PageText, judge
from tests.fuzz.render import Renderer
from tests.fuzz.requests import PlainWords, RequestText

PATH = "wiki/entities/kettle.md"
TEXT = "The kettle boils.\nSee https://ok.example/a or www.ok.example or mail@ok.example.\nIt holds `x` and 2 litres."
SOURCE = Source(
    "raw/k.md", "0" * 64, "markdown", TEXT, (1, 2, 3), address="https://ok.example/home"
)
CITED = {
    "k-1": Citation("k-1", "raw/k.md", "line", (Quote("The kettle boils.", 1, 1),)),
    "k-2": Citation("k-2", "raw/k.md", "line", (Quote("It holds `x` and 2 litres.", 3, 3),)),
    "k-9": Citation("k-9", "raw/k.md", "line", (Quote("Nobody wrote this.", 1, 1),)),
    "k-8": Citation("k-8", "raw/k.md", "line", (Quote("The kettle boils.", 3, 3),)),
}
FILES = frozenset({PATH, "wiki/entities/teapot.md", "wiki/index.md", "raw/k.md", "schema.md"})
FRONT = "---\ntitle: Kettle\ntype: entity\nsources:\n- raw/k.md\n---\n\n"
OWN = {"bob": "Bob said so."}


@pytest.fixture(scope="module")
def renderer():
    made = Renderer()
    yield made
    made.close()


def page(body, labels=("k-1",), front=FRONT, before=None):
    """A page with this body and the definitions that code writes for these labels."""
    tail = "".join(f"{render(CITED[label], PATH)}\n" for label in labels)
    text = f"{front}{body}\n\n{tail}"
    names = frozenset({"kettle", "teapot", "wiki/entities/teapot"})
    return PageText(PATH, text, before, FILES, CITED, OWN, {"raw/k.md": SOURCE}.get, names)


def said_of(document, renderer):
    return [f.signature for f in judge([(0, document)], renderer)[0]]


GOOD = {
    "prose with a mark": page("It boils.[^k-1]"),
    "all that Markdown makes": page(
        "# A\n\n## B\n\n*a* **b** ~~c~~ `d` &lt;b> \\*e\\*\n\n- f\n  1. g\n- [ ] h\n\n> i[^k-1]\n\n| j | k |\n| :-: | - |\n| l | m |\n\n"
        "```py\nn\n```\n\n    o\n\n---\n\np  \nq"
    ),
    "links to a page, a source and a heading": page(
        "[a](teapot.md) [b](../../raw/k.md?plain=1#L1) [c](#b) [d](../index.md) [[teapot]] [[teapot|x]] [[teapot#y]][^k-1]"
    ),
    "addresses of its sources, however written": page(
        "https://ok.example/a <https://ok.example/a> [a](https://ok.example/a) www.ok.example mail@ok.example https&#58;//ok.example/a"
        " https://ok.example/home here[^k-1]"
    ),
    "html that is text": page(
        "&lt;img src=x> \\<img> `<img>` &#60;b&gt; 1 < 2[^k-1]\n\n```\n<b>\n<!-- x -->\n```"
    ),
    "a mark before punctuation": page("It boils.[^k-1][^k-2]", ("k-1", "k-2")),
    "a person's own footnote": page("It boils.[^bob][^k-1]\n\n[^bob]: Bob said so."),
    "a person's line break and address that stood there": page(
        "a<br>b https://people.example it is[^k-1]",
        before=f"{FRONT}a<br>b https://people.example\n",
    ),
    "signs of Obsidian in code": page(
        "`%%` `[[secret]]` `![[x]]`[^k-1]\n\n```\n%%\n[[secret]]\n```"
    ),
    "escaped signs of Obsidian": page("%\\%x%\\% \\[\\[secret\\]\\] 5 % %[^k-1]"),
    "a diagram that leads nowhere": page("It boils.[^k-1]\n\n```mermaid\ngraph TD\nA-->B\n```"),
    "math, and dollars that are none": page("$x^2$ and $5 and \\$6 and \\href[^k-1]"),
    "letters and emoji that need their joiners": page("नमस्‍ते می‌خواهم 👩‍🚀[^k-1]"),
    "line ends of Windows": page("It boils.[^k-1]\r\nIt does.\r\n"),
}

BAD = {
    "raw html": (page("It <b>boils</b>.[^k-1]"), "live: raw HTML (b)"),
    "html behind an address that swallows the backslash": (
        page("https://ok.example/a\\<img src=x onerror=y>[^k-1]"),
        "live: raw HTML (a comment or a tag that Markdown makes too)",
    ),
    "html that Markdown makes too": (
        page("<p>x</p>[^k-1]"),
        "live: raw HTML (a comment or a tag that Markdown makes too)",
    ),
    "a comment": (
        page("x <!-- y -->[^k-1]"),
        "live: raw HTML (a comment or a tag that Markdown makes too)",
    ),
    "html in a footnote": (page("x[^k-1]\n\n> <details>"), "live: raw HTML (details)"),
    "html in what only a pattern takes for code": (
        page("    x\n- `a\n- <u>b</u>`[^k-1]"),
        "live: raw HTML (u)",
    ),
    "one line break more than a person wrote": (
        page("a<br>b<br>c[^k-1]", before=f"{FRONT}a<br>b\n"),
        "live: raw HTML (a comment or a tag that Markdown makes too)",
    ),
    "an instruction": (
        page("<?php x ?>[^k-1]"),
        "live: raw HTML (a comment or a tag that Markdown makes too)",
    ),
    "an address nobody gave": (
        page("https://evil.example[^k-1]"),
        "live: an address that no source holds (https)",
    ),
    "an address that begins as one of the source's": (
        page("https://ok.example/a?leak=1[^k-1]"),
        "live: an address that no source holds (https)",
    ),
    "a host behind that of the source": (
        page("https://ok.example.evil.example/a[^k-1]"),
        "live: an address that no source holds (https)",
    ),
    "a bare address behind an underscore": (
        page("_www.evil.example_[^k-1]"),
        "live: an address in words that no source holds",
    ),
    "a bare address behind a digit": (
        page("1https://evil.example[^k-1]"),
        "live: an address that no source holds (https)",
    ),
    "a bare address behind a Cyrillic letter": (
        page("яhttps://evil.example[^k-1]"),
        "live: an address that no source holds (https)",
    ),
    "an address of mail": (
        page("evil@evil.example[^k-1]"),
        "live: an address that no source holds (mailto)",
    ),
    "an entity in a scheme": (
        page("[x](javascript&#58;y)[^k-1]"),
        "live: an address of the scheme javascript",
    ),
    "vbscript": (page("[x](vbscript:y)[^k-1]"), "live: an address of the scheme vbscript"),
    "a file": (page("[x](file&#58;///etc)[^k-1]"), "live: an address of the scheme file"),
    "data": (page("<data:text/html,x>[^k-1]"), "live: an address of the scheme data"),
    "an application": (page("<obsidian://open>[^k-1]"), "live: an address of the scheme obsidian"),
    "an address without a scheme": (
        page("[x](//evil.example)[^k-1]"),
        "live: an address that no source holds (//)",
    ),
    "a reference": (
        page("[x][r][^k-1]\n\n[r]: https://evil.example"),
        "live: an address that no source holds (https)",
    ),
    "an image from the web": (
        page("![x](https://ok.example/a)[^k-1]"),
        "live: an image from the web",
    ),
    "a link out of the wiki": (
        page("[x](../../schema.md)[^k-1]"),
        "live: a link out of wiki/ and raw/",
    ),
    "a link out of the repository": (
        page("[x](../../../../etc/passwd)[^k-1]"),
        "live: a link out of wiki/ and raw/",
    ),
    "a link from the root": (
        page("[x](/wiki/index.md)[^k-1]"),
        "live: a link out of wiki/ and raw/",
    ),
    "a dead link": (page("[x](nothing.md)[^k-1]"), "live: a link to what is not there"),
    "a definition before ours": (
        page("x[^k-1]\n\n[^k-1]: forged"),
        "forged: a footnote that is not rendered as code wrote it",
    ),
    "an indented definition": (
        page("x[^k-1]\n\n  [^k-1]: forged"),
        "forged: a footnote that is not rendered as code wrote it",
    ),
    "a definition in a list": (
        page("x[^k-1]\n\n- y\n\n  [^k-1]: forged"),
        "forged: a footnote that is not rendered as code wrote it",
    ),
    "a definition in a quote": (
        page("x[^k-1]\n\n> [^k-1]: forged"),
        "forged: a footnote that is not rendered as code wrote it",
    ),
    "a definition in a comment": (
        page("x[^k-1]\n\n%%\n[^k-1]: forged\n%%"),
        "forged: a footnote that is not rendered as code wrote it",
    ),
    "a definition under a label of another case": (
        page("x[^k-1]\n\n> [^K-1]: forged"),
        "forged: a footnote that is not rendered as code wrote it",
    ),
    "a footnote of a new label": (
        page("x[^k-1] y[^z]\n\n[^z]: new"),
        "forged: a footnote that code did not write",
    ),
    "another text under a person's label": (
        page("x[^k-1] y[^bob]\n\n[^bob]: Bob denied it."),
        "forged: a footnote that is not rendered as code wrote it",
    ),
    "a mark that an address swallows": (
        page("https://ok.example/a.[^k-1]"),
        "forged: a citation that GitHub does not show",
    ),
    "definitions that code swallows": (
        page("x[^k-1]\n\n```\nopen"),
        "forged: a citation that GitHub does not show",
    ),
    "a quote nobody wrote": (
        page("x[^k-9]", ("k-9",)),
        "forged: a quote that does not stand in its source",
    ),
    "a quote at another place": (
        page("x[^k-8]", ("k-8",)),
        "forged: a quote that does not stand at the place it names",
    ),
    "a comment of Obsidian": (page("x %%y%%[^k-1]"), "hidden: a comment of Obsidian (%%)"),
    "a comment of Obsidian that an escape leaves": (
        page("x \\%%y\\%%[^k-1]"),
        "hidden: a comment of Obsidian (%%)",
    ),
    "a hidden character": (page("x\u200by[^k-1]"), "hidden: a hidden character (control)"),
    "a character that turns the line": (
        page("x\u202ey[^k-1]"),
        "hidden: a hidden character (control)",
    ),
    "a joiner that joins nothing": (page("x\u200dy[^k-1]"), "hidden: a hidden character (control)"),
    "a character that shows nothing": (
        page("x\u3164y[^k-1]"),
        "hidden: a hidden character (blank)",
    ),
    "letters smuggled in selectors": (
        page("x\U000e0148y[^k-1]"),
        "hidden: a hidden character (blank)",
    ),
    "a hidden character as an entity": (
        page("x&#8203;y[^k-1]"),
        "hidden: a hidden character, written as an entity (control)",
    ),
    "a carriage return alone": (
        page("x\ry[^k-1]"),
        "hidden: a hidden character (a lone carriage return)",
    ),
    "a hidden character in front matter": (
        page("x[^k-1]", front=FRONT.replace("Kettle", '"Ket\\u200btle"')),
        "hidden: a hidden character or a line end in front matter",
    ),
    "a key that code does not write": (
        page("x[^k-1]", front=FRONT.replace("type", "cssclass")),
        "broken: keys that code does not write",
    ),
    "front matter that is none": (
        page("x[^k-1]", front=FRONT.replace("Kettle", "[")),
        "broken: front matter that is no YAML",
    ),
    "no front matter": (page("x[^k-1]", front=""), "broken: no front matter"),
    "dataview": (
        page("x[^k-1]\n\n```dataview\nLIST\n```"),
        "live: a block that Obsidian runs (dataview)",
    ),
    "dataviewjs": (
        page("x[^k-1]\n\n> ~~~ dataviewjs\n> y\n> ~~~"),
        "live: a block that Obsidian runs (dataviewjs)",
    ),
    "a query": (
        page("x[^k-1]\n\n- ```query\n  y\n  ```"),
        "live: a block that Obsidian runs (query)",
    ),
    "dataviewjs in a line": (page("`$= dv.x`[^k-1]"), "live: code that Dataview runs ($=)"),
    "templater": (page("<% tp.x %>[^k-1]"), "live: a command of Templater in prose"),
    "templater behind a backslash": (
        page("\\<% tp.x %>[^k-1]"),
        "live: a command of Templater in prose",
    ),
    "templater in code": (page("`<% tp.x %>`[^k-1]"), "live: a command of Templater in code"),
    "templater in a title": (
        page("x[^k-1]", front=FRONT.replace("Kettle", "<% tp.x %>")),
        "live: a command of Templater in front matter",
    ),
    "a diagram with a link": (
        page('x[^k-1]\n\n```mermaid\ngraph TD\nclick A href "//e"\n```'),
        "live: a diagram with links or HTML (mermaid)",
    ),
    "math with a link": (page("$\\href{//evil.example}{x}$[^k-1]"), "live: math that leads out"),
    "math over lines with a link": (
        page("$$\nx\n\n\\href{//e}{x}\n$$[^k-1]"),
        "live: math that leads out",
    ),
    "an embed from the web": (
        page("![[https://evil.example/x.png]][^k-1]"),
        "live: an embed of what is no page",
    ),
    "what GitHub's parser breaks over": (
        page("x[^k-1]\n\n[&#94;x] <b>y</b>"),
        "live: what GitHub's parser does not render to its end",
    ),
    "what it may break over": (
        page("x[^k-1]\n\n![&Hat;x](y)"),
        "live: what GitHub's parser does not render to its end",
    ),
    "a link to no page": (page("[[secret]][^k-1]"), "live: a [[link]] to what is no page"),
}


@pytest.mark.parametrize("document", GOOD.values(), ids=GOOD)
def test_a_page_that_is_good_is_called_good(document, renderer):
    assert said_of(document, renderer) == []


@pytest.mark.parametrize(("document", "signature"), BAD.values(), ids=BAD)
def test_a_page_that_is_bad_is_called_bad_for_its_reason(document, signature, renderer):
    assert signature in said_of(document, renderer)


LOG = "# Log\n\n## [2026-01-01] ingest | Old\n\n- x\n"
SAID = plain_of([SOURCE])


def log(entry):
    return Listing("log.md", LOG + entry, LOG, FILES, SAID)


def index(line):
    return Listing(
        "wiki/index.md",
        f"# Index\n\n## Entities\n\n- [Kettle](entities/kettle.md): {line}\n",
        "",
        FILES,
        SAID,
    )


GOOD_LISTINGS = {
    "an entry": log(
        "\n## [2026-01-02] ingest | A \\*new\\* one\n\n- source: `raw/k.md`\n- created: [[kettle]]\n"
    ),
    "a line": index("It boils, see https://ok.example/a"),
}
BAD_LISTINGS = {
    "two entries": (
        log("\n## [2026-01-02] ingest | A\n\n## B\n"),
        "broken: not one entry more in the log",
    ),
    "an entry that is swallowed": (
        log("\n```\n## [2026-01-02] ingest | A\n"),
        "broken: not one entry more in the log",
    ),
    "an earlier entry that changed": (
        Listing("log.md", LOG.replace("Old", "New") + "\n## x\n", LOG, FILES, SAID),
        "broken: an earlier entry of the log was changed",
    ),
    "an address in the log": (log("\n## https://ok.example/a\n"), "live: an address in log.md"),
    "html in the log": (log("\n## x <b>\n"), "live: raw HTML (b)"),
    "a comment of Obsidian in the log": (
        log("\n## x %%y%%\n"),
        "hidden: a comment of Obsidian (%%)",
    ),
    "an address in the index that no source has": (
        index("https://evil.example"),
        "live: an address in wiki/index.md",
    ),
    "an image in the index": (index("![x](teapot.md)"), "live: an image"),
    "a dead link in the index": (
        index("[x](entities/no.md)"),
        "live: a link in wiki/index.md to what is no page",
    ),
    "html in the index": (index("<b>x</b>"), "live: raw HTML (b)"),
    "a footnote in the index": (
        index("x[^1]\n\n[^1]: y"),
        "forged: a footnote where there is none",
    ),
    "a hidden character in the index": (index("x\u200by"), "hidden: a hidden character (control)"),
}


@pytest.mark.parametrize("document", GOOD_LISTINGS.values(), ids=GOOD_LISTINGS)
def test_a_listing_that_is_good_is_called_good(document, renderer):
    assert said_of(document, renderer) == []


@pytest.mark.parametrize(("document", "signature"), BAD_LISTINGS.values(), ids=BAD_LISTINGS)
def test_a_listing_that_is_bad_is_called_bad_for_its_reason(document, signature, renderer):
    assert signature in said_of(document, renderer)


HOME = "https://github.example/acme/wiki"
MARKER = '<!-- wiki:proposal {"a":1} -->'


def request(body):
    return RequestText(f"{body}\n\n{MARKER}\n", HOME, FILES, MARKER)


GOOD_REQUESTS = {
    "what code writes": request(
        f"**x** by @&#8203;y, <span>$</span>5 and `@code` `#1`\n\n<details><summary>a</summary>\n\n- “q” ([line 1]({HOME}/blob/main/raw/k.md?plain=1#L1))\n\n"
        "</details>\n\n> [!NOTE]\n> w&#8203;ww.x"
    )
}
BAD_REQUESTS = {
    "a mention": ("hello @everyone", "live: a mention that acts"),
    "a reference": ("Fixes #1", "live: a reference that acts"),
    "a reference by its other form": ("see GH-1", "live: a reference that acts"),
    "an address": ("https://evil.example", "live: an address that code did not write"),
    "an address that an underscore hides from our parser": (
        "_https://evil.example",
        "live: an address that code did not write",
    ),
    "an address in words": ("x\\://evil.example", "live: a bare address that acts"),
    "a commit": ("see 1234567a", "live: a commit that acts"),
    "an emoji": ("a :smile:", "live: an emoji that acts"),
    "math": ("$x$", "live: math that acts"),
    "an image": ("![x](y)", "live: an image"),
    "a task": ("- [ ] x", "live: a task"),
    "an open fold": (
        "<details open>\n\nx\n\n</details>",
        "live: the element details with ['open']",
    ),
    "another element": ("a <i>x</i>", "live: the element i with []"),
    "bold letters in the text": ("a <b>x</b>", "live: bold letters outside a label"),
    "another span": ("a <span>x</span>", "live: the element span"),
    "another comment": ("a <!-- wiki:proposal {} -->", "live: a comment in HTML"),
    "a fold in a list": (
        "- <details><summary>x</summary></details>",
        "live: a fold in another place than code puts it",
    ),
    "a footnote": ("x[^1]\n\n[^1]: y", "forged: a footnote where there is none"),
    "a hidden character": ("x\u202ey", "hidden: a hidden character (control)"),
    "a link to no file": (
        f"[x]({HOME}/blob/main/raw/no.md)",
        "live: a link to a file that is not there",
    ),
    "more than GitHub takes": ("x " * 40_000, "broken: longer than GitHub takes"),
}


@pytest.mark.parametrize("document", GOOD_REQUESTS.values(), ids=GOOD_REQUESTS)
def test_the_text_of_a_pull_request_that_is_good_is_called_good(document, renderer):
    assert said_of(document, renderer) == []


@pytest.mark.parametrize(("body", "signature"), BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_the_text_of_a_pull_request_that_is_bad_is_called_bad_for_its_reason(
    body, signature, renderer
):
    assert signature in said_of(request(body), renderer)


MESSAGE = "Compile x\n\n1 of 1 claims placed (100 %).\n\n- create wiki/entities/x.md\n\nWiki-Source: raw/k.md\nWiki-Cost: $0.0000\n"
WORDS = {
    "a title over two lines": ("title", "a\nb", "broken: not one line of at most 256 characters"),
    "no title": ("title", " ", "broken: not one line of at most 256 characters"),
    "a mention": ("title", "hello @everyone", "live: a mention that acts"),
    "a closing word": (
        "message",
        MESSAGE.replace("x\n", "Fixes #1\n", 1),
        "live: a reference that acts",
    ),
    "words that skip checks": ("title", "a [skip ci]", "live: words that skip checks"),
    "a trailer that skips checks": ("title", "skip-checks: true", "live: words that skip checks"),
    "a trailer of somebody else": (
        "message",
        MESSAGE.replace("Wiki-Cost", "Co-authored-by: Eve\nWiki-Cost"),
        "broken: not the form of a message",
    ),
    "no subject": (
        "message",
        MESSAGE.replace("Compile x", "Compile "),
        "broken: not the form of a message",
    ),
    "an address": ("title", "https://evil.example", "live: a bare address that acts"),
    "a hidden character": ("title", "a\u200bb", "hidden: a hidden character (control)"),
}


@pytest.mark.parametrize(("name", "text", "signature"), WORDS.values(), ids=WORDS)
def test_plain_words_that_act_are_called_bad_for_their_reason(name, text, signature, renderer):
    assert signature in said_of(PlainWords(name, text), renderer)


def test_plain_words_that_do_not_act_are_called_good(renderer):
    assert said_of(PlainWords("title", "Add “x” to the wiki (1 new page)"), renderer) == []
    assert said_of(PlainWords("message", MESSAGE), renderer) == []
