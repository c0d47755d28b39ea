"""The oracle: what a page is when GitHub's parser has rendered it, and the judgement of many documents at once.

It knows nothing of the program's own parser. From the program it takes how a citation is written (`core/citations.render`), which
claims a change set holds, and nothing else.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html
import yaml

from pipeline.core.wiki import citations
from tests.fuzz.allowed import (
    ACTIVE_FENCES,
    BARE,
    BLANK,
    DEFINED,
    ELEMENTS,
    EMBED,
    FRONT,
    FRONT_KEYS,
    LEADING_OUT,
    OMITTED,
    SCHEMES,
    TEX,
    VALUES,
    WIKILINK,
    hidden,
)
from tests.fuzz.faults import Fault


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
            label: _as_written(label, cited, self.path, self.text)
            for label, cited in self.cited.items()
            if f"[^{label}" in self.text
        }
        rows |= {label: f"[^{label}]: {text}" for label, text in self.own.items()}
        return (
            "\n\n".join(f"x[^{label}]" for label in rows) + "\n\n" + "\n".join(rows.values()) + "\n"
        )

    def judge(self, rendered):
        """Return what is wrong with it; `rendered` answers `jobs`."""
        if any(made is None for made in rendered):
            return [Fault("traceback", "the parser broke down or took too long", self.path)]
        if not is_whole(rendered[1]):
            return [Fault("live", CUT, self.path, rendered[0][-100:])]
        shown, safe, notes = rendered[:3]
        tree = parsed(shown)
        old = parsed(rendered[3]) if self.before is not None else None
        old_html = rendered[4].count(OMITTED) if self.before is not None else 0
        raw = list(raw_html(safe, old_html, tree))
        found = [
            *_front(self.text, self.before),
            *(raw or strange_elements(tree, old)),
            *self._links(tree, old),
            *self._footnotes(tree, parsed(notes)),
            *hidden_faults(self.text, tree),
            *obsidian_faults(self.text, tree, self.names, self.before),
        ]
        return [Fault(f.group, f.kind, self.path, f.what) for f in found]

    # --- links ---

    def _links(self, tree, old):
        known = {target for _, target in targets_of(old)} if old is not None else set()
        for tag, target in targets_of(tree):
            relative = tag == "img" and "//" not in target  # as raw HTML has it, which is told
            if target not in known and not relative and (problem := self._link(tag, target)):
                yield Fault("live", problem, "", target)

        for text in acting_texts(tree):
            for found in BARE.finditer(text):
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
            if name not in (*SCHEMES, "//"):
                return f"an address of the scheme {name}"
            return "" if self._is_said(target) else f"an address that no source holds ({name})"
        path = path_from(self.path, target)
        if path in self.files and path.startswith(("wiki/", "raw/")):
            return ""
        return (
            "a link to what is not there"
            if path.startswith(("wiki/", "raw/"))
            else "a link out of wiki/ and raw/"
        )

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
        right = footnotes_of(notes)
        rendered = footnotes_of(tree)
        for label, said in rendered:
            folded = {x.casefold(): text for x, text in right}
            if label.casefold() not in folded:
                yield Fault(
                    "forged", "a footnote that code did not write", "", f"[^{label}]: {said[:200]}"
                )
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
        defined = [m[1] for line in _last_lines(self.text) if (m := DEFINED.match(line))]
        for label in defined:
            if label in self.cited and label.casefold() not in labels:
                yield Fault("forged", "a citation that GitHub does not show", "", f"[^{label}]")

    def _is_old(self, label):
        """Whether a definition stood on the page already: what rotted there is told, and stays for people to see."""
        before = self.before or ""
        line = _as_written(label, self.cited[label], self.path, before)
        return f"\n{line}\n" in f"{before}\n"

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
                where = (
                    "at the place it names"
                    if squeezed(quote.text) in squeezed(source.text)
                    else "in its source"
                )
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
    found = FRONT.match(text)
    return text[found.end() :] if found else text


def parsed(html):
    """The elements of rendered HTML."""
    # which no parser of HTML in C takes
    clean = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", html)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=False)
    return lxml.html.document_fromstring(
        f"<html><body><div>{clean}</div></body></html>".encode("utf-8", "replace"), parser=parser
    )


def elements_of(tree):
    body = tree.find("body")
    return (
        (e for e in body.iterdescendants() if e is not body[0])
        if body is not None and len(body)
        else ()
    )


def _front(text, before):
    found = FRONT.match(text)
    if not found:
        yield Fault("broken", "no front matter")
        return
    try:
        meta = yaml.load(found[1], Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        yield Fault("broken", "front matter that is no YAML", "", f"{error}"[:200])
        return
    old = FRONT.match(before or "")
    known = {*FRONT_KEYS, *(yaml.load(old[1], Loader=yaml.CSafeLoader) if old else ())}
    if not isinstance(meta, dict) or not known >= set(meta):
        yield Fault("broken", "keys that code does not write", "", f"{meta}"[:200])
        return
    for value in _flat(meta):
        if hidden(value) or "\n" in value:
            yield Fault(
                "hidden", "a hidden character or a line end in front matter", "", repr(value)[:200]
            )


def _flat(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from _flat(item)
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, str):
        yield value


def raw_html(safe, allowed, tree):
    if safe.count(OMITTED) > allowed:
        tags = [
            e.tag for e in elements_of(tree) if not isinstance(e.tag, str) or e.tag not in ELEMENTS
        ]
        kind = (
            tags[0]
            if tags and isinstance(tags[0], str)
            else "a comment or a tag that Markdown makes too"
        )
        yield Fault("live", f"raw HTML ({kind})", "", "; ".join(_around(safe))[:300])


def _around(safe):
    return [
        safe[max(0, m.start() - 40) : m.end() + 20].replace(OMITTED, "⟨HTML⟩")
        for m in re.finditer(OMITTED, safe)
    ][:3]


def strange_elements(tree, old):
    known = {e.tag for e in elements_of(old)} if old is not None else set()
    for element in elements_of(tree):
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
                yield Fault("live", f"the element {tag}", "", words_of(element)[:100])
            continue
        for name, value in element.items():
            pattern = VALUES.get((tag, name))
            if name not in ELEMENTS[tag] or (
                pattern and not re.fullmatch(pattern, value, re.DOTALL)
            ):
                yield Fault("live", f"the attribute {name} of {tag}", "", value[:100])


def words_of(element):
    return "".join(element.itertext())


def targets_of(tree):
    for element in elements_of(tree):
        if (
            element.tag == "a"
            and "href" in element.attrib
            and not {"data-footnote-ref", "data-footnote-backref"} & set(element.attrib)
        ):
            yield "a", element.get("href")
        elif element.tag == "img":
            yield "img", element.get("src", "")


def path_from(path, target):
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
        for c in BLANK.sub("", text)
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
    found = FRONT.match(text)
    meta = yaml.load(found[1], Loader=yaml.CSafeLoader) if found else {}
    listed = meta.get("sources") if isinstance(meta, dict) else ()
    return [path for path in listed or () if isinstance(path, str)]


def footnotes_of(tree):
    """The footnotes as rendered, (label, HTML without the ways back), in order."""
    found = []
    for element in elements_of(tree):
        if element.tag == "li" and element.get("id", "").startswith("fn-") and _in_section(element):
            for back in [e for e in element.iter("a") if "data-footnote-backref" in e.attrib]:
                _remove(back)
            inner = (element.text or "") + "".join(
                lxml.etree.tostring(e, encoding="unicode", method="html") for e in element
            )
            found.append(
                (
                    unquote(element.get("id")[3:]),
                    re.sub(r"\s+", " ", re.sub(r"\s+(?=</p>)", "", inner)).strip(),
                )
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
    while at and (DEFINED.match(lines[at - 1]) or not lines[at - 1].strip()):
        at -= 1
    return lines[at:]


def squeezed(text):
    """A text without white space, signs of quoting and what is not seen."""
    return re.sub(r"[\s>\ufe00-\ufe0f]", "", _shown(unicodedata.normalize("NFC", text)))


def hidden_faults(text, tree):
    if sign := hidden(text):
        yield Fault(
            "hidden",
            f"a hidden character ({sign.partition(' ')[2]})",
            "",
            f"{sign} in {next(line for line in text.split(chr(10)) if hidden(line))[:160]!r}",
        )
        return
    for element in elements_of(tree):
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
    for element in elements_of(tree):
        if element.tag == "code":
            parent = element.getparent()
            if parent is not None and parent.tag == "pre":
                blocks.append((parent.get("lang", ""), words_of(element)))
            else:
                inline.append(words_of(element))
    return inline, blocks


def live(pattern, text, codes):
    """What of a text a pattern finds outside code: as often as it stands there more than in the code that was rendered."""
    counts = Counter(m.group() for m in pattern.finditer(text))
    return [
        found for found, count in counts.items() if count > sum(code.count(found) for code in codes)
    ]


def obsidian_faults(text, tree, names, before):
    body = below(text)
    inline, blocks = _code(tree)
    codes = [*inline, *(words for _, words in blocks)]
    if found := live(_CARET, body, codes):
        yield Fault("live", CUT, "", found[0])
    if live(re.compile("%%"), body, codes):
        yield Fault(
            "hidden",
            "a comment of Obsidian (%%)",
            "",
            next(line for line in body.split("\n") if "%%" in line)[:200],
        )
    for language, words in blocks:
        name = language.strip().split(" ")[0].split("{")[0]
        if ACTIVE_FENCES.match(name):
            yield Fault("live", f"a block that Obsidian runs ({name.lower()})", "", words[:100])
        if name.lower() == "mermaid" and LEADING_OUT.search(words):
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
            "live",
            f"a command of Templater {kind}",
            "",
            next(line for line in text.split("\n") if "<%" in line)[:160],
        )
    prose = body
    for code in sorted(filter(None, codes), key=len, reverse=True):
        prose = prose.replace(code, " ")
    if found := TEX.search(prose):
        yield Fault("live", "math that leads out", "", found[0][:120])
    for embed in live(EMBED, body, codes):
        if "://" in embed or "//" in embed[:6] or _name(embed) not in names:
            yield Fault("live", "an embed of what is no page", "", embed[:120])
    for link in live(WIKILINK, body, codes):
        is_file = link.startswith(("[[raw/", "[[wiki/texts/"))  # a citation's; its line is compared
        known = is_file or _name(link) in names
        if f"\\{link}" not in body and not known and link not in (before or ""):
            yield Fault("live", "a [[link]] to what is no page", "", link[:120])


def _as_written(label, cited, path, text):
    """The line that code writes for a citation, in the style and with the headings of the page's own line."""
    rows = (row for row in text.split("\n") if row.startswith(f"[^{label}]: "))
    found = [row.partition(": ")[2].rstrip() for row in rows]
    known = next((x for row in found if (x := citations.parse(label, row, path)) == cited), None)
    style = citations.style_of(found[0]) if found else "markdown"
    return citations.render(replace(cited, headings=known.headings if known else ()), path, style)


def _name(link):
    """What a [[link]] names, in the form of `names`."""
    target = re.split(r"\\?\||#", link.strip("![]"))[0].strip()
    return target.casefold() if target else "kettle"


def acting_texts(tree):
    """The texts in which GitHub looks for what acts: not in code, and not in links."""
    for element in elements_of(tree):
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


def judge(documents, renderer):
    """Judge (owner, document) pairs, rendering all at once; return the faults by owner."""
    jobs = [document.jobs() for _, document in documents]
    made = iter(renderer.render([job for some in jobs for job in some]))
    found = {}
    for (owner, document), some in zip(documents, jobs, strict=True):
        found.setdefault(owner, []).extend(document.judge([next(made) for _ in some]))
    return found
