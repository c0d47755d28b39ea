"""Make links follow pages that are renamed or moved, or become plain words where a page goes.

Every way to write a link is kept: `[[wiki-links]]` with their words, headings and folders, Markdown
links inline and by reference, and HTML. The idea: each link is resolved in the wiki as it was
before, from the place where its page stood; if it led to a page that moves, its target alone is
written anew, relative to where its own page stands now. Where its own page moves to another folder,
its relative links are written anew as well. All else stays as it is, also what looks like a link
and stands in code. A wiki-link without words of its own gets its old name as words, so that no
cited sentence changes, nor what a judge said about it. A page never comes to link to itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.core.markup import footnotes, frontmatter, markdown, text_mask
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import from_link, link_to
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.wiki import Wiki

_TARGET = re.compile(r"\]\(\s*(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)")
_REFERENCE = re.compile(
    r"^( {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*)(<[^<>\n]*>|\S+)(.*)$", re.MULTILINE
)
_USED = re.compile(r"(?<!\\)!?\[((?:[^\[\]\\\n]|\\.)+)\](?:\[((?:[^\[\]\\\n]|\\.)*)\])?(?![(:\[])")
_HTML = re.compile(r"(<[A-Za-z][^<>]*?\b(?:href|src)\s*=\s*)([\"'])([^\"'<>]*)\2", re.IGNORECASE)
_ANCHOR = re.compile(
    r"<a\b[^<>]*?\bhref\s*=\s*([\"'])([^\"'<>]*)\1[^<>]*>((?:(?!<a\b).)*?)</a\s*>",
    re.IGNORECASE | re.DOTALL,
)
_OUTER = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:|^//|^#|^/")


@dataclass(frozen=True)
class Move:
    """What links must follow.

    `to` maps the slug of a page to the path where its words are now, or to None where the page
    goes. `gone` are other files that go. Names are resolved in `before`, the wiki as it was.
    """

    before: Wiki
    to: Mapping[str, str | None]
    gone: frozenset[str] = field(default=frozenset())

    def concerns(self, slug: str) -> bool:
        """Tell by its facts and text whether a page may hold a link that must follow.

        A title in prose does not count.
        """
        facts = self.before.facts[slug]
        mine = {name for moved in self.to for name in self.before.facts[moved].names}
        text = self.before.text(slug)
        return bool(mine.intersection(facts.links)) or any(
            n in text for n in (*self.to, *map(_file, self.gone))
        )


def _file(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def follow_move(text: str, path: str, move: Move, here: str = "") -> str:
    """Return a page's text with its links following the move.

    `here` is where the page will stand, if not at `path`.
    """
    here = here or path
    front, body = frontmatter.split(text)
    lead, parts, tail = markdown.split_body(body)
    body = lead + "".join(part.line + part.text for part in parts)
    return (
        _in_front(front, path, here, move)
        + follow_move_in_prose(body, path, move, here)
        + _notes(tail, path, here, move)
    )


def follow_move_in_prose(text: str, path: str, move: Move, here: str = "") -> str:
    """Do what `follow_move` does, for a part of a page without front matter and footnotes."""
    at = _Place(path, here or path, move)
    return _html(_references(_links(text, at), at), at)


@dataclass(frozen=True)
class _Place:
    path: str
    here: str
    move: Move

    def page(self, name: str) -> str | None:
        """Return the slug of the page that a wiki-link's name opens, if that page moves or goes."""
        base = slug_of_path(name)
        slug = self.move.before.resolve(base)
        return slug if slug in self.move.to else None

    def file(self, target: str) -> str:
        """Return the path that a Markdown link points at; "" where that is no file here."""
        return (
            ""
            if not target or _OUTER.match(target)
            else from_link(self.path, target.split("?")[0].split("#")[0])
        )

    def new_target(self, target: str) -> str | None:
        """Return what a Markdown link must point at; None where it led to what goes."""
        plain = target.strip("<>")
        there = self.file(plain)
        if not there:
            return target
        if there in self.move.gone:
            return None
        slug = self.page(there) if is_page(there) else None
        if slug is None:
            return (
                target
                if self.path.split("/")[:-1] == self.here.split("/")[:-1]
                else self._with_rest(there, plain)
            )
        new = self.move.to[slug]
        return None if new is None else self._with_rest(new, plain)

    def _with_rest(self, there: str, plain: str) -> str:
        rest = re.search(r"[?#].*$", plain, re.DOTALL)
        return link_to(self.here, there) + (rest.group() if rest else "")


def _links(text: str, at: _Place) -> str:
    out: list[str] = []
    done = 0
    for link in sorted(markdown.find_links(text), key=lambda x: (x.start, -x.end)):
        if link.start < done:
            continue
        raw = text[link.start : link.end]
        new = _wiki_link(raw, link, text, at) if link.kind == "wiki" else _inline(raw, link, at)
        out += [text[done : link.start], new]
        done = link.end
    return "".join(out) + text[done:]


def _inline(raw: str, link: markdown.LinkSpan, at: _Place) -> str:
    start = (2 if link.embed else 1) + len(link.label)
    found = _TARGET.match(raw, start) if raw.startswith("](", start) else None
    if found is None:
        return raw
    new = at.new_target(found[1])
    if new is None:
        return link.label
    there = at.file(found[1].strip("<>"))
    if "#" not in new and there != at.path and link_to(at.here, at.here) == new.split("?")[0]:
        return link.label  # a page does not come to link to itself
    label = _links(link.label, at) if "[" in link.label else link.label
    return (
        raw[: start - len(link.label)]
        + label
        + raw[start : found.start(1)]
        + new
        + raw[found.end(1) :]
    )


def _wiki_link(raw: str, link: markdown.LinkSpan, text: str, at: _Place) -> str:
    inner = raw[3 if link.embed else 2 : -2]
    name, bar, label = _cut(inner)
    target, sign, heading = name.partition("#")
    wanted = target.strip()
    file = next(
        (f for f in at.move.gone if wanted and wanted in (f, _file(f), f.removesuffix(".md"))), ""
    )
    slug = at.page(wanted) if wanted else None
    if slug is None and not file:
        return raw
    shown = label.strip() or slug_of_path(wanted)
    new = at.move.to[slug] if slug and not file else None
    if new is None:
        return shown
    if new == at.here and not sign and slug and at.move.before.facts[slug].path != at.path:
        return shown  # a page does not come to link to itself
    now = _named(wanted, new)
    if not bar and not link.embed and "/" not in wanted:  # the sentence keeps its words
        bar, label = ("\\|" if _in_table(text, link.start) else "|"), wanted
    return f"{'!' * link.embed}[[{now}{sign}{heading}{bar}{label}]]"


def _cut(inner: str) -> tuple[str, str, str]:
    """Cut what stands between the brackets at its bar, which is escaped in a table."""
    found = re.search(r"\\?\|", inner)
    return (
        (inner[: found.start()], found.group(), inner[found.end() :]) if found else (inner, "", "")
    )


def _named(wanted: str, new: str) -> str:
    """Return how a link names the page at `new`: with folders and suffix if it had them before."""
    plain = new.removesuffix(".md")
    suffix = ".md" if wanted.endswith(".md") else ""
    if "/" not in wanted:
        return plain.rsplit("/", 1)[-1] + suffix
    folders = wanted.rsplit("/", 1)[0]
    return (
        plain if folders.lstrip("./").startswith("wiki") else plain.removeprefix("wiki/")
    ) + suffix


def _in_table(text: str, at: int) -> bool:
    start = text.rfind("\n", 0, at) + 1
    return text[start:at].lstrip().startswith("|")


# --- links by reference, HTML, front matter, a person's footnotes ---


def _references(text: str, at: _Place) -> str:
    if "]:" not in text:
        return text
    shown = text_mask.mask(text)
    out, done = [], 0
    gone: set[str] = set()
    for m in _REFERENCE.finditer(shown):
        new = at.new_target(m[3])
        if new is None:
            gone.add(fold(m[2]))
        out += [text[done : m.start()], "" if new is None else m[1] + new + m[4]]
        done = m.end() + 1 if new is None and text[m.end() : m.end() + 1] == "\n" else m.end()
    text = "".join(out) + text[done:]
    return (
        _outside_code(text, _USED, lambda m: m[1] if fold(m[2] or m[1]) in gone else m[0])
        if gone
        else text
    )


def _html(text: str, at: _Place) -> str:
    if "<" not in text:
        return text
    text = _outside_code(text, _ANCHOR, lambda m: m[3] if at.new_target(m[2]) is None else m[0])

    def mended(m: re.Match[str]) -> str:
        new = at.new_target(m[3])
        return m[0] if new is None else f"{m[1]}{m[2]}{new}{m[2]}"

    return _outside_code(text, _HTML, mended)


def _outside_code(text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> str:
    shown = text_mask.mask(text)
    return pattern.sub(lambda m: new(m) if shown[m.start()] == text[m.start()] else m[0], text)


def _in_front(front: str, path: str, here: str, move: Move) -> str:
    """Make the wiki-links in front matter follow; Markdown links have no effect there."""
    if "[[" not in front:
        return front
    return "\n".join(
        _links(line, _Place(path, here, move)) if "[[" in line else line
        for line in front.split("\n")
    )


def _notes(tail: str, path: str, here: str, move: Move) -> str:
    out = []
    for line in tail.split("\n"):
        found = next(iter(footnotes.find_definition_rows(line)), None)
        cited = citations.parse(*found, path) if found else None
        if found is None or cited is None:
            out.append(follow_move_in_prose(line, path, move, here))
        else:
            out.append(
                citations.render(cited, here, citations.style_of(found[1]))
                if here != path
                else line
            )
    return "\n".join(out)
