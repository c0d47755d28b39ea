"""What a link leads to: a page by any of its names, or a file by its path; and the nearest name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import chain
from urllib.parse import unquote

from pipeline.core.markup.anchors import has_anchor
from pipeline.core.name_keys import fold
from pipeline.core.wiki.facts import PageFacts, is_page
from pipeline.core.wiki.name_index import NameIndex
from pipeline.core.wiki.wiki import Wiki

UNKNOWN_FILE = "?"  # returned for a path where nobody said which files there are
_LONGEST_SUFFIX = 5  # letters, as in `.xhtml`
_DAY_IN_WORDS = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?\b"
    r"|\b\d{1,2}(?:st|nd|rd|th|\.)?"
    r" (?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])",
    re.IGNORECASE,
)


def obsidian_key(name: str) -> str:
    """Return the key by which Obsidian finds a file.

    Case, and how letters are composed, do not count.
    """
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def drop_md_suffix(name: str) -> str:
    """Return a name without the suffix `.md`."""
    return name[:-3] if name[-3:].lower() == ".md" else name


def _within(ref: str, facts: PageFacts) -> str:
    """Return the path of a ref as it is written where it goes down from its page, else nothing."""
    folder = facts.path.rpartition("/")[0]
    return ref[len(folder) + 2 :] if ref[0] == "(" and ref.startswith(f"({folder}/") else ""


@lru_cache(maxsize=1)
def resolver_of(wiki: Wiki, files: frozenset[str]) -> LinkResolver:
    """Return what the rules about links share in one run."""
    return LinkResolver(wiki, files)


class LinkResolver:
    """The pages and files of one moment, and what refs lead to.

    `[[x]]` is resolved as Obsidian and this wiki do: a page by its file name in whatever case, then
    by title, then by alias, then a file that the team ignores; a path by its end. A Markdown link
    leads to a path in the very spelling of the file, because GitHub tells case apart; only one that
    goes down from its page, or leaves out `.md`, may also be one of Obsidian's short paths.
    Headings match by letters and digits. Each ref is judged once, however many pages hold it,
    unless what it leads to depends on its page.
    """

    def __init__(self, wiki: Wiki, files: frozenset[str] = frozenset()) -> None:
        self.wiki, self.files = wiki, files
        self.pages: dict[str, PageFacts] = {
            f.path: f for f in (*wiki.facts.values(), *wiki.shadowed)
        }
        self._judged: dict[str, str] = {}
        self._names: dict[tuple[str, str], str] = {}

    @cached_property
    def digest(self) -> str:
        """The digest of all that an answer depends on: names and anchors of pages, and files."""
        pages = [
            (f.path, f.title, f.aliases, f.names, anchors_of_page(f)) for f in self.pages.values()
        ]
        found = sha256(repr((pages, sorted(self.files))).encode("utf-8", "backslashreplace"))
        found.update(repr(self.wiki.ignored_names).encode("utf-8", "backslashreplace"))
        return found.hexdigest()

    # --- what a ref leads to ---

    def problem_of(self, ref: str, facts: PageFacts) -> str:
        """Return what is wrong with a ref of a page: "gone", "case", "heading", "block" or ""."""
        if ref[1:2] == "#" or ref.startswith("[."):  # the answer depends on the page
            return self._problem(ref, facts.path, "")
        within = _within(ref, facts)
        memo = f"{ref} {within}"
        if memo not in self._judged:
            self._judged[memo] = self._problem(ref, facts.path, within)
        return self._judged[memo]

    def _problem(self, ref: str, at: str, within: str) -> str:
        target, _, fragment = ref[1:].partition("#")
        path = self._opens(ref[0], target, at, within)
        if not path:
            return "case" if ref[0] == "(" and self.path_in_other_case(target) else "gone"
        if (
            not fragment
            or path not in self.pages
            or has_anchor(anchors_of_page(self.pages[path]), fragment)
        ):
            return ""
        return "block" if "^" in fragment else "heading"

    def path_opened_by(self, ref: str, facts: PageFacts) -> str:
        """Return the path of what a ref of a page opens; empty where it opens nothing."""
        return (
            ""
            if ref[0] == "="
            else self._opens(ref[0], ref[1:].partition("#")[0], facts.path, _within(ref, facts))
        )

    def _opens(self, kind: str, target: str, at: str, within: str) -> str:
        return (
            at
            if not target
            else self.find_named(target, at)
            if kind == "["
            else self.find_file(target, within)
        )

    def depends_on_page(self, ref: str) -> bool:
        """Tell whether what a ref leads to may depend on the page on which it stands."""
        if ref[0] == "[":
            return ref[1:2] in ("#", ".")
        path = ref[1:].partition("#")[0]
        return path not in self.pages and path not in self.files

    @cached_property
    def unclear_refs(self) -> frozenset[str]:
        """The refs of all pages that must be looked at one by one.

        All others surely lead somewhere, and to one thing only: they are the path of a file, or the
        file name of one page, as nearly all links are.
        """
        pages = (
            f"[{base}"
            for base, paths in self._by_base.items()
            if len(paths) == 1 and self._is_clear(base)
        )
        files = (f"({path}" for path in (*self.files, *self.pages))
        return frozenset(chain.from_iterable(f.refs for f in self.pages.values())).difference(
            pages, files
        )

    def _is_clear(self, base: str) -> bool:
        """Tell whether a link that is just this file name can only mean this file.

        The name is folded and has no suffix.
        """
        mere = (
            base.isascii()
            and "#" not in base
            and base[:1] not in ("", ".")
            and drop_md_suffix(base) == base
        )
        return (
            mere
            and f"{base}.md" not in self._file_bases
            and f"{base}.md.md" not in self._file_bases
        )

    def leads_somewhere(self, ref: str) -> bool:
        """Tell whether a ref leads somewhere on whatever page it stands."""
        return ref[0] == "=" or not (self.depends_on_page(ref) or self._problem(ref, "", ""))

    def find_file(self, path: str, within: str = "") -> str:
        """Return the file or folder with this path, in this spelling; empty where there is none.

        `UNKNOWN_FILE` is returned where nobody said which files there are. `within` is the path as
        written where it goes down from its page: Obsidian looks for such a path in all folders.
        """
        if path in self.pages or path in self.files or path in self._folders:
            return path
        if not path.isascii() and (
            found := self._composed.get(unicodedata.normalize("NFC", path), "")
        ):
            return found
        if not self.files and not is_page(path):
            return UNKNOWN_FILE
        return (
            "" if self.path_in_other_case(path) else self._anywhere(path, within.partition("#")[0])
        )

    def _anywhere(self, path: str, within: str) -> str:
        """Return what Obsidian opens where nothing has this very path.

        That is Markdown without its suffix, or a file whose path ends so.
        """
        if f"{path}.md" in self.pages or f"{path}.md" in self.files:
            return f"{path}.md"
        bases = self._file_bases.get(obsidian_key(within.rsplit("/", 1)[-1]), []) if within else []
        pages = (
            self._by_base.get(obsidian_key(drop_md_suffix(within.rsplit("/", 1)[-1])), [])
            if within
            else []
        )
        return next(
            (p for p in (*pages, *bases) if f"/{p}".endswith((f"/{within}", f"/{within}.md"))), ""
        )

    def path_in_other_case(self, path: str) -> str:
        """Return the path that differs from this one only in case; empty where there is none."""
        return self._by_case.get(obsidian_key(path), "")

    def find_named(self, name: str, at: str) -> str:
        """Return the path of what `[[name]]` on the page `at` opens; empty for nothing."""
        if not name.startswith(("./", "../")):
            at = ""  # only a name such as `../x` depends on the page it is on
        if (name, at) not in self._names:
            decoded = unquote(name) if "%" in name else name
            found = self._named(name, at) or (self._named(decoded, at) if decoded != name else "")
            self._names[name, at] = found
        return self._names[name, at]

    def _named(self, name: str, at: str) -> str:
        if at:
            return self._from(name, at)
        bare = drop_md_suffix(name)
        paths = self.pages_called(bare)
        if paths and not self._are_called(paths, bare) and self.other_files(name):
            paths = []  # they are only titled so, and another file is called so
        if not paths and "/" in bare:
            paths = self._folded_path(bare) or self.pages_called(
                bare.replace("/", " "), by_file=False
            )
        if not paths and not fold(bare):
            return ""
        return (
            next(iter(paths), "")
            or next(iter(self.other_files(name)), "")
            or self.wiki.ignored_names.get(fold(bare), "")
            or self._maybe(name)
        )

    @staticmethod
    def _are_called(paths: list[str], bare: str) -> bool:
        """Tell whether pages have this name as that of their file, and not as title or alias."""
        base = obsidian_key(bare.rsplit("/", 1)[-1]).strip("/")
        return any(obsidian_key(drop_md_suffix(p.rsplit("/", 1)[-1])) == base for p in paths)

    def _from(self, name: str, at: str) -> str:
        """Follow a relative path in a wiki-link from the page it stands on."""
        parts = at.split("/")[:-1]
        for step in name.split("/"):
            if step == ".." and not parts:
                return ""
            if step == "..":
                parts.pop()
            elif step not in ("", "."):
                parts.append(step)
        wanted = "/".join(parts)
        return self._by_case.get(obsidian_key(wanted), "") or self._by_case.get(
            obsidian_key(f"{drop_md_suffix(wanted)}.md"), ""
        )

    def _maybe(self, name: str) -> str:
        """Return `UNKNOWN_FILE` for a name with a suffix, where nobody said which files exist."""
        ending = name.rsplit("/", 1)[-1].rpartition(".")
        is_file = (
            ending[0]
            and 1 <= len(ending[2]) <= 5
            and ending[2].isalnum()
            and ending[2].lower() != "md"
        )
        return UNKNOWN_FILE if is_file and not self.files else ""

    def pages_called(self, name: str, by_file: bool = True) -> list[str]:
        """Return the paths of the pages that a name fits, first the one that it opens.

        Where the name holds a folder, the folder must fit too.
        """
        key = obsidian_key(name).strip("/")
        base = key.rsplit("/", 1)[-1]
        fits = (
            [
                p
                for p in self._by_base.get(base, ())
                if f"/{obsidian_key(drop_md_suffix(p))}".endswith(f"/{key}")
            ]
            if by_file
            else []
        )
        if fits or "/" in key or not fold(name):
            return sorted(fits, key=lambda p: (p.count("/"), p)) if "/" in key else fits
        return self._by_name.get(fold(name), [])

    def _folded_path(self, name: str) -> list[str]:
        """Return the pages called by the last part of a path, in a folder that fits the rest of it.

        A page is called by its title, an alias or its file name.
        """
        folder, _, last = name.strip("/").rpartition("/")
        wanted = fold(folder)
        paths = self._by_name.get(fold(last), []) if fold(last) else []
        return [p for p in paths if f" {fold(p.rsplit('/', 1)[0])}".endswith(f" {wanted}")]

    def other_files(self, name: str) -> list[str]:
        """Return the files that are not pages and fit a name; Markdown also without its suffix."""
        key = obsidian_key(name).strip("/")
        base = key.rsplit("/", 1)[-1]
        found = [*self._file_bases.get(base, ()), *self._file_bases.get(f"{base}.md", ())]
        return [p for p in found if f"/{obsidian_key(p)}".endswith((f"/{key}", f"/{key}.md"))]

    # --- tables, each made when it is first asked for ---

    @cached_property
    def _by_base(self) -> dict[str, list[str]]:
        table: dict[str, list[str]] = {}
        for path in self.pages:
            table.setdefault(obsidian_key(drop_md_suffix(path.rsplit("/", 1)[-1])), []).append(path)
        return table

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Paths by folded name: first those whose file has it, then by title, then by alias."""
        table: dict[str, dict[str, int]] = {}
        for path, facts in self.pages.items():
            for rank, name in enumerate(facts.names):
                table.setdefault(name, {}).setdefault(path, min(rank, 2))
        return {
            name: sorted(found, key=lambda p: (found[p], p)) if len(found) > 1 else [*found]
            for name, found in table.items()
        }

    @cached_property
    def _file_bases(self) -> dict[str, list[str]]:
        table: dict[str, list[str]] = {}
        for path in sorted(self.files - self.pages.keys()):
            table.setdefault(obsidian_key(path.rsplit("/", 1)[-1]), []).append(path)
        return table

    @cached_property
    def _folders(self) -> frozenset[str]:
        return frozenset(folder for path in (*self.files, *self.pages) for folder in _above(path))

    @cached_property
    def _composed(self) -> dict[str, str]:
        return {
            unicodedata.normalize("NFC", path): path
            for path in (*self.files, *self.pages)
            if not path.isascii()
        }

    @cached_property
    def _by_case(self) -> dict[str, str]:
        return {obsidian_key(path): path for path in (*self._folders, *self.files, *self.pages)}

    # --- the nearest name ---

    @cached_property
    def _near_pages(self) -> NameIndex:
        return NameIndex(
            {
                obsidian_key(name): path
                for path, f in self.pages.items()
                for name in (f.title, *f.aliases, f.slug)
            }
        )

    @cached_property
    def _near_files(self) -> dict[str, NameIndex]:
        halves: dict[str, dict[str, str]] = {"raw": {}, "wiki": {}}
        for path in sorted((*self.files, *self.pages)):
            halves.get(path.partition("/")[0], {})[_stem_key(path)] = path
        return {half: NameIndex(names) for half, names in halves.items()}

    def nearest_page(self, name: str) -> str:
        """Return the path of the page whose name is most like this one; empty for none.

        No day is like another.
        """
        if _DAY_IN_WORDS.search(name):
            return ""
        return self._near_pages.nearest(obsidian_key(drop_md_suffix(name.rsplit("/", 1)[-1])))

    def nearest_file(self, path: str) -> str:
        """Return the path of the file whose name is most like this one's, in the same half.

        The halves are `raw/` and `wiki/`.
        """
        near = self._near_files["raw" if path.startswith("raw/") else "wiki"]
        return near.nearest(_stem_key(path))


def _stem_key(path: str) -> str:
    """Return the key of a file's name without its suffix, which makes no two names alike."""
    name = obsidian_key(path.rsplit("/", 1)[-1])
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and stem and len(suffix) <= _LONGEST_SUFFIX else name


def anchors_of_page(facts: PageFacts) -> str:
    """Return what fragments can name on a page, as one text of keys."""
    return facts.refs[-1][1:] if facts.refs and facts.refs[-1][0] == "=" else ""


def _above(path: str) -> Iterator[str]:
    at = path.rfind("/")
    while at > 0:
        yield path[:at]
        at = path.rfind("/", 0, at)
