"""The oracle: what a page, the index, the log and the words of a pull request are when GitHub's parser has rendered them.

It knows nothing of the program's own parser. From the program it takes how a citation is written (`core/citations.render`), which
claims a change set holds, and nothing else.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html
import yaml

from pipeline.core import citations
from tests.fuzz.faults import Fault

# --- what may stand there -----------------------------------------------------------------------------------------

# All elements that Markdown itself makes, with their attributes.
ELEMENTS = {
    **dict.fromkeys(
        [
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "blockquote",
            "code",
            "em",
            "strong",
            "del",
            "hr",
            "br",
            "thead",
            "tbody",
            "tr",
            "table",
        ],
        frozenset(),
    ),
    "ol": frozenset({"start"}),
    "li": frozenset({"id"}),
    "pre": frozenset({"lang"}),
    "th": frozenset({"align"}),
    "td": frozenset({"align"}),
    "input": frozenset({"type", "checked", "disabled"}),
    "a": frozenset(
        [
            "href",
            "title",
            "id",
            "class",
            "aria-label",
            "data-footnote-ref",
            "data-footnote-backref",
            "data-footnote-backref-idx",
        ]
    ),
    "img": frozenset({"src", "alt", "title"}),
    "sup": frozenset({"class"}),
    "section": frozenset({"class", "data-footnotes"}),
}
_VALUES = {
    ("li", "id"): r"fn-.*",
    ("a", "id"): r"fnref-.*",
    ("a", "class"): r"footnote-backref",
    ("sup", "class"): r"footnote-ref",
    ("section", "class"): r"footnotes",
    ("input", "type"): r"checkbox",
    ("ol", "start"): r"\d+",
}
_OMITTED = "<!-- raw HTML omitted -->"
_SCHEMES = ("http", "https", "ftp", "mailto", "xmpp")
_ACTIVE_FENCES = re.compile(
    r"(?i)^(?:dataview(?:js)?|query|tasks|templater|js-engine|button|meta-bind.*|dataviewjs.*)$"
)
_LEADING_OUT = re.compile(r"(?i)\b(?:click|href|links?)\b|://|javascript:|%%\{|<|\[\[|www\.")
_COMMANDS = r"\\(?:href|url|includegraphics|require|unicode|style|cssId|class|html\w*|data)(?![A-Za-z])"
_TEX = re.compile(
    rf"(?<![\\$])\$(?!\$)(?:[^$\n\\]|\\[^\n]|\n(?!\s*\n))*?{_COMMANDS}(?:[^$\n\\]|\\[^\n]|\n(?!\s*\n))*\$"
    rf"|(?<!\\)\$\$(?:[^$\\]|\\.|\$(?!\$))*?{_COMMANDS}.*?\$\$",
    re.DOTALL,
)
_BARE = re.compile(
    r"(?i)(?:https?|ftp)://[\w.-]+|(?<![a-z0-9./])www\.[\w.-]*\w"
)  # which GitHub or Obsidian may link all the same
_EMBED = re.compile(r"!\[\[[^\[\]\n]*\]\]")
_WIKILINK = re.compile(r"\[\[[^\[\]\n]*\]\]")
_DEFINED = re.compile(r"^\[\^([^\[\]\s]+)\]: ")
_FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
# What shows nothing though its category is no control: fillers, joiners of graphemes, selectors of variants.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U0001d159\U000e0100-\U000e01ef]|[\ufe00-\ufe0f]{2}"
)
_FRONT_KEYS = frozenset(
    [
        "title",
        "type",
        "aliases",
        "sources",
        "source",
        "sha256",
        "label",
        "author",
        "published",
        "captured",
        "status",
        "effective",
        "address",
        "unplaced",
        "related",
        "created",
        "updated",
        "confidence",
        "disputed",
    ]
)


def hidden(text):
    """The first character of a text that a reader cannot see, as `U+202E control`; empty where there is none."""
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.replace("\n", "").isprintable():
        return ""
    for i, char in enumerate(text):
        if char != "\n" and unicodedata.category(char) in ("Cf", "Cc", "Zl", "Zp", "Cs", "Co") and not _joins(text, i):
            return "U+000D a lone carriage return" if char == "\r" else f"U+{ord(char):04X} control"
    blank = _BLANK.search(text)
    return f"U+{ord(blank.group()[0]):04X} blank" if blank else ""


def _joins(text, i):
    """Whether a joiner stands where a script or an emoji needs it: between letters without case, or after a picture."""
    if text[i] not in "\u200c\u200d":
        return text[i] == "\t"
    around = text[max(0, i - 2) : i] + text[i + 1 : i + 2]
    kinds = {unicodedata.category(c) for c in around}
    return bool(kinds) and (kinds <= {"Lo", "Mn", "Mc"} or "So" in kinds)


# --- a page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageText:
    """One file of the wiki after a change. `before` is its text before it, or None; `files` all paths after it.

    `cited` are the citations that code writes, by label; `own` the footnotes of people on this page; `sources` gives the text of a
    source by its path, with its lines' numbers, or None. `names` are those by which pages are linked.
    """

    path: str
    text: str
    before: str | None
    files: frozenset
    cited: dict
    own: dict
    sources: object
    names: frozenset = frozenset()

    def jobs(self):
        """What is to be rendered, as (text, safe)."""
        found = [(below(self.text), False), (below(self.text), True), (self._notes(), False)]
        if self.before is not None:
            found += [(below(self.before), False), (below(self.before), True)]
        return found

    def _notes(self):
        """A document of nothing but marks and the definitions that code, or a person, wrote for them."""
        rows = {
            label: citations.render(cited, self.path)
            for label, cited in self.cited.items()
            if f"[^{label}" in self.text
        }
        rows |= {label: f"[^{label}]: {text}" for label, text in self.own.items()}
        return "\n\n".join(f"x[^{label}]" for label in rows) + "\n\n" + "\n".join(rows.values()) + "\n"

    def judge(self, rendered):
        """Return what is wrong with it; `rendered` answers `jobs`."""
        if any(made is None for made in rendered):
            return [Fault("traceback", "the parser broke down or took too long", self.path)]
        if not is_whole(rendered[1]):
            return [Fault("live", CUT, self.path, rendered[0][-100:])]
        shown, safe, notes = rendered[:3]
        tree = parsed(shown)
        old = parsed(rendered[3]) if self.before is not None else None
        old_html = rendered[4].count(_OMITTED) if self.before is not None else 0
        raw = list(_raw_html(safe, old_html, tree))
        found = [
            *_front(self.text, self.before),
            *(raw or _elements(tree, old)),
            *self._links(tree, old),
            *self._footnotes(tree, parsed(notes)),
            *_hidden(self.text, tree),
            *_obsidian(self.text, tree, self.names, self.before),
        ]
        return [Fault(f.group, f.kind, self.path, f.what) for f in found]

    # --- links ---

    def _links(self, tree, old):
        known = {target for _, target in _targets(old)} if old is not None else set()
        for tag, target in _targets(tree):
            relative = tag == "img" and "//" not in target  # as raw HTML has it, which is told
            if target not in known and not relative and (problem := self._link(tag, target)):
                yield Fault("live", problem, "", target)

        for text in _texts(tree):
            for found in _BARE.finditer(text):
                written = found.group() in self.text and found.group() not in (self.before or "")
                if written and not self._is_said(found.group()):
                    yield Fault(
                        "live",
                        "an address in words that no source holds",
                        "",
                        text[max(0, found.start() - 20) : found.end() + 20],
                    )

    def _link(self, tag, target):
        if not target or target.startswith("#"):
            return ""
        scheme = re.match(r"(?i)([a-z][a-z0-9+.-]*):", target)
        if tag == "img" and (scheme or target.startswith("//")):
            return "an image from the web"
        if scheme or target.startswith("//"):
            name = scheme[1].lower() if scheme else "//"
            if name not in (*_SCHEMES, "//"):
                return f"an address of the scheme {name}"
            return "" if self._is_said(target) else f"an address that no source holds ({name})"
        path = _from(self.path, target)
        if path in self.files and path.startswith(("wiki/", "raw/")):
            return ""
        return "a link to what is not there" if path.startswith(("wiki/", "raw/")) else "a link out of wiki/ and raw/"

    def _is_said(self, target):
        """Whether an address stands in the text of a source that the page names, whatever escapes either is written with."""
        wanted = addresses_of(target)
        for path in _sources(self.text):
            source = self.sources(path)
            if source is not None and any(x in text for x in wanted for text in said_by(source)):
                return True
        return False

    # --- footnotes ---

    def _footnotes(self, tree, notes):
        right = _items(notes)
        rendered = _items(tree)
        for label, said in rendered:
            folded = {x.casefold(): text for x, text in right}
            if label.casefold() not in folded:
                yield Fault("forged", "a footnote that code did not write", "", f"[^{label}]: {said[:200]}")
            elif said != folded[label.casefold()]:
                yield Fault(
                    "forged",
                    "a footnote that is not rendered as code wrote it",
                    "",
                    f"[^{label}]: {said[:300]} ≠ {folded[label.casefold()][:300]}",
                )
            elif label in self.cited and not self._is_old(label):
                yield from self._quotes(self.cited[label])
        labels = Counter(label.casefold() for label, _ in rendered)
        for label in (x for x, count in labels.items() if count > 1):
            yield Fault("forged", "a footnote twice", "", label)
        defined = [m[1] for line in _last_lines(self.text) if (m := _DEFINED.match(line))]
        for label in defined:
            if label in self.cited and label.casefold() not in labels:
                yield Fault("forged", "a citation that GitHub does not show", "", f"[^{label}]")

    def _is_old(self, label):
        """Whether a definition stood on the page already: what rotted there is told, and stays for people to see."""
        return f"\n{citations.render(self.cited[label], self.path)}\n" in f"{self.before or ''}\n"

    def _quotes(self, cited):
        source = self.sources(cited.source)
        if source is None:
            yield Fault("forged", "a citation of a source that is not there", "", cited.source)
            return
        for quote in cited.quotes:
            lines = [
                line
                for line, at in zip(source.text.split("\n"), source.locators, strict=True)
                if quote.start <= at <= quote.end
            ]
            if squeezed(quote.text) not in squeezed("\n".join(lines)):
                where = "at the place it names" if squeezed(quote.text) in squeezed(source.text) else "in its source"
                yield Fault(
                    "forged",
                    f"a quote that does not stand {where}",
                    "",
                    f"[^{cited.label}] L{quote.start}: {quote.text[:200]}",
                )


# A bracket whose first sign is a caret written as an entity makes cmark-gfm read elsewhere in memory, and end its output there.
_CARET = re.compile(r"\[&(?:#0*94|#[xX]0*5[eE]|Hat);")
CUT = "what GitHub's parser does not render to its end"


def is_whole(html):
    """Whether HTML, without what was raw, is all that the parser makes of a text: it always ends a block."""
    return not html or html.endswith(">\n")


def below(text):
    """A page's text below its front matter."""
    found = _FRONT.match(text)
    return text[found.end() :] if found else text


def parsed(html):
    """The elements of rendered HTML."""
    clean = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", html)  # which no parser of HTML in C takes
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=False)
    return lxml.html.document_fromstring(
        f"<html><body><div>{clean}</div></body></html>".encode("utf-8", "replace"), parser=parser
    )


def _inside(tree):
    body = tree.find("body")
    return (e for e in body.iterdescendants() if e is not body[0]) if body is not None and len(body) else ()


def _front(text, before):
    found = _FRONT.match(text)
    if not found:
        yield Fault("broken", "no front matter")
        return
    try:
        meta = yaml.load(found[1], Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        yield Fault("broken", "front matter that is no YAML", "", f"{error}"[:200])
        return
    old = _FRONT.match(before or "")
    known = {*_FRONT_KEYS, *(yaml.load(old[1], Loader=yaml.CSafeLoader) if old else ())}
    if not isinstance(meta, dict) or not known >= set(meta):
        yield Fault("broken", "keys that code does not write", "", f"{meta}"[:200])
        return
    for value in _flat(meta):
        if hidden(value) or "\n" in value:
            yield Fault("hidden", "a hidden character or a line end in front matter", "", repr(value)[:200])


def _flat(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from _flat(item)
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, str):
        yield value


def _raw_html(safe, allowed, tree):
    if safe.count(_OMITTED) > allowed:
        tags = [e.tag for e in _inside(tree) if not isinstance(e.tag, str) or e.tag not in ELEMENTS]
        kind = tags[0] if tags and isinstance(tags[0], str) else "a comment or a tag that Markdown makes too"
        yield Fault("live", f"raw HTML ({kind})", "", "; ".join(_around(safe))[:300])


def _around(safe):
    return [
        safe[max(0, m.start() - 40) : m.end() + 20].replace(_OMITTED, "⟨HTML⟩") for m in re.finditer(_OMITTED, safe)
    ][:3]


def _elements(tree, old):
    known = {e.tag for e in _inside(old)} if old is not None else set()
    for element in _inside(tree):
        tag = element.tag
        if not isinstance(tag, str):
            if tag not in known:
                yield Fault(
                    "live",
                    "a comment or an instruction in HTML",
                    "",
                    lxml.etree.tostring(element, encoding="unicode", with_tail=False)[:100],
                )
            continue
        if tag not in ELEMENTS:
            if tag not in known:
                yield Fault("live", f"the element {tag}", "", _words(element)[:100])
            continue
        for name, value in element.items():
            pattern = _VALUES.get((tag, name))
            if name not in ELEMENTS[tag] or (pattern and not re.fullmatch(pattern, value, re.DOTALL)):
                yield Fault("live", f"the attribute {name} of {tag}", "", value[:100])


def _words(element):
    return "".join(element.itertext())


def _targets(tree):
    for element in _inside(tree):
        if (
            element.tag == "a"
            and "href" in element.attrib
            and not {"data-footnote-ref", "data-footnote-backref"} & set(element.attrib)
        ):
            yield "a", element.get("href")
        elif element.tag == "img":
            yield "img", element.get("src", "")


def _from(path, target):
    """The path that a relative link leads to; empty where it leaves the repository."""
    if target.startswith("/"):
        return ""
    parts = path.split("/")[:-1]
    name = unquote(urlsplit(target).path) if "://" not in target else target
    for step in name.split("/"):
        if step == "..":
            if not parts:
                return ""
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)


@lru_cache(maxsize=1_000)
def plains(text):
    """A text or an address without what it may be written with: entities once or twice over, escapes, percent signs, case, what is not seen."""
    found = {text, unquote(text)}
    for _ in range(2):
        found |= {entities.unescape(x) for x in found}
    return {unicodedata.normalize("NFKC", _shown(x).replace("\\", "")).casefold() for x in found}


def _shown(text):
    """A text without what is not seen in it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c
        for c in _BLANK.sub("", text)
        if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Zl", "Zp", "Cs", "Co")
    )


def addresses_of(target):
    """The forms in which a source may hold an address that was rendered: a bare one has no scheme, and punctuation may follow."""
    found = set()
    for plain in plains(target):
        bare = {plain, *(plain.removeprefix(x) for x in ("mailto:", "http://", "xmpp:", "//"))}
        found |= bare | {x.rstrip(".,;:!?*_~`|'\"()[]<>$%^") for x in bare}
    return {x for x in found if len(x) > 2}


def said_by(source):
    """All that a source says, in the forms of `plains`."""
    texts = (source.text, source.address, source.title, source.author, source.status)
    return [plain for text in texts for plain in plains(text)]


def _sources(text):
    found = _FRONT.match(text)
    meta = yaml.load(found[1], Loader=yaml.CSafeLoader) if found else {}
    listed = meta.get("sources") if isinstance(meta, dict) else ()
    return [path for path in listed or () if isinstance(path, str)]


def _items(tree):
    """The footnotes as rendered, (label, HTML without the ways back), in order."""
    found = []
    for element in _inside(tree):
        if element.tag == "li" and element.get("id", "").startswith("fn-") and _in_section(element):
            for back in [e for e in element.iter("a") if "data-footnote-backref" in e.attrib]:
                _remove(back)
            inner = (element.text or "") + "".join(
                lxml.etree.tostring(e, encoding="unicode", method="html") for e in element
            )
            found.append(
                (unquote(element.get("id")[3:]), re.sub(r"\s+", " ", re.sub(r"\s+(?=</p>)", "", inner)).strip())
            )
    return found


def _in_section(element):
    section = element.getparent().getparent() if element.getparent() is not None else None
    return section is not None and section.tag == "section"


def _remove(element):
    """Take an element out and leave what follows it."""
    parent, tail = element.getparent(), element.tail or ""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _last_lines(text):
    """The closing run of a text's definitions."""
    lines = text.rstrip("\n").split("\n")
    at = len(lines)
    while at and (_DEFINED.match(lines[at - 1]) or not lines[at - 1].strip()):
        at -= 1
    return lines[at:]


def squeezed(text):
    """A text without white space, signs of quoting and what is not seen."""
    return re.sub(r"[\s>\ufe00-\ufe0f]", "", _shown(unicodedata.normalize("NFC", text)))


def _hidden(text, tree):
    if sign := hidden(text):
        yield Fault(
            "hidden",
            f"a hidden character ({sign.partition(' ')[2]})",
            "",
            f"{sign} in {next(line for line in text.split(chr(10)) if hidden(line))[:160]!r}",
        )
        return
    for element in _inside(tree):
        for shown in (
            element.text if isinstance(element.tag, str) else "",
            element.tail,
            *(element.attrib.values() if isinstance(element.tag, str) else ()),
        ):
            if shown and (sign := hidden(shown)):
                yield Fault(
                    "hidden",
                    f"a hidden character, written as an entity ({sign.partition(' ')[2]})",
                    "",
                    f"{sign} in {shown[:100]!r}",
                )
                return


def _code(tree):
    """The texts of code on a page: (inline ones, those of blocks with their language)."""
    inline, blocks = [], []
    for element in _inside(tree):
        if element.tag == "code":
            parent = element.getparent()
            if parent is not None and parent.tag == "pre":
                blocks.append((parent.get("lang", ""), _words(element)))
            else:
                inline.append(_words(element))
    return inline, blocks


def live(pattern, text, codes):
    """What of a text a pattern finds outside code: as often as it stands there more than in the code that was rendered."""
    counts = Counter(m.group() for m in pattern.finditer(text))
    return [found for found, count in counts.items() if count > sum(code.count(found) for code in codes)]


def _obsidian(text, tree, names, before):
    body = below(text)
    inline, blocks = _code(tree)
    codes = [*inline, *(words for _, words in blocks)]
    if found := live(_CARET, body, codes):
        yield Fault("live", CUT, "", found[0])
    if live(re.compile("%%"), body, codes):
        yield Fault(
            "hidden", "a comment of Obsidian (%%)", "", next(line for line in body.split("\n") if "%%" in line)[:200]
        )
    for language, words in blocks:
        name = language.strip().split(" ")[0].split("{")[0]
        if _ACTIVE_FENCES.match(name):
            yield Fault("live", f"a block that Obsidian runs ({name.lower()})", "", words[:100])
        if name.lower() == "mermaid" and _LEADING_OUT.search(words):
            yield Fault("live", "a diagram with links or HTML (mermaid)", "", words[:100])
        if (
            name.lower() == "math"
            and "\\" in words
            and re.search(r"\\(?:href|url|include|require|unicode|style)", words)
        ):
            yield Fault("live", "math that leads out", "", words[:100])
    for words in inline:
        if words.strip().startswith("$="):
            yield Fault("live", "code that Dataview runs ($=)", "", words[:100])
    if "<%" in text and text.count("<%") > (before or "").count("<%"):
        kind = (
            "in code"
            if not live(re.compile("<%"), text, codes)
            else "in front matter"
            if "<%" not in body
            else "in prose"
        )
        yield Fault(
            "live", f"a command of Templater {kind}", "", next(line for line in text.split("\n") if "<%" in line)[:160]
        )
    prose = body
    for code in sorted(filter(None, codes), key=len, reverse=True):
        prose = prose.replace(code, " ")
    if found := _TEX.search(prose):
        yield Fault("live", "math that leads out", "", found[0][:120])
    for embed in live(_EMBED, body, codes):
        if "://" in embed or "//" in embed[:6] or _name(embed) not in names:
            yield Fault("live", "an embed of what is no page", "", embed[:120])
    for link in live(_WIKILINK, body, codes):
        if f"\\{link}" not in body and _name(link) not in names and link not in (before or ""):
            yield Fault("live", "a [[link]] to what is no page", "", link[:120])


def _name(link):
    """What a [[link]] names, in the form of `names`."""
    target = re.split(r"\\?\||#", link.strip("![]"))[0].strip()
    return target.casefold() if target else "kettle"


# --- index and log --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """The index or the log after a change: derived, so nothing in it leads anywhere but to pages."""

    path: str
    text: str
    before: str
    files: frozenset
    said: str = ""  # all that the sources say, for the addresses that a line of the index may repeat

    def jobs(self):
        return [(self.text, False), (self.text, True), (self.before, False)]

    def judge(self, rendered):
        if any(made is None for made in rendered):
            return [Fault("traceback", "the parser broke down or took too long", self.path)]
        if not is_whole(rendered[1]):
            return [Fault("live", CUT, self.path, rendered[0][-100:])]
        tree, old = parsed(rendered[0]), parsed(rendered[2])
        found = [
            *(list(_raw_html(rendered[1], 0, tree)) or _elements(tree, None)),
            *_hidden(self.text, tree),
            *self._links(tree),
        ]
        found += [f for f in _obsidian(self.text, tree, frozenset(), self.text) if "[[link]]" not in f.kind]
        if self.path == "log.md":
            if not self.text.startswith(self.before):
                found.append(Fault("broken", "an earlier entry of the log was changed"))
            headings = sum(e.tag in ("h1", "h2", "h3") for e in _inside(tree)) - sum(
                e.tag in ("h1", "h2", "h3") for e in _inside(old)
            )
            if headings != 1:
                found.append(Fault("broken", "not one entry more in the log", "", f"{headings}"))
        if list(_items(tree)):
            found.append(Fault("forged", "a footnote where there is none"))
        return [Fault(f.group, f.kind, self.path, f.what) for f in found]

    def _links(self, tree):
        for tag, target in _targets(tree):
            if tag == "img":
                yield Fault("live", "an image", "", target)
            elif re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", target):
                if self.path == "log.md" or not any(x in self.said for x in addresses_of(target)):
                    yield Fault("live", f"an address in {self.path}", "", target)
            elif not (path := _from(self.path, target)).startswith("wiki/") or path not in self.files:
                yield Fault("live", f"a link in {self.path} to what is no page", "", target)


def plain_of(sources):
    """All that sources say, as addresses are looked up in it."""
    return "\n".join(text for source in sources for text in said_by(source))


# --- words of a pull request ----------------------------------------------------------------------------------

_REQUEST_ELEMENTS = {**ELEMENTS, "details": frozenset(), "summary": frozenset(), "span": frozenset()}
_MENTIONS = {
    "a mention": r"(?<![\w`/])@(?=[A-Za-z0-9])",
    "a reference": r"(?<![\w&])#\d|\bGH-\d",
    "a bare address": r"(?i)\w://\w|(?<![a-z0-9.])www\.\w",
    "a way on GitHub": r"(?i)\bgithub\.[a-z.]+/\w",
    "an emoji": r":(?:[a-z_][\w+-]*|[+-]1|100|1234):",
    "a commit": r"(?i)(?<!\w)(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,40}(?!\w)",
}
_MENTIONED = {kind: re.compile(pattern) for kind, pattern in _MENTIONS.items()}
_SKIPS = re.compile(
    r"(?i)\[\s*(?:(?:skip|no)[\s_-]*(?:ci|actions?)|(?:ci|actions?)[\s_-]*skip)\s*\]|\b(?:skip|request)-checks\s*:"
)


@dataclass(frozen=True)
class RequestText:
    """The text of a pull request. `home` is the address of the repository, empty where it is for a local branch."""

    body: str
    home: str
    files: frozenset
    marker: str = ""

    def jobs(self):
        return [(self.body, False)]

    def judge(self, rendered):
        if rendered[0] is None:
            return [Fault("traceback", "the parser broke down or took too long", "pull request")]
        if not is_whole(rendered[0]):
            return [Fault("live", CUT, "pull request", rendered[0][-100:])]
        tree = parsed(rendered[0])
        found = [*self._elements(tree), *self._links(tree), *self._words(tree)]
        if sign := hidden(self.body):
            found.append(
                Fault(
                    "hidden",
                    f"a hidden character ({sign.partition(' ')[2]})",
                    "",
                    f"{sign} in {next(line for line in self.body.split(chr(10)) if hidden(line))[:160]!r}",
                )
            )
        if len(self.body) > 65_536:
            found.append(Fault("broken", "longer than GitHub takes"))
        return [Fault(f.group, f.kind, "pull request", f.what) for f in found]

    def _elements(self, tree):
        comments = 0
        for element in _inside(tree):
            tag = element.tag
            if not isinstance(tag, str):
                comments += 1
                if lxml.etree.tostring(element, encoding="unicode", with_tail=False) != self.marker:
                    yield Fault("live", "a comment in HTML", "", f"{element}"[:100])
            elif tag not in _REQUEST_ELEMENTS or set(element.attrib) - _REQUEST_ELEMENTS[tag]:
                yield Fault("live", f"the element {tag} with {sorted(element.attrib)}", "", _words(element)[:100])
            elif tag == "span" and _words(element) != "$":
                yield Fault("live", "the element span", "", _words(element)[:100])
            elif tag == "details" and (
                element.getparent().tag not in ("div", "body") or [e.tag for e in element][:1] != ["summary"]
            ):
                yield Fault("live", "a fold in another place than code puts it", "", _words(element)[:100])
            elif tag == "img":
                yield Fault("live", "an image", "", element.get("src", ""))
            elif tag == "input":
                yield Fault("live", "a task", "", _words(element.getparent())[:100])
        if comments != bool(self.marker):
            yield Fault("live", "not one marker", "", f"{comments}")
        if list(_items(tree)):
            yield Fault("forged", "a footnote where there is none")

    def _links(self, tree):
        for _, target in _targets(tree):
            inside = bool(self.home) and target.startswith(f"{self.home}/")
            if not inside:
                yield Fault("live", "an address that code did not write", "", target)
            elif "/blob/" in target and not any(
                unquote(target.partition("?")[0].partition("#")[0]).endswith(f"/{f}") for f in self.files
            ):
                yield Fault("live", "a link to a file that is not there", "", target)

    def _words(self, tree):
        dollars = 0
        for text in _texts(tree):
            for kind, pattern in _MENTIONED.items():
                if found := pattern.search(text):
                    yield Fault("live", f"{kind} that acts", "", text[max(0, found.start() - 40) : found.end() + 40])
            dollars = max(dollars, text.count("$"))
        if dollars > 1:
            yield Fault("live", "math that acts", "", next(t for t in _texts(tree) if t.count("$") > 1)[:120])


def _texts(tree):
    """The texts in which GitHub looks for what acts: not in code, and not in links."""
    for element in _inside(tree):
        if isinstance(element.tag, str) and element.text and not _quiet(element):
            yield element.text
        if element.tail and element.getparent() is not None and not _quiet(element.getparent()):
            yield element.tail


def _quiet(element):
    while element is not None:
        if element.tag in ("code", "pre", "a", "span"):
            return True
        element = element.getparent()
    return False


_MESSAGE = re.compile(
    r"Compile [^\n]{1,80}\n\n\d+ of \d+ claims placed(?: \(\d+ %\))?\.\n\n(?:- (?:create|update) wiki/[^\n]+\n)*\n"
    r"(?:Wiki-(?:Source|Source-SHA256|Librarian|Model|Cost|Schema): [^\n]*\n)+"
)


@dataclass(frozen=True)
class PlainWords:
    """The title of a pull request or a commit's message, where nothing is Markdown but words act all the same."""

    name: str
    text: str
    jobs = staticmethod(list)

    def judge(self, rendered):
        text = self.text
        found = []
        if self.name == "title" and ("\n" in text or len(text) > 256 or not text.strip()):
            found.append(Fault("broken", "not one line of at most 256 characters", "", text[:200]))
        if self.name == "message" and not _MESSAGE.fullmatch(text):
            found.append(Fault("broken", "not the form of a message", "", text[:400]))
        if sign := hidden(text):
            found.append(
                Fault("hidden", f"a hidden character ({sign.partition(' ')[2]})", "", f"{sign} in {text[:200]!r}")
            )
        for kind in ("a mention", "a reference", "a bare address", "a way on GitHub"):
            if m := _MENTIONED[kind].search(text):
                found.append(Fault("live", f"{kind} that acts", "", text[max(0, m.start() - 40) : m.end() + 40]))
        if m := _SKIPS.search(text):
            found.append(Fault("live", "words that skip checks", "", m.group()))
        return [Fault(f.group, f.kind, self.name, f.what) for f in found]


def judge(documents, renderer):
    """Judge (owner, document) pairs, rendering all at once; return the faults by owner."""
    jobs = [document.jobs() for _, document in documents]
    made = iter(renderer.render([job for some in jobs for job in some]))
    found = {}
    for (owner, document), some in zip(documents, jobs, strict=True):
        found.setdefault(owner, []).extend(document.judge([next(made) for _ in some]))
    return found
