"""Give a page another title: its file, its names, and every link to it follow."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.core.bookkeeping.derive import set_front_matter
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.hidden_characters import is_name
from pipeline.core.name_keys import fold, slug_of, thing_key, unique_slug
from pipeline.core.paths import slug_of_path
from pipeline.core.text import counted, normalise
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import Removal
from pipeline.core.wiki.facts import strings_of_value
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.relink import Move, follow_move
from pipeline.core.wiki.wiki import FileNames, Wiki

LONGEST_TITLE = 120


def rename_page(name: str, title: str, wiki: Wiki, stems: Collection[str] = ()) -> Upkeep:
    """Return the upkeep by which the page called `name` is called `title`.

    `stems` are the base names of sources, which a page's file must not have.
    """
    slug = find_page(name, wiki)
    facts, title = wiki.facts[slug], normalise(title)
    _refuse(title, slug, wiki)
    new = _path(slug, title, wiki, stems)
    there = slug_of_path(new)
    move = Move(wiki, {slug: new})
    texts: dict[str, str | None] = {}
    for other in wiki.facts:
        if other != slug and there != slug and move.concerns(other):
            path, old = wiki.facts[other].path, wiki.text(other)
            if (followed := follow_move(old, path, move)) != old:
                texts[path] = followed
    page = Page.parse(
        new,
        follow_move(wiki.text(slug), facts.path, move, new) if there != slug else wiki.text(slug),
    )
    names = join_names(page, title, (facts.title,), slug if there != slug else "")
    links = len(texts)
    if new != facts.path:
        texts[facts.path] = None
    texts[new] = set_front_matter(page, title=title, aliases=names)
    removed = Removal(f"the page `{slug}`", f"it is now called “{title}” and stands at {new}")
    moved = new != facts.path
    why = (
        f"{make_code(slug)} “{make_inert(facts.title)}” is called “{make_inert(title)}” from now on"
        + (f", and stands at {make_code(new)}" if moved else "")
        + ". Its earlier names stay as aliases, so that what people and sources call it still"
        " finds it."
        + (
            f" Links on {counted(links, 'other page')} follow, and keep their words."
            if links
            else ""
        )
    )
    return Upkeep(
        "rename",
        slug,
        f"Rename “{facts.title}” to “{title}”",
        why,
        texts,
        (removed,) if moved else (),
        arguments=(slug, title),
        moved={facts.path: new} if moved else {},
    )


def find_page(name: str, wiki: Wiki) -> str:
    """Return the slug of the page that a person means by a slug, title, alias or path.

    Raises `UserError` where there is none.
    """
    there = wiki.at(name)
    slug = there.slug if there else wiki.resolve(slug_of_path(name)) or wiki.resolve(name)
    if slug is None:
        raise UserError(
            f"No page is called {name!r}.",
            "Give its file name or title, as wiki/index.md lists it.",
        )
    return slug


def _refuse(title: str, slug: str, wiki: Wiki) -> None:
    """Raise `UserError` where a title cannot be one, or is another page's."""
    if not is_name(title) or len(title) > LONGEST_TITLE or any(char in title for char in "[]|#^\n"):
        raise UserError(
            f"{title!r} cannot be a title.",
            f"A title is 1 to {LONGEST_TITLE} characters, a letter or digit among them, without"
            " [ ] | # ^.",
        )
    if title == wiki.facts[slug].title:
        raise UserError(f"The page is called {title!r} already.", "Nothing was written.")
    other = wiki.resolve(title)
    other = other if other not in (None, slug) else wiki.slug_of_thing(thing_key(title))
    if other not in (None, slug):
        raise UserError(
            f"{title!r} is a name of {wiki.facts[str(other)].path} already.",
            f"Choose another, or join the two: `wiki join {slug} {other}`.",
        )


def _path(slug: str, title: str, wiki: Wiki, stems: Collection[str]) -> str:
    """Return the path of the page under its new title, in the folder where it was."""
    wanted = slug_of(title)
    if wanted in {s.lower() for s in stems}:
        wanted = f"{wanted}-page"
    there = slug if wanted == slug else unique_slug(wanted, FileNames(wiki, but=slug))
    return f"{wiki.facts[slug].path.rsplit('/', 1)[0]}/{there}.md"


def join_names(page: Page, title: str, names: Collection[str], file: str) -> list[str]:
    """Return the page's aliases with more names: none twice, and none that is the title.

    `file` is the name of the file to which links went; it becomes an alias unless a link takes
    another of the names for the same.
    """
    have = dict.fromkeys(
        x for x in (*strings_of_value(page.meta.get("aliases")), *names) if x != title
    )
    called = {fold(x) for x in (title, *have, page.slug)}
    return sorted([*have, *([file] if file and fold(file) not in called else [])])
