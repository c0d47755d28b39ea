"""How well `wiki search` finds, and what it costs: HotpotQA, SciFact, and generated wikis.

HotpotQA (Yang and others, 2018) asks questions that two paragraphs answer together; SciFact (Wadden
and others, 2020) has claims and the abstracts that bear on them. What a word of a title counts was
chosen on SciFact's training claims; the share that links give was chosen on HotpotQA itself, where
every share from 0.3 to 1.5 gives nearly the same.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import mean

from bench.generate import SCHEMA, commit, init, make
from pipeline.adapters.git.plain_git import find_head
from pipeline.adapters.processes.qmd import search_by_qmd
from pipeline.adapters.store.search_rows import PageFilter, SearchRows
from pipeline.adapters.store.vector_store import VectorStore
from pipeline.adapters.vectors.cross_encoder import compare_texts
from pipeline.adapters.vectors.embedder import WheelEmbedder
from pipeline.core.markup import frontmatter
from pipeline.core.name_keys import slug_of, unique_slug
from pipeline.core.search.fusion import fuse_scores
from pipeline.core.search.link_spreading import best
from pipeline.core.search.near_section import NearSection
from pipeline.core.search.query import parse_query
from pipeline.core.search.terms import words_of
from pipeline.operations.ask.near_pages import texts_of_pages
from pipeline.operations.ask.rank_pages import POOL
from pipeline.operations.ask.rerank import rerank_pages
from pipeline.operations.ask.search import find_pages
from pipeline.operations.ask.wiki_index import INDEX_FILE, ask_wiki

SIZES = (1_000, 5_000)
ASKED = 40  # queries whose mean time is taken
CORPORA = Path(os.environ.get("WIKI_CORPORA") or SCHEMA.parent.parent / "shared" / "corpora")
Question = tuple[str, Mapping[str, int]]  # the text, and how much each slug is worth
Ranking = Callable[[SearchRows, str, int], list[str]]


def by_words(rows: SearchRows, text: str, most: int) -> list[str]:
    """Return the slugs of the pages that words alone put first."""
    scores = rows.scores(parse_query(text, rows.language), PageFilter(), most)
    return [page.slug for page in rows.pages([*scores])]


def by_words_and_links(rows: SearchRows, text: str, most: int) -> list[str]:
    """Return the slugs of the pages that `wiki search` puts first."""
    return [hit.page.slug for hit in find_pages(rows, text, PageFilter(), most).hits]


class ByMeaning:
    """The rankings of `wiki search --hybrid`, with links and without, over vectors made before.

    `seconds` are the CPU seconds that making them took.
    """

    def __init__(self, root: Path) -> None:
        self._model = WheelEmbedder()
        self._store = VectorStore(find_head(root).private, self._model)
        start = time.process_time()
        texts = ask_wiki(
            root, lambda rows: texts_of_pages(rows, self._store.lacking([*rows.keys()]))
        )
        self._store.add(texts)
        self.seconds = time.process_time() - start
        self._asked: dict[str, dict[str, NearSection]] = {}

    def near(self, rows: SearchRows, text: str) -> dict[int, NearSection]:
        """Return how near the pages lie to a question, by number."""
        numbers = rows.keys()
        if text not in self._asked:
            question = self._model.embed_question(text)
            self._asked[text] = self._store.nearest(question, numbers)
        return {numbers[key]: one for key, one in self._asked[text].items()}

    def alone(self, rows: SearchRows, text: str, most: int) -> list[str]:
        """Return the slugs of the pages that words and meaning put first, without links."""
        scores = rows.scores(parse_query(text, rows.language), PageFilter(), POOL)
        near = {number: one.nearness for number, one in self.near(rows, text).items()}
        return [page.slug for page in rows.pages(best(fuse_scores(scores, near), most))]

    def with_links(self, rows: SearchRows, text: str, most: int) -> list[str]:
        """Return the slugs of the pages that `wiki search --hybrid` puts first."""
        found = find_pages(rows, text, PageFilter(), most, self.near(rows, text))
        return [hit.page.slug for hit in found.hits]


# --- collections as wikis ---


def hotpotqa() -> tuple[dict[str, str], list[Question]]:
    """Return the paragraphs as pages, linked where one names another, and the questions.

    Quotes in questions are taken off: they stand around names, and ask for no phrase.
    """
    text = (CORPORA / "hotpotqa" / "hotpotqa_distractor_100.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    texts = {
        title: "".join(sentences)
        for row in rows
        for title, sentences in zip(
            *(row["context"][x] for x in ("title", "sentences")), strict=True
        )
    }
    slugs = _slugs(texts)
    names = "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
    named = re.compile(rf"(?<!\w)(?:{names})(?!\w)")

    def linked(title: str) -> str:
        def link(found: re.Match[str]) -> str:
            name = found[0]
            return name if name == title else f"[[{slugs[name]}|{name}]]"

        return named.sub(link, texts[title])

    pages = {title: linked(title) for title in texts}
    asked = [
        (
            row["question"].replace('"', " "),
            {slugs[title]: 1 for title in row["supporting_facts"]["title"]},
        )
        for row in rows
    ]
    return _files(slugs, pages), asked


def scifact() -> tuple[dict[str, str], list[Question]]:
    """Return the abstracts as pages, and the 300 queries of the test set."""
    folder = CORPORA / "scifact"
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        abstracts = {row["_id"]: row for row in map(json.loads, file)}
    # a page is called by its title, and two abstracts may have one
    titles = {name: f"{row['title']}" for name, row in abstracts.items()}
    slugs = _slugs(titles.values(), [*titles])
    files = {
        f"wiki/concepts/{slugs[name]}.md": _page(titles[name], row["text"])
        for name, row in abstracts.items()
    }
    queries = dict(
        line.split("\t")[:2]
        for line in (folder / "queries.test.tsv").read_text("utf-8").splitlines()
    )
    worth: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.test.txt").read_text("utf-8").splitlines():
        asked, *_, name, points = line.split()
        worth.setdefault(asked, {})[slugs[name]] = int(points)
    return files, [(queries[asked], gold) for asked, gold in worth.items()]


def _slugs(titles: Sequence[str] | Mapping[str, str], keys: Sequence[str] = ()) -> dict[str, str]:
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, title in zip(keys or titles, titles, strict=True):
        found[key] = unique_slug(slug_of(title), taken)
        taken.add(found[key])
    return found


def _files(slugs: Mapping[str, str], pages: Mapping[str, str]) -> dict[str, str]:
    return {f"wiki/concepts/{slugs[t]}.md": _page(t, text) for t, text in pages.items()}


def _page(title: str, text: str) -> str:
    return frontmatter.dump({"title": title, "type": "concept"}) + f"\n{text}\n"


# --- how well it finds ---


def finds_both(rows: SearchRows, asked: Sequence[Question], rank: Ranking) -> list[float]:
    """Return of each question whether all pages that answer it are among the first four."""
    return [float(set(gold) <= set(rank(rows, text, 4))) for text, gold in asked]


def ndcg(rows: SearchRows, asked: Sequence[Question], rank: Ranking, k: int = 10) -> list[float]:
    """Return of each question the nDCG of the first k pages."""
    gains = []
    for text, gold in asked:
        ideal = sorted(gold.values(), reverse=True)[:k]
        found = [gold.get(slug, 0) for slug in rank(rows, text, k)]
        gains.append(_gain(found) / _gain(ideal))
    return gains


def difference(one: Sequence[float], other: Sequence[float]) -> str:
    """Return how much larger the mean of `other` is, with the interval of 95 in 100 bootstraps."""
    pairs = [b - a for a, b in zip(one, other, strict=True)]
    chance = random.Random(1)
    means = sorted(mean(chance.choices(pairs, k=len(pairs))) for _ in range(10_000))
    return f"{mean(pairs):+.3f} ({means[250]:+.3f} to {means[9_750]:+.3f})"


def _gain(points: Sequence[int]) -> float:
    return sum((2**p - 1) / math.log2(at + 2) for at, p in enumerate(points))


def quality(names: Collection[str] = ("HotpotQA", "SciFact")) -> Iterator[str]:
    """Yield the rows of the first table; those of the hybrid search need the extra `vectors`."""
    for name, measure, collection in (
        ("HotpotQA", finds_both, hotpotqa),
        ("SciFact", ndcg, scifact),
    ):
        if name not in names:
            continue
        files, asked = collection()
        said = f"{name}, {'both of four' if measure is finds_both else 'nDCG@10'}"
        with _wiki_of(files) as root:
            ways = {"lexical": (by_words, by_words_and_links)}
            seconds = 0.0
            if find_spec("onnxruntime"):
                meaning = ByMeaning(root)
                seconds = meaning.seconds
                ways["hybrid"] = (meaning.alone, meaning.with_links)
            for way, ranks in ways.items():
                alone, both = (
                    ask_wiki(root, partial(measure, asked=asked, rank=rank)) for rank in ranks
                )
                made = f"{seconds:.0f} s" if way == "hybrid" else ""
                yield (
                    f"| {said} | {len(files):,} | {len(asked)} | {way} | {mean(alone):.3f} |"
                    f" {mean(both):.3f} | {difference(alone, both)} | {made} |"
                )


# --- what a second look gains ---


def reranking(limits: Mapping[str, int]) -> Iterator[str]:
    """Yield the rows of the second table: the first questions of each collection, so many.

    Each is asked without and with `--rerank`, of HotpotQA also by meaning: vectors of SciFact take
    half an hour.
    """
    for name, measure, collection in (
        ("HotpotQA", finds_both, hotpotqa),
        ("SciFact", ndcg, scifact),
    ):
        files, asked = collection()
        asked = asked[: limits[name]]
        with _wiki_of(files) as root:
            meaning = ByMeaning(root) if name == "HotpotQA" else None
            ways: dict[str, tuple[Ranking, Ranking]] = {
                "lexical": (by_words_and_links, partial(_with_second_look, None))
            }
            if meaning is not None:
                ways["hybrid"] = (meaning.with_links, partial(_with_second_look, meaning))
            for way, (first, second) in ways.items():
                before = ask_wiki(root, partial(measure, asked=asked, rank=first))
                start = time.process_time()
                after = ask_wiki(root, partial(measure, asked=asked, rank=second))
                seconds = (time.process_time() - start) / len(asked)
                yield (
                    f"| {name} | {len(asked)} | {way} | {mean(before):.3f} | {mean(after):.3f} |"
                    f" {difference(before, after)} | {seconds:.2f} s |"
                )


def _with_second_look(
    meaning: ByMeaning | None, rows: SearchRows, text: str, most: int
) -> list[str]:
    near = meaning.near(rows, text) if meaning else None
    found = rerank_pages(rows, text, PageFilter(), most, near, compare_texts)
    return [hit.page.slug for hit in found.hits]


@contextmanager
def _wiki_of(files: Mapping[str, str]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        root = Path(folder) / "w"
        init(root)
        commit(root, {"schema.md": SCHEMA.read_text("utf-8"), **files})
        yield root


# --- what it costs ---


def vector_increment(changed: int = 10) -> str:
    """Return CPU seconds of whole `wiki search --hybrid` processes on HotpotQA's 1,000 pages.

    The first makes all vectors, the second none, and the third those of the pages that changed.
    """
    files, asked = hotpotqa()
    question = asked[0][0]
    with _wiki_of(files) as root:
        made = _cold(root, "search", "--hybrid", question)
        again = min(_cold(root, "search", "--hybrid", question) for _ in range(3))
        paths = [*files][:changed]
        commit(
            root, {path: f"{files[path]}\nOne more sentence stands here now.\n" for path in paths}
        )
        more = _cold(root, "search", "--hybrid", question)
    return f"| {len(files):,} | {made:.1f} s | {again:.2f} s | {more:.2f} s |"


def speed(pages: int) -> str:
    """Return a row of CPU seconds: build, ten changed pages, a cold process, a query, a path."""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        root = Path(folder) / "w"
        made = make(root, pages)
        titles = random.Random(1).sample(made.titles, ASKED)
        built = _cold(root, "search", titles[0])
        cold = min(_cold(root, "search", title) for title in titles[:5])
        way = min(_cold(root, "path", a, b) for a, b in zip(titles[:3], titles[3:6], strict=True))
        warm = ask_wiki(root, lambda rows: _mean_time(rows, titles, made.say))
        paths = [p for p in made.files if p.startswith("wiki/concepts/")][:10]
        changed = {path: f"{made.files[path]}\nOne more word.\n" for path in paths}
        commit(root, changed)
        again = _cold(root, "search", titles[0])
        size = (root / ".git" / "wiki" / INDEX_FILE).stat().st_size / 1_000_000
        more = {path: f"{text}\nAnd another.\n" for path, text in changed.items()}
        other = beside_qmd(root, titles, more)
    return (
        f"| {pages:,} | {built:.1f} s | {size:.0f} MB | {again:.2f} s | {cold:.2f} s |"
        f" {warm * 1_000:.0f} ms | {way:.2f} s |{other}"
    )


def _cold(root: Path, *args: str) -> float:
    """Return the CPU seconds of a process of `wiki`, with those of git in it."""
    return _seconds(lambda: _run(str(Path(sys.executable).with_name("wiki")), "-C", root, *args))


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the processes that a work starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def beside_qmd(root: Path, titles: Sequence[str], changed: Mapping[str, str]) -> str:
    """Return the row of qmd on the same pages, as `wiki search` runs it; "" without it."""
    if shutil.which("qmd") is None:
        return ""
    with tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder:
        home = Path(folder)
        _run("git", "-C", root, "reset", "--hard", "--quiet", "main")

        def search(title: str) -> None:
            search_by_qmd(root, home, words_of(title), 10, seconds=600)

        built = _seconds(lambda: search(titles[0]))
        cold = min(_seconds(partial(search, title)) for title in titles[:3])
        for path, text in changed.items():
            (root / path).write_text(text, "utf-8")
        again = _seconds(lambda: search(titles[0]))
        size = sum(f.stat().st_size for f in home.rglob("*") if f.is_file()) / 1_000_000
    return f"\n| qmd | {built:.1f} s | {size:.0f} MB | {again:.2f} s | {cold:.2f} s | | |"


def _mean_time(rows: SearchRows, titles: Sequence[str], say: Callable[[str], str]) -> float:
    """Return the mean CPU seconds of queries of a title and four other words."""
    queries = [" ".join(say(title).split()[:7]) for title in titles]
    start = time.process_time()
    for query in queries:
        find_pages(rows, query, PageFilter(), 10)
    return (time.process_time() - start) / len(queries)


def table() -> str:
    """Return both tables as Markdown."""
    lines = []
    if (CORPORA / "hotpotqa").is_dir():
        lines += [
            "| collection | pages | asked | search | without links | with links | difference |"
            " vectors |",
            "|---|---:|---:|---|---:|---:|---|---:|",
            *quality(),
            "",
        ]
    lines += [
        "| pages | build | index | ten changed | cold process | a query, warm | `wiki path` |",
        "|---:|---:|---:|---:|---:|---:|---:|",
        *map(speed, SIZES),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
