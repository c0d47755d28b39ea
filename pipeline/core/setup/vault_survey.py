"""What a folder of notes that existed before holds: pages, their front matter, links, sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.core.errors import UserError
from pipeline.core.language.detection import detect_language
from pipeline.core.markup import frontmatter, markdown, text_mask
from pipeline.core.wiki.facts import strings_of_value

# Markdown that is no page of a wiki, whatever the wiki: what people and programs read beside it.
_BESIDE = re.compile(
    r"(?:readme|changelog|contributing|code[-_]of[-_]conduct|security|support|notice|authors"
    r"|maintainers|governance)(?:[-_.][a-z]{2}(?:[-_][a-z]{2,4})?|[-_]\d[\d_.-]*)?\.md"
    r"|licen[cs]e(?:[-_.]\w+)?\.md|(?:agents|claude|gemini|(?:pull_request|issue)_template)\.md",
    re.IGNORECASE,
)
_LOGS = re.compile(r"(?:log|hot|inbox|scratch(?:pad)?|todo)\.md", re.IGNORECASE)
_TEMPLATES = re.compile(r"_?templates?|plantillas|vorlagen|_archetypes", re.IGNORECASE)
_DAYS = re.compile(
    r"(?:\d{4}[-_. ]?\d{2}[-_. ]?\d{2}|\d{4}-\d{2}|\d{4}-W\d{2})(?:[ _-].*)?\.md", re.IGNORECASE
)
_DIARIES = re.compile(
    r"daily(?:[ _-]?notes?)?|journals?|diary|tagebuch|log(?:book)?s", re.IGNORECASE
)
_SOURCES = re.compile(
    r"\.?raw|sources?|clippings?|articles?|papers?|literature|references?|pdfs?|transcripts?|quellen",
    re.IGNORECASE,
)
_DOCUMENTS = (".pdf", ".epub", ".docx", ".html", ".htm", ".pptx")
_SAMPLE = 40  # pages whose language is looked at
_FEWEST_OF_A_TYPE = 2
_FEWEST_IN_A_FOLDER = 3


@dataclass(frozen=True)
class VaultSurvey:
    """What was found. Paths are those below the folder that holds the pages."""

    pages: tuple[str, ...]  # without what is no page
    ignore: tuple[str, ...] = ()  # patterns of what is no page
    ignored: int = 0
    keys: Mapping[str, int] = field(default_factory=dict)  # of front matter, by pages that have it
    types: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # `type` → folder → pages
    folders: Mapping[str, int] = field(default_factory=dict)  # of the first level, by pages
    wiki_links: int = 0
    markdown_links: int = 0
    sources: Mapping[str, int] = field(default_factory=dict)  # folders that look so, by files
    addresses: int = 0  # pages whose front matter names where they are from
    unreadable: tuple[str, ...] = ()  # pages whose front matter is broken
    language: str = ""

    @property
    def links(self) -> str:
        """Return the link style that most links have."""
        return "wikilink" if self.wiki_links > self.markdown_links else "markdown"


def survey_vault(files: Iterable[str], texts: Mapping[str, str]) -> VaultSurvey:
    """Look at all files of a vault, and at the text of its Markdown, both by path."""
    files = sorted(files)
    notes = sorted(texts)
    ignore = tuple(_what_is_no_page(notes))
    left_out = {path for path in notes if _is_left_out(path, ignore)}
    pages = [path for path in notes if path not in left_out]
    keys: Counter[str] = Counter()
    types: dict[str, Counter[str]] = {}
    broken, addresses, links = [], 0, [0, 0]
    for path in pages:
        front, body = frontmatter.split(texts[path])
        wiki, inline = markdown.find_link_targets(text_mask.mask(body))
        links[0] += len(wiki)
        links[1] += sum("://" not in x and not x.startswith(("#", "mailto:")) for x in inline)
        try:
            meta = frontmatter.load_block(front, path)
        except UserError:
            broken.append(path)
            continue
        keys.update(str(key) for key in meta)
        for value in strings_of_value(meta.get("type"))[:1]:
            types.setdefault(value, Counter())[path.rpartition("/")[0]] += 1
        addresses += any(
            "://" in value
            for key in ("source", "sources", "url", "link")
            for value in strings_of_value(meta.get(key))
        )
    folders = Counter(path.split("/")[0] for path in pages if "/" in path)
    return VaultSurvey(
        pages=tuple(pages),
        ignore=ignore,
        ignored=len(left_out),
        keys=dict(keys.most_common()),
        types={x: dict(found) for x, found in types.items() if found.total() >= _FEWEST_OF_A_TYPE},
        folders={x: n for x, n in folders.most_common() if n >= _FEWEST_IN_A_FOLDER},
        wiki_links=links[0],
        markdown_links=links[1],
        sources=_find_sources(files),
        addresses=addresses,
        unreadable=tuple(broken),
        language=_find_language([texts[path] for path in pages]),
    )


def _what_is_no_page(notes: Iterable[str]) -> Iterable[str]:
    """Yield patterns of readmes, logs, templates and daily notes, as far as there are any."""
    found: dict[str, None] = {}
    beside: dict[str, str] = {}  # one spelling of each, for case does not count
    by_folder: dict[str, list[str]] = {}
    for path in notes:
        *folders, name = path.split("/")
        by_folder.setdefault("/".join(folders), []).append(name)
        for depth, step in enumerate(folders):
            if _TEMPLATES.fullmatch(step):
                found["/" + "/".join(folders[: depth + 1]) + "/"] = None
                break
        else:
            if _BESIDE.fullmatch(name):
                beside.setdefault(name.casefold(), name)
            elif _LOGS.fullmatch(name) and len(folders) < 2:
                found["/" + path] = None
    for folder, names in by_folder.items():
        dated = sum(bool(_DAYS.fullmatch(name)) for name in names)
        diary = bool(_DIARIES.fullmatch(folder.rpartition("/")[2]))
        if folder and dated and (diary or (dated > 2 and dated > len(names) / 2)):
            found[f"/{folder}/"] = None
    return sorted({*found, *beside.values()})


def _is_left_out(path: str, patterns: tuple[str, ...]) -> bool:
    from pipeline.core.wiki.path_patterns import PathPatterns

    return PathPatterns(patterns).match(path)


def _find_sources(files: Iterable[str]) -> Mapping[str, int]:
    """Return the folders that seem to hold sources, by how many files they hold."""
    found: Counter[str] = Counter()
    for path in files:
        *folders, name = path.split("/")
        here = next((i for i, step in enumerate(folders) if _SOURCES.fullmatch(step)), None)
        if here is not None:
            found["/".join(folders[: here + 1])] += 1
        elif name.lower().endswith(_DOCUMENTS):
            found["/".join(folders) or "."] += 1
    return dict(found.most_common())


def _find_language(texts: list[str]) -> str:
    """Return the language that most pages are written in; "" where it cannot be told."""
    step = max(1, len(texts) // _SAMPLE)
    found = Counter(
        filter(
            None, (detect_language(frontmatter.split(text)[1][:8_000]) for text in texts[::step])
        )
    )
    return found.most_common(1)[0][0] if found else ""
