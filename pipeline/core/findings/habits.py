"""How a wiki that existed before is used: what its links mean, and whether pages are found by them.

In some vaults a link to a page that is not there is a word to write about one day, or a tag; in
others it is a mistake. In some a page is found by its folder, by a query or by its date, and hardly
any is linked; in others a page that nothing links to is lost. The pages themselves show which, for
what most of them do is no oversight. So the rules about structure ask here before they call
something wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache

from pipeline.core.findings.dendron_links import is_dendron, read_dendron_ref
from pipeline.core.markup.link_refs import ref_of
from pipeline.core.markup.links import links_of
from pipeline.core.name_keys import fold, thing_key
from pipeline.core.text import counted, nearest
from pipeline.core.wiki.facts import PageFacts, is_aside, parse_leniently
from pipeline.core.wiki.link_resolution import LinkResolver, drop_md_suffix, resolver_of
from pipeline.core.wiki.page_properties import NAMESPACE, properties_of
from pipeline.core.wiki.wiki import Wiki

# Shares from which on something is a habit and no oversight.
_OPEN_NAMES = 1 / 5  # of the links by a mere name, those to what nothing is called
_UNLINKED_PAGES = 1 / 4
_SLIP = 0.92  # the ratio of `difflib` from which one name is a slip for another
_SHORTEST_SLIP = 5  # letters
_FEWEST_LINKS = 10  # fewer show no habit
_FEWEST_PAGES = 6
# Where a reader comes in, so that no link must lead there.
_ENTRANCES = {
    *("index", "readme", "home", "start", "overview", "dashboard", "contents", "moc", "toc"),
    *("about", "welcome", "changelog", "contributing", "license", "started", "quickstart"),
    *("introduction", "conduct", "404"),
}
_FOLDER_PAGES = ("index.md", "README.md", "_index.md", "readme.md", "Index.md")
_MORE_THAN_NAME = re.compile(
    r"[#^]|\.(?:md|png|jpe?g|gif|svg|webp|avif|bmp|pdf|csv|xlsx?|docx?|pptx?|mp[34]|m4a|wav|ogg|webm|mov"
    r"|canvas|base|html?|zip|txt|json|ya?ml|py|js|ts|sh)$",
    re.IGNORECASE,
)
_MORE_THAN_PAGE = re.compile(r"[#^]|\.\./")  # of a name that may hold slashes and suffixes
_DATE = re.compile(r"(?<!\d)(?:\d{4}[-_. ]?(?:\d{2}[-_. ]?\d{2}|\d{2}|W\d{2})|\d{12,14})(?!\d)")
_TAG = re.compile(r"(?<![\w/#&\[(])#(?:\[\[([^\[\]\n]{1,200})\]\]|([^\W\d_][\w/-]{0,100}))")
_PROPERTY = re.compile(r"^[ \t]*(?:- +)?([A-Za-z][\w-]{0,40}):: ", re.MULTILINE)
_TAG_LINE = re.compile(r"^[-*\s]*tags?::?[ \t]*(.+)$", re.MULTILINE)


# --- links that lead nowhere ---


def _is_name(ref: str, folders: Container[str] | None) -> bool:
    """Tell whether a ref is a mere name, without a heading or suffix: `[[Tea time]]`.

    What stands before a slash is part of the name where no folder is called so: `[[tea/green]]`.
    Where `folders` is None, names hold slashes, and all such links are names.
    """
    if folders is None:
        return ref[0] == "[" and bool(fold(ref[1:])) and not _MORE_THAN_PAGE.search(ref)
    if ref[0] != "[" or ref[1:2] == "." or not fold(ref[1:]) or _MORE_THAN_NAME.search(ref):
        return False
    folder = ref[1:].rpartition("/")[0].rpartition("/")[2]
    return not folder or folder.casefold() not in folders


@lru_cache(maxsize=1)
def open_names(wiki: Wiki, files: frozenset[str]) -> tuple[frozenset[str], bool]:
    """Return the names that links use and nothing is called, folded.

    The second value tells whether it is a habit here to link to what there is no page of.
    """
    known = resolver_of(wiki, files)
    pages = (*wiki.facts.values(), *wiki.shadowed)
    # Where names hold slashes, as in Logseq, a link makes the page to which it leads.
    spaced = any(NAMESPACE in facts.path for facts in pages)
    folders = (
        None
        if spaced
        else {step.casefold() for facts in pages for step in facts.path.split("/")[:-1]}
    )
    refs = _dendron_refs(wiki, pages) if is_dendron(files) else (r for f in pages for r in f.refs)
    uses = Counter(ref for ref in refs if _is_name(ref, folders))
    gone = [ref for ref in uses if not known.find_named(ref[1:], "")]
    lost, most = sum(uses[ref] for ref in gone), _OPEN_NAMES * uses.total()
    names = frozenset(_key_by_parts(ref[1:]) for ref in gone)
    return names, spaced or (uses.total() >= _FEWEST_LINKS and lost > most)


def _dendron_refs(wiki: Wiki, pages: Iterable[PageFacts]) -> Iterator[str]:
    """Yield what the links of pages point at where the label of a link comes first."""
    for facts in pages:
        text = wiki.text_at(facts.path)
        found = (read_dendron_ref(link, text, facts.path) for link in links_of(text))
        yield from dict.fromkeys(ref for ref in found if ref)


def _key_by_parts(name: str) -> str:
    """Return the key of a name as the finding about its link has it: each part folded first."""
    return fold("/".join(fold(part) or part for part in drop_md_suffix(name).split("/")))


# --- pages that no link leads to ---


def find_unlinked(
    wiki: Wiki, files: frozenset[str], index: Mapping[str, str]
) -> tuple[list[PageFacts], bool]:
    """Return the pages that a reader would find by a link and that none leads to.

    The second value tells whether that is the habit here, so that none of them is lost. A link
    counts wherever it stands: in front matter, in an index, in a readme. So does a tag of the
    page's name. Entrances, and pages that a date names, need none.
    """
    sought = [f for f in (*wiki.facts.values(), *wiki.shadowed) if not _is_found_otherwise(f)]
    reached = _reached_paths(wiki, resolver_of(wiki, files), index)
    alone = [facts for facts in sought if facts.path not in reached]
    if alone:
        tags = set(_tags(wiki))
        alone = [facts for facts in alone if tags.isdisjoint(facts.names)]
        alone = [facts for facts in alone if not _has_properties(wiki, facts)]
    many = len(sought) >= _FEWEST_PAGES and len(alone) > _UNLINKED_PAGES * len(sought)
    return alone, many


def _is_found_otherwise(facts: PageFacts) -> bool:
    name = facts.slug
    words = set(fold(name).replace("_", " ").split())
    return (
        is_aside(facts.path)
        or NAMESPACE in name  # it is shown below the page that its name begins with
        or bool(_DATE.search(name))
        or not words.isdisjoint(_ENTRANCES)
    )


def _reached_paths(wiki: Wiki, known: LinkResolver, index: Mapping[str, str]) -> set[str]:
    reached: set[str] = set()
    opened: dict[str, str] = {}
    for facts in (*wiki.facts.values(), *wiki.shadowed, *wiki.ignored):
        for ref in facts.refs:
            if ref[0] == "=":
                continue
            if ref not in opened or known.depends_on_page(ref):
                opened[ref] = known.path_opened_by(ref, facts)
            if opened[ref] != facts.path:
                reached.update(_with_page_of_folder(opened[ref], known))
    for path, text in index.items():
        for link in links_of(text):
            if ref := ref_of(link, path):
                target = ref[1:].partition("#")[0]
                found = known.find_file(target) if ref[0] == "(" else known.find_named(target, path)
                reached.update(_with_page_of_folder(found, known))
    return reached


def _with_page_of_folder(path: str, known: LinkResolver) -> Iterable[str]:
    """Yield what a link opens; of a folder also the page that stands for it."""
    return (path, *(p for name in _FOLDER_PAGES if (p := f"{path}/{name}") in known.pages))


def _has_properties(wiki: Wiki, facts: PageFacts) -> bool:
    """Tell whether a page says in properties what it is, so that queries find it."""
    return bool(properties_of(parse_leniently(facts.path, wiki.text_at(facts.path))))


def _tags(wiki: Wiki) -> Iterator[str]:
    """Yield the tags and properties of all pages, folded.

    In some programs one opens the page of its name.
    """
    for facts in (*wiki.facts.values(), *wiki.shadowed, *wiki.ignored):
        text = wiki.text_at(facts.path)
        for m in _TAG.finditer(text) if "#" in text else ():
            yield fold(m[1] or m[2])
        for m in _TAG_LINE.finditer(text) if "tag" in text else ():
            yield from map(fold, re.split(r"[,\[\]]", m[1]))
        for m in _PROPERTY.finditer(text) if "::" in text else ():
            yield fold(m[1])


def describe_habits(wiki: Wiki, files: frozenset[str], index: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is not reported one by one, because it is how this wiki is used, as sentences."""
    told = []
    unknown, are_left = open_names(wiki, files)
    if are_left:
        told.append(
            f"There is no page of {counted(len(unknown), 'name')} that links use. Links here name"
            " what may be written one day, so only slips for another name are reported."
        )
    alone, many = find_unlinked(wiki, files, index)
    if many:
        told.append(
            f"No page links to {counted(len(alone), 'page')}. Pages here are found by their folder,"
            " a query or a date, so none of them is reported."
        )
    return tuple(told)


def is_slip(name: str, facts: PageFacts) -> bool:
    """Tell whether a name is surely meant for a page: but for a letter, or singular and plural."""
    if len(fold(name.rpartition("/")[2])) < _SHORTEST_SLIP:
        return False  # names of few letters are often alike, and are names of other things
    keys = {thing_key(each) for each in (facts.slug, *facts.names[1:])}
    return thing_key(name) in keys or bool(nearest(fold(name), facts.names, _SLIP))


def called(facts: PageFacts) -> str:
    """Return what a page is called in a message: its title, or the path where that says nothing."""
    return facts.title if facts.title != facts.slug else drop_md_suffix(facts.path)[len("wiki/") :]
