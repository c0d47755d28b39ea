"""How the embedded librarian answers: our own questions, and HotpotQA with and without its answers.

Our own questions are those of `tests/librarian/extractive/answers/questions`, over three wikis that
are kept there. HotpotQA (Yang and others, 2018) asks what two paragraphs answer together. Its
paragraphs are pages, one claim a sentence. They are asked twice: as they are, and with the
paragraphs that answer taken out, where each answer is one that is not there.
"""

from __future__ import annotations

import json
import re
import resource
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.search import CORPORA
from pipeline.core.markup import frontmatter
from pipeline.core.name_keys import slug_of, unique_slug
from pipeline.core.text import normalise
from pipeline.core.values import Quote
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.librarian.extractive.answerer import ExtractiveAnswerer
from tests.helpers.expected_answers import (
    WIKIS,
    Expected,
    Graded,
    ask_all,
    pages_of,
    read_questions,
    wiki_to_ask,
)


def hotpotqa() -> tuple[dict[str, str], list[Expected], set[str]]:
    """Return the paragraphs as pages, the questions, and the paths of the pages that answer one."""
    text = (CORPORA / "hotpotqa" / "hotpotqa_distractor_100.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    sentences = {
        title: said
        for row in rows
        for title, said in zip(*(row["context"][x] for x in ("title", "sentences")), strict=True)
    }
    taken: set[str] = set()
    paths = {}
    for title in sentences:
        slug = unique_slug(slug_of(title), taken)
        taken.add(slug)
        paths[title] = f"wiki/concepts/{slug}.md"
    pages = {paths[t]: _page(n, t, said, paths[t]) for n, (t, said) in enumerate(sentences.items())}
    asked = [
        Expected(
            row["question"],
            () if row["answer"] in ("yes", "no") else ((row["answer"],),),
            tuple(Path(paths[title]).stem for title in row["supporting_facts"]["title"]),
        )
        for row in rows
    ]
    gold = {paths[title] for row in rows for title in row["supporting_facts"]["title"]}
    return pages, asked, gold


def _page(number: int, title: str, sentences: Sequence[str], path: str) -> str:
    body, notes = [], []
    for n, sentence in enumerate(filter(None, map(normalise, sentences)), 1):
        label = f"h{number}-{n}"
        quote = Quote(sentence, n, n)
        plain = re.sub(r"([\[\]<>*_`\\$])", r"\\\1", sentence)
        body.append(f"{plain}[^{label}]")
        notes.append(citations.render(Citation(label, f"raw/h{number}.md", "line", (quote,)), path))
    front = frontmatter.dump({"title": title, "type": "concept", "aliases": []})
    return f"{front}\n{' '.join(body)}\n\n" + "\n".join(notes) + "\n"


def put(pages: dict[str, str], asked: Sequence[Expected]) -> tuple[list[Graded], float]:
    """Return the graded answers of a wiki, and the CPU seconds of one."""
    with (
        tempfile.TemporaryDirectory(prefix="wiki-bench-") as folder,
        wiki_to_ask(Path(folder) / "w", pages) as wiki,
    ):
        ask_all(wiki, asked[:1], ExtractiveAnswerer())  # builds the index
        before = resource.getrusage(resource.RUSAGE_SELF)
        graded = ask_all(wiki, asked, ExtractiveAnswerer())
        after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return graded, spent / len(asked)


def ours() -> Iterator[str]:
    """Yield the rows of our own questions."""
    for name, folder in WIKIS.items():
        for aside in (False, True):
            asked = [one for one in read_questions(name) if one.aside is aside]
            if not asked:
                continue
            graded, spent = put(pages_of(folder), asked)
            kinds = [
                [g for g in graded if g.asked.status == s]
                for s in ("answered", "unknown", "ask_back")
            ]
            there, absent, back = kinds
            yield (
                f"| {name}{', aside' if aside else ''} | {len(asked)}"
                f" | {sum(g.page for g in there)} of {len(there)}"
                f" | {sum(g.value for g in there)} of {len(there)}"
                f" | {sum(g.status for g in absent)} of {len(absent)}"
                f" | {sum(g.status for g in back)} of {len(back)} | {spent:.2f} s |"
            )


def others() -> Iterator[str]:
    """Yield the rows of HotpotQA."""
    pages, asked, gold = hotpotqa()
    without = {path: text for path, text in pages.items() if path not in gold}
    for name, some in (("as it is", pages), ("without what answers", without)):
        graded, spent = put(some, asked)
        answered = [g for g in graded if g.answer.status == "answered"]
        valued = [g for g in answered if g.asked.expect]
        yield (
            f"| {name} | {len(some)} | {len(asked)} | {len(answered)}"
            f" | {sum(g.page for g in answered)} | {sum(g.value for g in valued)} of {len(valued)}"
            f" | {spent:.2f} s |"
        )


def table() -> str:
    """Return both tables as Markdown."""
    lines = [
        "| questions | asked | right page | value | rightly unknown | asked back | CPU |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *ours(),
    ]
    if (CORPORA / "hotpotqa").is_dir():
        lines += ["", "| HotpotQA | pages | asked | answered | a page that answers | value | CPU |"]
        lines += ["|---|---:|---:|---:|---:|---:|---:|", *others()]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
