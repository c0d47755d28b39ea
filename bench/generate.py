"""Wikis to measure on: N pages with their sources, the same bytes every time, committed to a new
git repository.

A tenth of the pages are summaries of sources, the rest concepts and entities. Every page has 300 to
500 words, twelve links (one of them to a hub, so that some `related` lists are long) and a footnote
for each statement, whose quote stands in its source. One more source is committed that no page
knows: the one to compile.
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.bookkeeping import derive, index, log
from pipeline.core.bookkeeping.confidence import Voice, rate_confidence
from pipeline.core.findings.view import View
from pipeline.core.markup import frontmatter
from pipeline.core.name_keys import slug_of
from pipeline.core.values import Quote
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.operations.lint import lint
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot
from pipeline.rules import run

DAY = "2026-04-11"
NEW = "raw/2026-04-new-findings.md"  # the source that is not compiled
SCHEMA = Path(__file__).parent.parent / "schema.md"
TOPICS_A_SOURCE, SOURCES_A_TOPIC = 9, 3
VOCABULARY = 12_000
_SYLLABLES = (
    "ba",
    "cor",
    "del",
    "fen",
    "gra",
    "hol",
    "ime",
    "jut",
    "kel",
    "lor",
    "mar",
    "nev",
    "ost",
    "pra",
    "qui",
    "ren",
)
_KINDS = (
    *(
        "Relay",
        "Valve",
        "Protocol",
        "Engine",
        "Survey",
        "Basin",
        "Charter",
        "Assay",
        "Beacon",
        "Canal",
        "Ledger",
        "Furnace",
    ),
    *("Orchard", "Turbine", "Compact", "Lattice", "Harbour", "Filter", "Archive", "Signal"),
)


@dataclass(frozen=True)
class Generated:
    """One generated wiki: its files by path, the source to compile, and what that source is
    about."""

    files: Mapping[str, str]
    source: str
    known: tuple[str, ...]  # titles that have a page
    unknown: tuple[str, ...]  # titles that have none
    titles: tuple[str, ...] = ()  # of all pages but summaries
    say: Callable[[str], str] = str  # return one more sentence about a title

    def source_about(self, names: Sequence[str], sentences: int) -> str:
        """Return another source to compile, with so many sentences about each of these titles.

        A paragraph has five.
        """
        paragraphs = (
            " ".join(self.say(name) for _ in range(min(5, sentences - done)))
            for name in names
            for done in range(0, sentences, 5)
        )
        head = {"title": "New Findings of the Spring", "published": "2026-04-02"}
        return frontmatter.dump(head) + "\n" + "\n\n".join(paragraphs) + "\n"


@dataclass(frozen=True)
class Shape:
    """How long pages are: how many sentences each of a page's three sources says about it, and how
    many words one has."""

    sentences: int
    words: tuple[int, int]


LONG = Shape(4, (13, 24))  # 300 words of prose, and as many again in front matter and quotes
SHORT = Shape(1, (13, 20))  # 300 words in the whole file


def generate(pages: int, shape: Shape = LONG) -> Generated:
    """Return a wiki of that many pages, without its index."""
    return _Generator(pages, shape).all()


def make(folder: Path, pages: int, shape: Shape = LONG) -> Generated:
    """Commit a generated wiki with its index to a new repository at `folder`; leave its facts cache
    empty."""
    made = generate(pages, shape)
    init(folder)
    commit(folder, made.files)
    with open_repository(folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        commit(folder, index.make_index(snapshot.wiki, snapshot.schema).files)
        forget(repo.private)
    return made


def init(folder: Path) -> None:
    """Make an empty repository."""
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")


def forget(private: Path) -> None:
    """Delete the facts cache."""
    (private / "facts.sqlite").unlink(missing_ok=True)


def commit(folder: Path, files: Mapping[str, str]) -> None:
    """Commit these files on top of `main`, in one `git fast-import`."""
    has_main = not subprocess.run(
        ["git", "rev-parse", "-q", "--verify", "main"], cwd=folder, capture_output=True
    ).returncode
    out = [
        b"commit refs/heads/main\ncommitter bench <bench@localhost> 1775900000 +0000\ndata"
        b" 5\nbench\n"
    ]
    out += [b"from refs/heads/main^0\n"] * has_main
    for path, text in files.items():
        data = text.encode()
        out.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    _git(folder, "fast-import", "--quiet", stdin=b"".join(out))


def check_out(folder: Path) -> None:
    """Write the files of the last commit, as a team has them: git has looked at them since, as any
    `git status` does."""
    _git(folder, "reset", "--quiet", "--hard", "main")
    # a file as young as the index may have changed since, and would be read again each time
    time.sleep(1)
    _git(folder, "update-index", "--really-refresh")


def _git(folder: Path, *args: str, stdin: bytes | None = None) -> None:
    subprocess.run(["git", *args], cwd=folder, input=stdin, check=True, capture_output=True)


def healthy(snapshot: Snapshot) -> bool:
    """Tell whether a generated wiki is what the program itself would have written: no finding,
    bookkeeping changes nothing."""
    wiki, schema = snapshot.wiki, snapshot.schema
    pages = tuple(wiki.page(slug) for slug in wiki.facts)
    findings = run(View(pages, wiki, schema, snapshot.source_or_none, raw_stems=snapshot.raw_stems))
    told = {(f.rule, f.path) for f in lint.lint_wiki(snapshot, DAY)} - {("uncompiled-source", NEW)}
    return (
        not findings
        and not told
        and not derive.derive(wiki, schema, derive.recorded_voices(wiki), snapshot.index)
    )


def _voice(path: str, author: str, published: str) -> Voice:
    return Voice(path, author, "", "", published)


@dataclass(frozen=True)
class _Said:
    """One sentence of a source, and how a page cites it."""

    text: str
    citation: Citation


class _Generator:
    def __init__(self, pages: int, shape: Shape) -> None:
        self._shape = shape
        self._random = random.Random(pages)
        self._words = self._vocabulary()
        self._sources = max(3, pages // 10)
        first = [a.capitalize() + b + c for a, b, c in product(_SYLLABLES, repeat=3)]
        names = [f"{a} {kind}" for a, kind in product(first, _KINDS)]
        self._random.shuffle(names)
        topics = pages - self._sources
        self._topics, self._unknown = names[:topics], tuple(names[topics : topics + 5])
        self._summaries = [f"{names[topics + 5 + i]} Review" for i in range(self._sources)]
        self._said: dict[int, list[_Said]] = defaultdict(list)  # by topic
        self._by_source: dict[int, list[_Said]] = defaultdict(list)
        self._links: dict[str, set[str]] = {}
        self._bodies: dict[str, tuple[str, dict[str, object]]] = {}

    def all(self) -> Generated:
        known = tuple(self._topics[i * len(self._topics) // 6] for i in range(6))
        files = {"schema.md": SCHEMA.read_text("utf-8")}
        hashes = {}
        for s in range(self._sources):
            text = self._source(s)
            files[self._path(s)] = text
            hashes[s] = hashlib.sha256(text.encode()).hexdigest()
        for t in range(len(self._topics)):
            self._topic_page(t)
        for s in range(self._sources):
            self._summary_page(s, hashes[s])
        files |= self._pages()
        files["log.md"] = log.EMPTY_LOG + "".join(
            self._entry(s, hashes[s]) for s in range(self._sources)
        )
        files[NEW] = self._new_source(known)
        titles = tuple(t for t in self._topics if t not in known)
        return Generated(files, NEW, known, self._unknown, titles, self._sentence)

    # --- words ---

    def _vocabulary(self) -> list[str]:
        """Return words, the commonest first and shortest."""
        found: list[str] = []
        for syllables in (2, 3, 4):
            words = ["".join(x) for x in product(_SYLLABLES, repeat=syllables)]
            self._random.shuffle(words)
            found += words
        return found[:VOCABULARY]

    def _sentence(self, about: str) -> str:
        """Return a sentence with a number; words are as rare as their rank, as in real text."""
        count = self._random.randint(*self._shape.words)
        words = [self._words[int(VOCABULARY ** self._random.random()) - 1] for _ in range(count)]
        words.insert(len(words) // 2, f"{self._random.randint(10, 9_999):,}")
        return f"The {about} {' '.join(words)}."

    # --- sources ---

    def _path(self, s: int) -> str:
        return f"raw/{2015 + s % 11}-{1 + s % 12:02}-report-{s:04}.md"

    def _record(self, s: int) -> dict[str, str]:
        published = f"{2015 + s % 11}-{1 + s % 12:02}-14"
        return {"author": f"Author {s % 40}", "published": published, "captured": published}

    def _front(self, title: str, record: Mapping[str, str]) -> str:
        meta = {"title": title, "source": "https://example.org/report", "author": record["author"]}
        return frontmatter.dump(
            {**meta, "published": record["published"], "created": record["captured"]}
        )

    def _source(self, s: int) -> str:
        """Return one source's text, a paragraph a topic, and remember its sentences."""
        lines = self._front(self._summaries[s], self._record(s)).split("\n")[:-1]
        base = citations.label_base(self._path(s))
        for t in self._topics_of(s):
            said = [self._sentence(self._topics[t]) for _ in range(self._shape.sentences)]
            for text in said:
                quote = Quote(text, len(lines) + 1, len(lines) + 1)
                label = f"{base}-{len(self._by_source[s]) + 1}"
                one = _Said(text, Citation(label, self._path(s), "line", (quote,)))
                self._said[t].append(one)
                self._by_source[s].append(one)
            lines += [" ".join(said), ""]
        return "\n".join(lines)

    def _topics_of(self, s: int) -> list[int]:
        homes = {(s - shift) % self._sources for shift in (0, 1, 2)}
        return [
            t
            for h in sorted(homes)
            for t in range(h * TOPICS_A_SOURCE, (h + 1) * TOPICS_A_SOURCE)
            if t < len(self._topics)
        ]

    def _new_source(self, known: tuple[str, ...]) -> str:
        record = {"author": "Author 99", "published": "2026-04-02", "captured": "2026-04-03"}
        paragraphs = [
            " ".join(self._sentence(x) for _ in range(5)) for x in (*known, *self._unknown)
        ]
        return self._front("New Findings of the Spring", record) + "\n\n".join(paragraphs) + "\n"

    # --- pages ---

    def _topic_page(self, t: int) -> None:
        title, said = self._topics[t], self._said[t]
        near = [
            self._topics[(t + self._random.randint(1, 60)) % len(self._topics)] for _ in range(9)
        ]
        hub = self._topics[int(len(self._topics) ** self._random.random()) - 1]
        sources = [
            self._summaries[(t // TOPICS_A_SOURCE + shift) % self._sources] for shift in (0, 1)
        ]
        kind = ("concept", "entity")[t % 2]
        self._page(title, kind, said, [*near, hub, *sources], {})

    def _summary_page(self, s: int, sha256: str) -> None:
        about = [self._topics[t] for t in self._topics_of(s)][:12]
        record = {
            "source": self._path(s),
            "sha256": sha256,
            "label": citations.label_base(self._path(s)),
            **self._record(s),
        }
        record["address"] = "https://example.org/report"
        said = [
            x for x in self._by_source[s] if any(x.text.startswith(f"The {t} ") for t in about)
        ][:: self._shape.sentences]
        self._page(self._summaries[s], SUMMARY_TYPE, said, about, record)

    def _page(
        self, title: str, kind: str, said: list[_Said], links: list[str], record: Mapping[str, str]
    ) -> None:
        slug = slug_of(title)
        targets = [x for x in dict.fromkeys(links) if x != title]
        self._links[slug] = {slug_of(x) for x in targets}
        half = max(3, len(said) // 2)
        see = [f"It bears on [[{slug_of(x)}|{x}]]." for x in targets]
        rows = [f"{x.text}[^{x.citation.label}]" for x in said]
        body = (
            f"\n{' '.join(rows[:2])} {' '.join(see[:2])}\n\n##"
            f" Background\n\n{' '.join(x for pair in zip(rows[2:half], see[2:half], strict=False) for x in pair)}\n\n##"  # noqa: E501
            " Key points\n\n"
            + "\n".join(f"- {x}" for x in rows[half:])
            + f"\n\n## In context\n\n{' '.join(see[min(half, len(rows[:half])) :])}\n\n"
        )
        path = f"wiki/{ {'concept': 'concepts', 'entity': 'entities', SUMMARY_TYPE: 'sources'}[kind] }/{slug}.md"  # noqa: E501
        cited = sorted((x.citation for x in said), key=lambda c: citations.label_sort_key(c.label))
        notes = "\n".join(citations.render(c, path) for c in cited) + "\n"
        sources = sorted({c.source for c in cited} | {record[key] for key in ("source",) if record})
        meta = {"title": title, "type": kind, "aliases": [], "sources": sources, **record}
        self._bodies[path] = (body + notes, meta)

    def _pages(self) -> dict[str, str]:
        """Return every page's text: front matter in the form and order of `derived`, `related` both
        ways."""
        incoming: dict[str, set[str]] = defaultdict(set)
        for slug, targets in self._links.items():
            for target in targets:
                incoming[target].add(slug)
        voices = {
            self._path(s): _voice(self._path(s), r["author"], r["published"])
            for s in range(self._sources)
            if (r := self._record(s))
        }
        files = {}
        for path, (text, meta) in self._bodies.items():
            slug = path.rsplit("/", 1)[-1].removesuffix(".md")
            sure = rate_confidence([voices[p] for p in meta["sources"]], False, DAY, 180)
            dates = {"created": DAY, "updated": DAY, "confidence": sure}
            files[path] = (
                frontmatter.dump(
                    {**meta, "related": sorted(self._links[slug] | incoming[slug]), **dates}
                )
                + text
            )
        return files

    def _entry(self, s: int, sha256: str) -> str:
        names = ", ".join(f"[[{slug_of(self._topics[t])}]]" for t in self._topics_of(s)[:12])
        head = (
            f"\n## [{DAY}] ingest | {self._summaries[s]}\n\n- source: `{self._path(s)}` (sha256"
            f" {sha256[:12]})\n"
        )
        return (
            f"{head}- created: {names}\n- updated: none\n- claims: 12 of 12 placed; librarian:"
            " model\n"
        )
