"""A link, image or embed leads nowhere: there is no such page, file, heading or block.

A link is dead where neither reader can open it, and so not where `ignore` names the file. `[[x]]`
is resolved as Obsidian and this wiki do; a Markdown link must be spelt as the file is, for GitHub
tells case apart. In a change only links to pages that are not there are reported, or a compile
could be refused for what a person wrote earlier. If a source that a page cites is gone,
missing-source reports it once for all its links;
links out of `wiki/` and `raw/` are left to foreign-address. Headings in sources, lines beyond the
end of a file, and definitions that nothing refers to, unless they look like a path, are not
reported. With `profile: structure` a mere name that nothing is called is reported once for all the
pages that link to it; and where one in five of such links is open, or names hold slashes as in
Logseq, links name what is to be written one day, so that only a name is reported that looks like a
slip for another. In a workspace of Dendron the label of a link comes first.

Bad:  `See [[contxt-window]].`
Good: `See [[context-window]].`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice

from pipeline.core.findings.dendron_links import is_dendron, read_dendron_ref
from pipeline.core.findings.habits import is_slip, open_names
from pipeline.core.findings.view import FoundOnPage, Lines, Spot, View
from pipeline.core.markup import frontmatter, links, markdown
from pipeline.core.markup.anchors import heading_key
from pipeline.core.markup.link_refs import ref_of
from pipeline.core.markup.links import Link
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.text import counted, nearest
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.citations import from_link, link_to
from pipeline.core.wiki.facts import PageFacts, is_page
from pipeline.core.wiki.link_resolution import LinkResolver, drop_md_suffix, resolver_of
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.page_properties import name_by_file

SEVERITY: Severity = "error"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")
_MOST_LOOKED_FOR = 100  # dead links of one page for which the nearest name is looked for
_MOST_HEADINGS = 1_000  # of a page, among which the nearest one is looked for
# An address in quotes is read as a path; its slashes are one by then.
_QUOTED_ADDRESS = re.compile(r"(?:^|/)['\"‘’“”]+(https?:/)(.*?)['\"‘’“”]*$")
_ANY_PAGE_ADVICE = "Link to a page that exists."
_ATTACHMENT_ENDINGS = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".webp",
    ".pdf",
    ".csv",
    ".mp3",
    ".mp4",
    ".canvas",
    ".base",
)


def check(view: View) -> Iterator[Spot]:
    if not view.whole:
        yield from (spot for page in view.pages for spot in _dead_page_links(page, view))
        return
    if view.schema.rules.profile == "structure":
        yield from _check_structure(view)
    else:
        yield from _check_wiki(view)


def _check_structure(view: View) -> Iterator[Spot]:
    """Yield the dead links of a wiki that existed before, each open name once."""
    unknown, are_left = open_names(view.wiki, view.files_there)
    named: dict[str, list[Spot]] = {}
    for spot in _check_wiki(view):
        if fold(spot.subject) not in unknown:
            yield spot
        elif not are_left or _is_slip(spot.subject, view):
            named.setdefault(spot.subject, []).append(spot)
    for spots in named.values():
        pages = len({spot.path for spot in spots}) - 1
        more = f", here and on {counted(pages, 'other page')}" if pages else ""
        yield spots[0]._replace(message=f"{spots[0].message}{more}")


def _is_slip(name: str, view: View) -> bool:
    known = resolver_of(view.wiki, view.files_there)
    path = known.nearest_page(name)
    return bool(path) and is_slip(name, known.pages[path])


def _check_wiki(view: View) -> Iterator[Spot]:
    known = resolver_of(view.wiki, view.files_there)
    doubtful = {ref for ref in known.unclear_refs if not known.leads_somewhere(ref)}
    slugs = view.wiki.facts.keys()
    gone = set(chain.from_iterable(facts.related for facts in view.all_facts())).difference(slugs)
    for facts in view.all_facts() if doubtful or gone else ():
        if doubtful.isdisjoint(facts.refs) and gone.isdisjoint(facts.related):
            continue  # which is true of nearly every page
        refs = [ref for ref in facts.refs if ref in doubtful] + [
            f"[{name}" for name in facts.related if name in gone
        ]
        if any(
            known.problem_of(ref, facts) and not _is_reported_elsewhere(ref, facts, known)
            for ref in refs
        ):
            find = partial(_find_dead_links, facts, known)
            yield from view.kept("dead-link", known.digest, facts.path, find)


def _is_reported_elsewhere(ref: str, facts: PageFacts, known: LinkResolver) -> bool:
    """Tell whether missing-source reports the file to which a dead ref leads."""
    path = ref[1:].partition("#")[0]
    if not ref.startswith("(raw/"):
        return False
    return path == facts.record.get("source") or (
        path in facts.cites and not known.path_in_other_case(path)
    )


# --- a change: only what would leave a page pointing at no page ---


def _dead_page_links(page: Page, view: View) -> Iterator[Spot]:
    lines = Lines(page.body)
    old = view.page_before(page) if view.schema.rules.profile == "structure" else None
    theirs = {target for target, _ in _targets(old)} if old else set()
    for target, link in _targets(page):
        if (
            target not in theirs
            and view.wiki.resolve(target) is None
            and not _is_file_of_people(target, link, view)
        ):
            line, column = lines.place(link.start)
            line += page.first_line - 1
            yield Spot(
                page.path,
                target,
                f"the link to {target!r} leads nowhere",
                _ANY_PAGE_ADVICE,
                line,
                column,
            )


def _is_file_of_people(target: str, link: markdown.LinkSpan, view: View) -> bool:
    """Tell whether a link leads to what is no page: an ignored file, or one beside the wiki.

    People may link to such; a librarian knows the pages of the wiki alone.
    """
    if view.written:
        return False
    if fold(target) in view.wiki.ignored_names:
        return True
    # A link in Markdown leads to a path, which a name alone does not show.
    return link.kind == "wiki" and bool(
        resolver_of(view.wiki, view.files_there).other_files(link.target)
    )


def _targets(page: Page) -> Iterator[tuple[str, markdown.LinkSpan]]:
    for link in markdown.find_links(page.body):
        if (
            link.kind == "wiki"
            and link.target
            and not link.target.lower().endswith(_ATTACHMENT_ENDINGS)
        ):
            yield slug_of_path(link.target), link
        elif link.kind == "inline" and "://" not in link.target:
            path = from_link(page.path, link.target.split("?")[0])
            if is_page(path):
                yield slug_of_path(path), link


# --- a whole wiki: everything a link can point at ---


def _find_dead_links(facts: PageFacts, known: LinkResolver) -> FoundOnPage:
    """Return the dead links of a page; what they depend on beside it is in `known.digest`."""
    advice = _Advice(facts, known)
    spots = tuple(_dead_links(known.wiki.text_at(facts.path), facts, known, advice))
    return FoundOnPage(spots, advice.read)


def _dead_links(
    text: str, facts: PageFacts, known: LinkResolver, advice: _Advice
) -> Iterator[Spot]:
    seen = set()
    lines = Lines(text)
    label_first = is_dendron(known.files)
    for link in links.links_of(text):
        ref = ref_of(link, facts.path)
        if label_first and ref:
            ref = read_dendron_ref(link, text, facts.path)
        problem = known.problem_of(ref, facts) if ref and _is_judged(link) else ""
        # A page links to a source once for each quote, so that is reported once.
        if (
            problem
            and not _is_reported_elsewhere(ref, facts, known)
            and not (ref.startswith("(raw/") and ref in seen)
        ):
            yield _spot(facts, ref, problem, *lines.place(link.start), advice)
        seen |= {ref, fold(link.target) if link.kind == "front" else ""}
    for name in facts.related:
        if fold(name) not in seen and known.problem_of(f"[{name}", facts):
            seen.add(fold(name))
            yield _spot(
                facts, f"[{name}", "gone", *_in_related(frontmatter.split(text)[0], name), advice
            )


def _is_judged(link: Link) -> bool:
    """Tell whether a link is judged here; a reference is judged where it is defined.

    A definition that nothing refers to may be a word in brackets, unless it looks like a path.
    """
    return link.kind != "reference" and (link.used or "/" in link.target or "." in link.target)


def _in_related(front: str, name: str) -> tuple[int, int]:
    """Return where a name stands in the list `related`, or else where that list begins."""
    begin = max(front.find("\nrelated:"), 0)
    at = front.find(name, begin + len("\nrelated:"))
    return Lines(front).place(at if at >= 0 else begin + 1)


def _spot(
    facts: PageFacts, ref: str, problem: str, line: int, column: int, advice: _Advice
) -> Spot:
    target, _, fragment = ref[1:].partition("#")
    subject = _subject(ref[0], target, fragment)
    message, suggestion = advice.words(ref[0], target, fragment, problem)
    return Spot(facts.path, subject, message, suggestion, line, column)


def _subject(kind: str, target: str, fragment: str) -> str:
    """Return what stays the same when a link is written in other case or with other punctuation."""
    name = (
        target
        if kind == "("
        else "/".join(fold(part) or part for part in drop_md_suffix(target).split("/"))
    )
    spot = fragment.lower() if fragment.startswith("^") else fold(fragment) or fragment
    return f"{name}#{spot}" if fragment else name


class _Advice:
    """Says what to write instead of the dead links of one page.

    The nearest name takes time to find, so it is looked for only for the first of them.
    """

    def __init__(self, facts: PageFacts, known: LinkResolver) -> None:
        self._facts, self._known = facts, known
        self._left = _MOST_LOOKED_FOR
        self._headings: dict[str, dict[str, str]] = {}

    @property
    def read(self) -> frozenset[str]:
        """The paths of the pages that were read for their headings."""
        return frozenset(self._headings)

    def words(self, kind: str, target: str, fragment: str, problem: str) -> tuple[str, str]:
        """Return what is wrong, and what to do about it."""
        if problem == "case":
            right = self._known.path_in_other_case(target)
            return (
                f"the link to {target!r} is not spelt as the file is",
                f"Write {link_to(self._facts.path, right)}.",
            )
        self._left -= 1
        if kind == "(" and (quoted := _QUOTED_ADDRESS.search(target)):
            address = f"{quoted[1]}/{quoted[2]}"
            return f"the address {address} stands in quotes", "Write it without them."
        if problem == "gone":
            return f"the link to {target!r} leads nowhere", self._nearest(kind, target)
        path = self._known.path_opened_by(f"{kind}{target}", self._facts)
        if problem == "block":
            return (
                f"{path} has no block {fragment[fragment.rfind('^') :]!r}",
                "Link to one of its headings.",
            )
        heading = self._nearest_heading(fragment, path)
        return f"{path} has no heading {fragment!r}", heading or "Link to a heading that is there."

    def _nearest_heading(self, fragment: str, path: str) -> str:
        """Suggest the heading of a page that is most like the one a link names."""
        if self._left < 0:
            return ""
        if path not in self._headings:
            self._headings[path] = _headings(self._known.wiki.text_at(path))
        headings = self._headings[path]
        found = nearest(heading_key(fragment.rpartition("#")[2])[:200], headings, 0.7)
        return f"Did you mean the heading “{headings[found]}”?" if found else ""

    def _nearest(self, kind: str, target: str) -> str:
        known, near = self._known, self._left >= 0
        if kind == "(":
            path = known.nearest_file(target) if near else ""
            return (
                f"Did you mean {link_to(self._facts.path, path)}?"
                if path
                else "Link to a file that exists."
            )
        name, sign, block = target.rpartition("^")
        if sign and not known.problem_of(f"[{name}#^{block}", self._facts):
            return f"Did you mean [[{name}#^{block}]]?"
        path = known.nearest_page(target) if near else ""
        if not path and "." in target and not is_dendron(known.files):
            path = known.nearest_file(target) if near else ""
            return f"Did you mean [[{path}]]?" if path else "Link to a file that exists."
        name = name_by_file(drop_md_suffix(path.rsplit("/", 1)[-1]))
        return f"Did you mean [[{name}]]?" if path else _ANY_PAGE_ADVICE


def _headings(text: str) -> dict[str, str]:
    """Return the headings of a page, by what two spellings of one heading share."""
    words = islice(markdown.headings_of(frontmatter.split(text)[1]), _MOST_HEADINGS)
    return {heading_key(x): x for x in (markdown.to_plain_text(heading[:200]) for heading in words)}
