"""How much of a web page's text the HTML reader keeps, how much else, and how long it takes.

`python -m bench.html FOLDER [PAGES [SEED]]` reads pages of Debian's documentation packages, each
unpacked (`dpkg -x`) into a folder of its name below FOLDER: PAGES of each package (6), drawn by
SEED (1). What is content is said by a rule for the generator of each package, on the tree of the
page. A folder `test-pages` beside them holds pages of the web with what readability takes from
them (`source.html`, `expected.html`), which is the truth there, with the title, author and date
that readability hands over apart.

A heading must be a heading of the result and an item an item; of cells, terms, definitions,
paragraphs and code the text must be there. Recall is in percent. *Leak* are the letters of other
words per letters of the result, in percent: the mean of the pages, and their median.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

from pipeline.core.errors import UserError
from pipeline.readers import html as reader
from pipeline.readers.shared.decode import decode

_BODY = "//body"
_DOCBOOK = (
    _BODY,
    "//*[@class='navheader' or @class='navfooter' or @class='toc' or @class='spirit-nav']"
    " | //*[starts-with(@class, 'list-of-')] | //table[@class='navigation']"
    " | //div[@class='footer']"
    " | //ul[contains(@class, 'docnav')] | //*[@id='banner' or @id='title']"
    " | //body/table[.//img and not(.//p)] | //*[contains(@class, 'copyright-footer')]"
    " | //sup[a] | //td[@class='shortcuts']",
)
_SPHINX = (
    "//*[@role='main'] | //div[@id='yui-main'] | //body[not(.//*[@role='main' or @id='yui-main'])]",
    "//a[@class='headerlink'] | //*[contains(@class, 'contents') and contains(@class, 'topic')]"
    " | //nav[contains(@class, 'contents')] | //a[contains(@class, 'footnote-reference')]"
    " | //span[@class='fn-backref'] | //a[contains(@class, 'viewcode')] | //td[@class='linenos']"
    f" | {_DOCBOOK[1]}",
)
_TEXINFO = (
    _BODY,
    "//*[@class='header' or @class='nav-panel' or @class='contents' or @class='Contents_element']"
    " | //*[contains(@class, 'contents') and contains(@class, 'element')]"
    " | //*[@class='shortcontents']"
    " | //ul[@class='section-toc'] | //table[@class='menu'] | //ul[@class='mini-toc']"
    " | //body/table[@class='header'] | //body/p[font] | //body/font"
    " | //table[@class='index-entries']"
    " | //a[@class='copiable-link' or @class='copiable-anchor']",
)
# Signs of notes and lists of a page's own headings are left out of what readability takes, too.
_WEB = (
    _BODY,
    "//sup[.//a or parent::a] | //*[self::ul or self::ol][not(.//p)]"
    "[count(.//a[contains(@href, '#')]) = count(.//li)]"
    " | //a[starts-with(., '^') or starts-with(., 'Jump up')] | //a[text() = 'edit']",
)
# What the pages themselves call their text, where they do so in one place.
_OWN = (
    "//*[@itemprop='articleBody']"
    " | //*[self::article or @role='article'][not(//*[@itemprop='articleBody'])]"
    "[count(//article | //*[@role='article']) = 1]"
    " | //*[self::main or @role='main'][not(//article | //*[@itemprop='articleBody' or"
    " @role='article'])]",
    "//nav | //aside | //footer | //form | //iframe | //*[@hidden or @aria-hidden='true']"
    " | //*[contains(@style, 'display:none') or contains(@style, 'display: none')]"
    " | //*[contains(@class, 'hidden') or contains(@class, 'comment')]"
    " | //*[contains(@class, 'related') or contains(@class, 'share') or contains(@class, 'social')]"
    " | //*[@role='navigation' or @role='complementary'] | //sup[.//a or parent::a]"
    " | //*[self::ul or self::ol][count(.//a) = count(.//li)] | //a[text() = 'edit']"
    " | //*[contains(@class, 'toc') or contains(@class, 'ad-') or contains(@class, 'promo')]",
)
_ASCIIDOC = (
    _BODY,
    "//*[@id='footer' or @id='toc' or @id='footnotes']"
    " | //div[h2[contains(@id, 'table_of_contents')]]",
)
# What of the pages of a package is content: elements, and what in them is not.
RULES: dict[str, tuple[str, str]] = {
    "python3.11-doc": _SPHINX, "cmake-doc": _SPHINX, "rsyslog-doc": _SPHINX,
    "python-django-doc": _SPHINX, "developers-reference": _SPHINX, "debian-policy": _SPHINX,
    "postgresql-doc-15": _DOCBOOK, "wireshark-doc": _DOCBOOK, "debian-reference-de": _DOCBOOK,
    "debian-reference-ja": _DOCBOOK, "debian-handbook": _DOCBOOK, "docbook-xsl-doc-html": _DOCBOOK,
    "libboost1.81-doc": _DOCBOOK, "libgtk-3-doc": _DOCBOOK, "mutt": _DOCBOOK,
    "git-doc": _ASCIIDOC, "ntpsec-doc": _ASCIIDOC,
    "zsh-doc": _TEXINFO, "octave-doc": _TEXINFO, "r-doc-html": _TEXINFO,
    "apache2-doc": (
        "//div[@id='page-content']",
        "//*[@class='toplang' or @class='top' or @id='quickview' or @class='bottomlang']"
        " | //*[@id='comments_section' or @class='lang-toggle']"
        " | //div[@class='section'][h2/a[@name='comments_section']]"
        " | //*[@class='up']",
    ),
    "exim4-doc-html": (
        "//div[@id='content']",
        "//a[@class='previous_page' or @class='next_page' or @class='toc_page']"
        " | //*[@id='toc' or @id='topbar' or @id='branding'] | //*[@class='nav']",
    ),
    "nodejs-doc": (
        "//div[@id='apicontent']",
        "//a[@class='mark'] | //*[@class='srclink'] | //*[contains(@class, 'js-flavor')]",
    ),
    "openjdk-17-doc": (
        "//main",
        "//*[contains(@class, 'sub-nav')] | //*[@class='table-tabs']"
        " | //*[@class='header']/ul | //*[@id='class-summary']//*[@role='tab']",
    ),
    "postfix-doc": (_BODY, "//ul[count(.//a[starts-with(@href, '#')]) = count(.//li)]"),
    "asciidoctor-doc": (
        "//main",
        "//*[@class='method-click-advice' or @class='method-controls']",
    ),
    "sqlite3-doc": (
        _BODY,
        "//div[@class='nosearch'] | //*[@class='toc_header' or @id='toc_sub' or @class='fancy_toc']"
        " | //a[@name='toc']/following-sibling::*[1][self::div] | //form",
    ),
}  # fmt: skip
_SILENT = "//script | //style | //noscript | //button | //select | //input | //textarea | //svg | //template"  # noqa: E501
_KINDS = {
    "h": "h1 h2 h3 h4 h5 h6",
    "li": "li",
    "cell": "td th",
    "dt": "dt",
    "dd": "dd",
    "p": "p",
    "pre": "pre",
}
_NESTED = {
    "li": "ul ol dl pre table",
    "dd": "ul ol dl table pre",
    "cell": "table",
    "p": "",
    "pre": "",
    "dt": "",
    "h": "",
}
_WORD = re.compile(r"[\u2e80-\u9fff]|(?:(?![\u2e80-\u9fff])[^\W\d_])+|\d+")
_FEWEST_LETTERS = 300  # of a page; one with fewer is a list of contents, or moved
_ENDS = 60  # folded letters compared at the beginning and at the end of a long text


@dataclass
class Score:
    """What was found of each kind, out of how many, and what leaked, page by page."""

    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    leaks: list[float] = field(default_factory=list)
    seconds: float = 0.0
    theirs: float = 0.0
    pages: int = 0


def fold(text: str) -> str:
    """Return the letters and digits of a text, run together."""
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def truth(data: bytes, rule: tuple[str, str]) -> list[Any]:
    """Return the elements of a page that hold its content, without what is none."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    page = lxml_html.fromstring(data.replace(b"<wbr>", b"").replace(b"<wbr/>", b""), parser=parser)
    roots, dropped = page.xpath(rule[0]), [*page.xpath(rule[1]), *page.xpath(_SILENT)]
    for element in dropped:
        if element.getparent() is not None:
            element.drop_tree()
    return list(roots)


def texts_of(roots: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield kind and own text of every heading, item, cell, term, definition, paragraph, code."""
    for kind, tags in _KINDS.items():
        nested = _NESTED[kind].split()
        for element in (x for root in roots for tag in tags.split() for x in root.iter(tag)):
            if kind == "cell" and element.find(".//table") is not None:
                continue
            own: list[str] = []
            _gather_own(element, nested, own)
            text = fold("".join(own))
            if kind == "li" and next(element.iter(*_KINDS["h"].split()), None) is not None:
                continue  # an item that is a section of the page
            if kind == "li" and any(x.tag in ("td", "th") for x in element.iterancestors()):
                continue  # Markdown has no lists in tables
            if text:
                yield kind, text


def _gather_own(element: Any, nested: list[str], out: list[str]) -> bool:
    """Gather the text before the first element of a kind, and tell whether there is none."""
    out.append(element.text or "")
    for child in element:
        inner = isinstance(child.tag, str)
        if inner and (child.tag in nested or not _gather_own(child, nested, out)):
            return False
        out.append(child.tail or "")
    return True


def judge(
    result: str, roots: list[Any], score: Score, named: str = "", own: Sequence[Any] = ()
) -> None:
    """Add what the result holds of a page to the score.

    Words of `named`, and of the elements `own`, are none of others.
    """
    plain = re.sub(r"\]\([^()\s]*\)", "", result)
    plain = re.sub(r"(`{3,})[\w+#-]+$", r"\1", plain, flags=re.MULTILINE)
    lines = plain.split("\n")
    headings = Counter(fold(line) for line in lines if line.startswith("#"))
    stream = fold(plain)
    items = "".join(
        "\0" + fold(re.sub(r"^[\s>]*(?:[-*+]|\d+\.) ", "", line))
        if re.match(r"[\s>]*(?:[-*+]|\d+\.) ", line)
        else fold(line)
        for line in lines
    )
    for kind, text in texts_of(roots):
        score.wanted[kind] += 1
        if kind == "h":
            found = headings[text] > 0
            headings[text] -= found
        elif kind == "li":
            found = f"\0{text[:_ENDS]}" in items
        else:
            found = text[:_ENDS] in stream and (text[-_ENDS:] in stream or kind == "dd")
        score.found[kind] += found
    told, marked = ([x for root in each for x in root.itertext()] for each in (roots, own))
    wanted = Counter(words_of("\n".join([*told, named]))) | Counter(words_of("\n".join(marked)))
    have = Counter(words_of("\n".join(_without_filled(lines))))
    other = have - wanted
    score.leaks.append(_letters(other) / max(1, _letters(have)))


def _without_filled(lines: list[str]) -> Iterator[str]:
    """Yield the lines with each cell of a table once that covers several rows or columns."""
    above: list[str] = []
    for line in lines:
        cells = line.split("|") if line.startswith("|") else []
        once = [
            cell
            for at, cell in enumerate(cells)
            if cell not in (cells[at - 1] if at else "", above[at] if at < len(above) else "")
        ]
        yield "|".join(once) if cells else line
        above = cells


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _letters(words: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words.items())


def measure(data: bytes, roots: list[Any], score: Score, named: str = "") -> str:
    """Read one page with our reader and with trafilatura, and judge what ours makes of it."""
    import trafilatura

    start = time.process_time()
    try:
        result = reader.read("page.html", data).text
    except UserError:
        result = ""
    score.seconds += time.process_time() - start
    start = time.process_time()
    trafilatura.extract(data, output_format="markdown", include_links=True, with_metadata=True)
    score.theirs += time.process_time() - start
    score.pages += 1
    judge(result, roots, score, named)
    return result


def pages_of(folder: Path, count: int, seed: int) -> list[Path]:
    """Return so many pages of a package, drawn at random, none of them an index or a copy."""
    found = sorted(
        page
        for page in folder.rglob("*.htm*")
        if page.suffix in (".html", ".htm")
        and page.is_file()
        and not page.is_symlink()
        and not re.search(
            r"genindex|search|index-all|-Index|redirect|/_modules/|/class-use/", str(page)
        )
        and 2_000 < page.stat().st_size < 1_000_000
    )
    return random.Random(seed).sample(found, min(count, len(found)))


def table(scores: dict[str, Score]) -> str:
    """Return the scores as a Markdown table."""
    head = "| pages of | n | h | li | cell | dt | dd | p | pre | leak | median | ms | trafilatura |"
    lines = [head, "|---|" + "---:|" * 12]
    for name, score in scores.items():
        recalls = [
            f"{100 * score.found[kind] / score.wanted[kind]:.1f}" if score.wanted[kind] else ""
            for kind in _KINDS
        ]
        leak = 100 * statistics.mean(score.leaks or [0])
        median = 100 * statistics.median(score.leaks or [0])
        each = [1_000 * seconds / max(1, score.pages) for seconds in (score.seconds, score.theirs)]
        cells = [name, str(score.pages), *recalls, f"{leak:.1f}", f"{median:.1f}"]
        lines.append(f"| {' | '.join([*cells, *(f'{ms:.0f}' for ms in each)])} |")
    return "\n".join(lines)


def add(total: Score, score: Score) -> None:
    """Add one score to another."""
    total.found += score.found
    total.wanted += score.wanted
    total.leaks += score.leaks
    total.seconds += score.seconds
    total.theirs += score.theirs
    total.pages += score.pages


def _measure_of_web(page: Path, half: str) -> dict[str, Score]:
    """Return the scores of a page of the web against what readability takes from it.

    The last one takes what the page itself calls its text for no other words either.
    """
    named = json.loads((page.parent / "expected-metadata.json").read_text("utf-8"))
    apart = " ".join(str(named.get(name) or "") for name in ("title", "byline", "publishedTime"))
    data, score, marked = page.read_bytes(), Score(), Score(pages=1)
    roots = truth((page.parent / "expected.html").read_bytes(), _WEB)
    result = measure(data, roots, score, apart)
    own = truth(decode(page.name, data)[0].encode(), _OWN)
    judge(result, roots, marked, apart, own)
    return {"the web": score, half: score, "the web, or by the mark of the page": marked}


def main(folder: Path, count: int = 6, seed: int = 1) -> None:
    """Measure all pages below a folder, and print the table."""
    scores: dict[str, Score] = defaultdict(Score)
    for name, rule in RULES.items():
        for page in pages_of(folder / name, count, seed):
            data = page.read_bytes()
            roots = truth(decode(page.name, data)[0].encode(), rule)
            if sum(len(fold(root.text_content())) for root in roots) >= _FEWEST_LETTERS:
                measure(data, roots, scores[name])
        if name != "sqlite3-doc" and scores[name].pages:
            add(scores["all of Debian but SQLite"], scores[name])
    for at, page in enumerate(sorted((folder / "test-pages").glob("*/source.html"))):
        half = f"of these, the {('first', 'second')[at % 2]} of each two"
        for name, score in _measure_of_web(page, half).items():
            add(scores[name], score)
    print(table(scores))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:4]))
