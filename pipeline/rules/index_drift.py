"""An index file is not what code makes of the pages.

Somebody edited it, or two pull requests were merged side by side. An index that people wrote, or
added to, is theirs; own-index says so once.

Bad:  a page that `wiki/index.md` does not list
Good: the index as `wiki derive` writes it
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from pipeline.core.findings.view import Spot, View
from pipeline.core.text import counted
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)


def check(view: View) -> Iterator[Spot]:
    if not view.wiki.facts and not view.index:  # nothing was written yet
        return
    for path, text in view.renewed_index.texts.items():
        if text is None:
            yield Spot(
                path,
                path,
                f"{path} lists pages of no type",
                "Run `wiki derive`, which takes it away.",
            )
        elif path not in view.index:
            yield Spot(
                path,
                path,
                f"{path} is not there",
                "Run `wiki derive`, which writes it.",
                fixable=True,
            )
        else:
            message, line = _difference(view.index[path], text)
            yield Spot(path, path, f"the index {message}", "Run `wiki derive`.", line, fixable=True)


def _difference(old: str, new: str) -> tuple[str, int]:
    """Say how an index differs from what it should be, and on which line first."""
    there, wanted = old.splitlines(), new.splitlines()
    lacks = Counter(x for x in wanted if x) - Counter(there)
    extra = Counter(x for x in there if x) - Counter(wanted)
    line = next(
        (i for i, (a, b) in enumerate(zip(there, wanted, strict=False), 1) if a != b),
        min(len(there), len(wanted)),
    )
    if not lacks and not extra:
        return "has its lines in another order than the pages give it", line
    told = [
        f"{word} {counted(count, 'line')}"
        for word, count in (("lacks", lacks.total()), ("has", extra.total()))
        if count
    ]
    return " and ".join(told) + (" too many" if extra else ""), max(line, 1)


def fix(view: View, paths: Collection[str]) -> Mapping[str, str]:
    """Return the index files as the pages make them."""
    made = view.renewed_index.texts
    return {path: text for path, text in made.items() if text is not None and path in paths}
