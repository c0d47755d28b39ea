"""What an attack is made of: pieces of Markdown, HTML and Obsidian that act somewhere, and ways to dress them up."""

from __future__ import annotations

import html

TICK, FENCE = "`", "```"
NAMES = (
    "Kettle",
    "Teapot",
    "Saturn",
    "Titan",
    "Boiling",
    "Porcelain Works",
    "Cassini",
    "ebullition",
)
LABELS = (
    "kettle-1",
    "kettle-3",
    "moons-1",
    "evil-1",
    "evil-2",
    "evil-12",
    "bob",
    "Kettle-1",
    "1",
    "note",
    "KETTLE-2",
    "ｅvil-1",
)

HTML = (
    "<img src=x onerror=alert(1)>",
    "<img src=https://evil.example/p.png>",
    "<IMG\nSRC=x>",
    "<details open><summary>more</summary>hidden</details>",
    "<details>",
    "</details>",
    "<summary>EVIL</summary>",
    "<script>alert(1)</script>",
    "<sCrIpT src=//evil.example>",
    "<style>p{display:none}</style>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "<xmp>",
    "<iframe src=https://evil.example></iframe>",
    "<svg/onload=alert(1)>",
    "<a href=https://evil.example>x</a>",
    "<a href='javascript:alert(1)'>",
    "<b onclick=x>40</b>",
    "<br>",
    "<br/>",
    "<p align=center>",
    "<div hidden>",
    "</div>",
    "<table><tr><td>",
    "<pre>",
    "</pre>",
    "<!-- hidden words here -->",
    "<!--",
    "-->",
    "<!-->",
    "<!---->",
    "<!-- lint-ignore-page raw-html: x -->",
    "<![CDATA[ words ]]>",
    "<![CDATA[",
    "<?php echo 1 ?>",
    "<?",
    "<!DOCTYPE html>",
    "<!X",
    "<x-y z>",
    "<a\tb>",
    "<h1>Big</h1>",
    "<input type=text>",
    "<base href=https://evil.example/>",
    "<math><mi>x</mi></math>",
    "<ins>",
    "<sub>x</sub>",
    "<span>$</span>",
    "a<b>c",
    "1<2 and 3>2",
    "x <y z",
    "< img src=x>",
    "<3",
    "\\<img src=x>",
    "\\\\<img src=x>",
    "\\\\\\<b>",
    "&lt;img src=x&gt;",
    "&#60;img src=x>",
    "&#x3c;b&#x3e;",
    "&amp;lt;b>",
)

SWALLOWED = (
    "https://ok.example/a<img src=x>",
    "https://ok.example/a\\<img src=x>",
    "https://ok.example/a?b<details><summary>x</summary>",
    "www.ok.example/<b>x</b>",
    "www.ok.example\\<b>",
    "https://ok.example/\\<!-- x -->",
    "a@ok.example\\<b>",
    "a@ok.example<img src=x>",
    "ftp://ok.example/<u>",
    "https://ok.example/`<b>`",
    "https://ok.example/\\`<b>\\`",
    "https://ok.example/[x](<b>)",
    "https://ok.example/\\[^kettle-1]",
    "https://ok.example/[^kettle-1]",
    "https://ok.example/\\*x\\*",
    "https://ok.example/&lt;b&gt;",
    "https://ok.example/a&lt;b>",
    "https://ok.example/a_b_<i>",
    "https://ok.example/a~~<s>~~",
    "https://ok.example/a|<b>|",
    "https://ok.example/a$<b>$",
    "https://ok.example/%%<b>%%",
    "https://ok.example/(\\<b>)",
)

ADDRESSES = (
    "https://evil.example/?q=secret",
    "http://evil.example",
    "HTTPS://EVIL.EXAMPLE/X",
    "ftp://evil.example/x",
    "www.evil.example",
    "WWW.evil.example/x",
    "_www.evil.example_",
    "*www.evil.example*",
    "~~www.evil.example~~",
    "(www.evil.example)",
    "1https://evil.example",
    "_https://evil.example_",
    "яhttps://evil.example",
    "Ａhttps://evil.example",
    "é_https://evil.example",
    "中www.evil.example",
    "x.www.evil.example",
    "/www.evil.example",
    "//evil.example/x",
    "hhttps://evil.example",
    "xhttp://evil.example",
    "ahttp:\\//evil.example",
    "http\\://evil.example",
    "http&#58;//evil.example",
    "https:&#47;/evil.example",
    "&#104;ttps://evil.example",
    "https://evil&#46;example",
    "w\\ww.evil.example",
    "www\\.evil.example",
    "www&#46;evil.example",
    "mail@evil.example",
    "x.y+z@evil.example.org",
    "_mail@evil.example_",
    "mailto:mail@evil.example",
    "xmpp:mail@evil.example/x",
    "mail&#64;evil.example",
    "mail\\@evil.example",
    "<https://evil.example>",
    "<mail@evil.example>",
    "<mailto:mail@evil.example>",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "<tel:123>",
    "<obsidian://open?vault=x>",
    "<x-evil:y>",
    "[x](https://evil.example)",
    "[x](<https://evil.example>)",
    "[x](//evil.example)",
    "[x](\\\\evil.example\\x)",
    "[x](/evil)",
    "[x](../../.github/workflows/x.yml)",
    "[x](../../../../etc/passwd)",
    "[x](../../schema.md)",
    "[x](javascript:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](vbscript&#58;msgbox)",
    "[x](file:///etc/passwd)",
    "[x](file&#58;///etc/passwd)",
    "[x](data:text/html;base64,PHN2Zz4=)",
    "[x](data&colon;text/html,x)",
    "[x](obsidian://open?vault=x)",
    "[x](app://obsidian.md/x)",
    "[x](https&colon;//evil.example)",
    "[x](h\\ttps://evil.example)",
    "[x](https\\://evil.example)",
    "[x](https:/\\/evil.example)",
    "[x](\thttps://evil.example )",
    '[x](https://evil.example "title")',
    "[x\ny](https://evil.example)",
    "[[x]](https://evil.example)",
    "[x][]",
    "[x][ref]",
    "[ref]",
    "![x](https://evil.example/c.png)",
    "![x](//evil.example/c.png)",
    "![x](data:image/svg+xml,x)",
    "![x][ref]",
    "![ref]",
    "[![x](https://evil.example/c.png)](https://evil.example)",
    "![x](../../raw/secret.png)",
    "https://vessels.example/kettle",
    "https://vessels.example/kettle?leak=1",
    "https://vessels.example@evil.example/kettle",
    "https://vessels.example.evil.example/kettle",
    "javascript:alert(1)",
    "vbscript:x",
    "file:///etc/passwd",
    "data:text/html,x",
    "evil.example/x",
)

REFERENCES = (
    "[ref]: https://evil.example",
    "[ref]: <javascript:alert(1)>",
    "  [ref]: https://evil.example 'title'",
    "> [ref]: https://evil.example",
    "[Kettle]: https://evil.example",
    "[x]: //evil.example",
    "[ref]:\nhttps://evil.example",
    "[\nref\n]: https://evil.example",
    "[ref]: ../../schema.md",
    "[!note]: https://evil.example",
)

NOTES = (
    "[^{l}]: forged words nobody wrote",
    "  [^{l}]: forged, indented by two",
    "   [^{l}]: forged, indented by three",
    "\t[^{l}]: forged, behind a tab",
    "- [^{l}]: forged in a list",
    "1. [^{l}]: forged in a numbered list",
    "- x\n\n  [^{l}]: forged below an item",
    "> [^{l}]: forged in a quote",
    "> > [^{l}]: forged in two quotes",
    "> [!note]\n> [^{l}]: forged in a callout",
    "%%\n[^{l}]: forged in a comment\n%%",
    "%% [^{l}]: forged %%",
    "<!--\n[^{l}]: forged in a comment\n-->",
    "$$\n[^{l}]: forged in math\n$$",
    "- - [^{l}]: forged in two lists",
    "text\n[^{l}]: forged after a lazy line",
    "> text\n[^{l}]: forged lazily",
    "| a | b |\n| --- | --- |\n| [^{l}]: forged | in a table |",
    "# [^{l}]: forged in a heading",
    "[^ {l}]: forged with a space",
    "[^{l} ]: forged with a space behind",
    "[^{l}]:forged without a space",
    "[^{l}]:\n    forged on the next line",
    "\\[^{l}]: escaped",
    "[\\^{l}]: escaped",
    "[^{l}\\]: escaped",
    "[^{l}]\\: escaped",
    "[^{l}]",
    "[^{l}][^{l}]",
    "![^{l}]",
    "^[inline note {l}]",
    "[^{l}](https://evil.example)",
    "[x[^{l}]](https://evil.example)",
    "`[^{l}]`",
    "&#91;^{l}]: entity",
    "[&#94;{l}]: entity",
    "[&#94;{l}]",
    "![&#x5E;{l}] x",
    "[&Hat;x *y*]\n\nhttps://ok.example/\\<img src=x>",
    '[^{l}]: [kettle](../../raw/2024-01-kettle.md?plain=1#L7): "forged by a right form"',
)

CODE = (
    "`code`",
    "``co`de``",
    "`a `` b`",
    "` `",
    "``",
    "`",
    "\\`not code\\`",
    "`\\`",
    "`<b>`",
    "`` `<b>` ``",
    "`[^kettle-1]`",
    "`%%`",
    "`= this.file.name`",
    "`=1+1`",
    "`$= dv.current()`",
    "`$=app.vault`",
    "`dv: x`",
    "``= this.x``",
    "` = this.x`",
    "`<% tp.file.title %>`",
    "$`\\href{https://evil.example}{x}`$",
    "`a|b`",
    "`x\ny`",
    "~~~",
    "```",
    "````",
    "```\n<b>\n```",
    "~~~\n[^kettle-1]: forged\n~~~",
    "```dataview\nTABLE file.name\n```",
    "```dataviewjs\ndv.pages()\n```",
    "~~~dataview\nLIST\n~~~",
    "``` dataviewjs\nx\n```",
    "```Dataview\nLIST\n```",
    "```dataview {x}\nLIST\n```",
    "> ```dataviewjs\n> x\n> ```",
    "- ```dataview\n  LIST\n  ```",
    "```query\nsecret\n```",
    "```tasks\nnot done\n```",
    '```mermaid\ngraph TD\nA-->B\nclick A href "https://evil.example"\n```',
    '```mermaid\nflowchart LR\nA["<img src=x>"]-->B\n```',
    "```mermaid\nsequenceDiagram\nlink A: x @ https://evil.example\n```",
    "```js-engine\nx\n```",
    "```button\nname x\n```",
    "```math\n\\href{https://evil.example}{x}\n```",
    "```geojson\n{}\n```",
    "    [^kettle-1]: indented code",
    "    <b>indented code</b>",
    "\t<b>behind a tab</b>",
    "   <b>three spaces</b>",
    "- x\n\n      <b>code in an item</b>",
    "1. x\n\n    <b>no code in an item</b>",
    "```\nopen to the end",
    "~~~~ x ~~~\nopen",
    "``` a`b\n<b>\n```",
)

OBSIDIAN = (
    "%%hidden%%",
    "%% hidden words %%",
    "%%",
    "%%\nhidden block\n%%",
    "%\\%x%%",
    "&#37;%x%%",
    "[[Kettle]]",
    "[[kettle|Teapot]]",
    "[[secret]]",
    "[[../../schema|the schema]]",
    "[[https://evil.example]]",
    "![[secret]]",
    "![[kettle]]",
    "![[https://evil.example/x.png]]",
    "![[raw/2024-01-kettle.md]]",
    "[[kettle#Details]]",
    "[[#^block]]",
    "[[kettle]](https://evil.example)",
    "\\[[kettle]]",
    "[\\[kettle]]",
    "[[kettle\\|x]]",
    "[[kettle\nx]]",
    "text ^block-id",
    "#tag",
    "<% tp.system.prompt() %>",
    "<%* await x %>",
    "<%",
    "%>",
    "<%~ x %>",
    "{{title}}",
    "{{date:YYYY}}",
    "> [!note]\n> callout",
    "> [!danger]- Folded\n> hidden",
    "> [!WARNING]\n> GitHub's own",
    "==marked==",
    "key:: value",
    "[key:: value]",
    "(key:: value)",
    "= this.file.name",
    "$= dv.current()",
    "$x^2$",
    "$$x^2$$",
    "$$",
    "$",
    "$\\href{https://evil.example}{x}$",
    "$$\\href{javascript:alert(1)}{x}$$",
    "$\\unicode{x3c}$",
    "$\\style{background:url(//evil.example)}{x}$",
    "\\$\\href{//evil.example}{x}\\$",
    "$5 and $6 for `x`",
    "\\(\\href{//evil.example}{x}\\)",
)

BLOCKS = (
    "# Heading",
    "## Sources",
    "##",
    "## Details",
    "###### Six",
    "#no heading",
    "Title\n===",
    "Title\n---",
    "x\n-",
    "---",
    "***",
    "* * *",
    "___",
    "---\ntitle: Forged\nsources: [raw/x.md]\n---",
    "+++\nx = 1\n+++",
    "- [ ] task",
    "- [x] done",
    "* item",
    "+ item",
    "1. first",
    "999999999. number",
    "1) bracket",
    "-\n  x",
    "> quote",
    ">no space",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "a | b\n- | -\n1 | 2",
    "| a |\n| :-: |\n| x | y |",
    "|---|",
    "\\| a",
    "a\n: definition",
    "Term\n:   definition",
    "***bold***",
    "__x__",
    "~~gone~~",
    "~one~",
    "line\\\nbreak",
    "line  \nbreak",
    "\\",
    "\\\\",
    "\\\\\\",
    "*a **b* c**",
    "\x00",
    "&nbsp;",
    "&#0;",
    "&#8203;",
    "&#x202e;",
    "&zwj;",
    "&shy;",
    "&#xfeff;",
    "&NewLine;[^kettle-1]: x",
    "&Tab;x",
    "&#10;&#10;# x",
    "&lt;details&gt;",
    "&copy;",
    "&ampx;",
)

HIDDEN = (
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u202e", "\u202d", "\u2066", "\u2069", "\u00ad", "\u061c", "\u180e",
    "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\r", "\r\n", "\x00", "\x07", "\x1b[31m", "\x7f", "\u3164", "\u115f", "\uffa0",
    "\u034f", "\U000e0041\U000e0042", "\ufe0f\ufe0e", "\U000e0100\U000e0101", "\ue000", "\u00a0", "\u3000", "\u2003", "\u2800",
    "\ufffd", "\u0301\u0301\u0301", "\ud7ff", "\ufdd0", "\U0001f469\u200d\U0001f680", "ﬁ", "İ", "ſ", "\u212a",
)  # fmt: skip

GITHUB = (
    "@everyone",
    "@acme/team",
    "x@acme",
    "#1",
    "acme/wiki#1",
    "GH-1",
    "Fixes #1",
    "closes acme/wiki#12",
    "Resolves https://github.com/acme/wiki/issues/1",
    "github.com/acme/wiki/pull/2",
    "[skip ci]",
    "[ci skip]",
    "[no ci]",
    "[skip actions]",
    "***NO_CI***",
    "skip-checks: true",
    "Co-authored-by: Eve <eve@evil.example>",
    "Signed-off-by: Eve",
    "Wiki-Source: raw/other.md",
    ":smile:",
    ":+1:",
    "deadbeef1",
    "0123456789abcdef0123456789abcdef01234567",
    "`@everyone`",
    "`#1`",
    "`` @everyone ``",
    "\\@everyone",
    "&#64;everyone",
    "&#35;1",
    "::error::x",
    "##[error]x",
    "> [!CAUTION]",
    "/recompile",
    "<!-- wiki:proposal {} -->",
    '<!-- wiki:proposal {"sources":[]} -->',
    "- [ ] merge me",
    "[!IMPORTANT]",
)

KINDS = {
    "html": HTML,
    "swallowed": SWALLOWED,
    "addresses": ADDRESSES,
    "references": REFERENCES,
    "notes": NOTES,
    "code": CODE,
    "obsidian": OBSIDIAN,
    "blocks": BLOCKS,
    "hidden": HIDDEN,
    "github": GITHUB,
}
_KIND_NAMES = tuple(KINDS)
SPECIAL = "\\`*_{}[]()<>#+-.!|~$&%^:;\"'=@/\t\n\r \x0c\x85\x00\u200b\u00a0"


def fragment(rng):
    """One piece, sometimes dressed up, sometimes two of them."""
    text = rng.choice(KINDS[rng.choice(_KIND_NAMES)])
    if "{l}" in text:
        text = text.replace("{l}", rng.choice(LABELS))
    while rng.random() < 0.3:
        text = _DRESSES[rng.randrange(len(_DRESSES))](rng, text)
    if rng.random() < 0.15:
        text += rng.choice(("", " ", "\n", "\n\n", "\\")) + fragment(rng)
    return text[:2_000]


def inline(rng):
    """One piece on one line."""
    return " ".join(fragment(rng).split("\n"))


def _entities(rng, text):
    at = rng.randrange(len(text)) if text else 0
    return text[:at] + "".join(f"&#{ord(c)};" for c in text[at : at + 1]) + text[at + 1 :]


def _backslashes(rng, text):
    at = rng.randrange(len(text) + 1)
    return text[:at] + "\\" * rng.randint(1, 3) + text[at:]


def _all_backslashes(rng, text):
    return "".join(f"\\{c}" if c in "\\`*_[]()<>#|~$&!%^" else c for c in text)


def _hidden(rng, text):
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(HIDDEN) + text[at:]


def _wide(rng, text):
    at = rng.randrange(len(text)) if text else 0
    return (
        text[:at]
        + "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text[at : at + 2])
        + text[at + 2 :]
    )


def _cut(rng, text):
    return text[: rng.randrange(len(text) + 1)]


def _case(rng, text):
    return text.swapcase()


_WRAPS = (
    ("*", "*"), ("**", "**"), ("_", "_"), ("~~", "~~"), ("`", "`"), ("``", "``"), ("[", "](kettle.md)"), ("[", "]"),
    ("(", ")"), ("“", "”"), ('"', '"'), ("$", "$"), ("<", ">"), ("![", "](x.png)"), ("[[kettle|", "]]"), ("\\", ""), ("\n\n", "\n\n"),
    ("\n", "\n"), ("\n> ", "\n"), ("\n- ", "\n"), ("\n  ", ""), ("\n    ", ""), ("\n\t", ""), ("\n1. ", ""), ("| ", " |"),
    ("<b>", "</b>"), ("%%", "%%"), ("<!--", "-->"), ("\n```\n", "\n```\n"), ("\n~~~\n", "\n"), ("{{", "}}"), ("\n\n\n", ""),
    ("https://ok.example/", ""), ("\\[", "\\]"), ("x", "x"), ("_", ""), ("1", ""), ("я", ""),
)  # fmt: skip


def _wrap(rng, text):
    before, after = rng.choice(_WRAPS)
    return before + text + after


def _prefix_lines(rng, text):
    lead = rng.choice(("> ", "- ", "  ", "    ", "\t", "   ", "1. ", ">", "> > ", "%% ", "| "))
    return "\n".join(lead + line for line in text.split("\n"))


def _repeat(rng, text):
    return text * rng.choice((2, 3, 7))


def _html_escape(rng, text):
    return html.escape(text)


def _special(rng, text):
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(SPECIAL) + text[at:]


_DRESSES = (
    _entities, _backslashes, _all_backslashes, _hidden, _wide, _cut, _case, _wrap, _wrap, _wrap, _prefix_lines, _repeat,
    _html_escape, _special, _special,
)  # fmt: skip


def mutated(rng, text, most=6):
    """A text with some characters or pieces put in, taken out, doubled or moved."""
    for _ in range(rng.randint(0, most)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice((0, 0, 1, 1, 2, 5, 20)))
        way = rng.random()
        if way < 0.35:
            text = text[:at] + rng.choice(SPECIAL) + text[at:]
        elif way < 0.6:
            text = text[:at] + fragment(rng) + text[at:]
        elif way < 0.8:
            text = text[:at] + text[end:]
        elif way < 0.9:
            text = text[:end] + text[at:end] + text[end:]
        else:
            text = (
                text[end:] + text[:at]
                if rng.random() < 0.02
                else text[:at] + text[at:end][::-1] + text[end:]
            )
    return text
