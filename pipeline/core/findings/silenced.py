"""Apply the comments by which pages ask to ignore a contradiction or a superseded claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pipeline.core.claims.as_findings import rule_of_verdict, statements_to_change
from pipeline.core.claims.judgement import Judged, Pair
from pipeline.core.findings.view import Spot
from pipeline.core.markup.ignore_comments import IGNORE_WORD, JUDGEMENT_RULES, Ignore, find_ignores
from pipeline.core.wiki.wiki import Wiki


class Silence:
    """The comments of a wiki about judgements, and which of them had something to leave out."""

    def __init__(self, wiki: Wiki) -> None:
        self._wiki = wiki
        self._used: set[tuple[str, Ignore]] = set()

    @cached_property
    def _of(self) -> dict[str, list[Ignore]]:
        """Read the comments of every page, by path; done only where claims were judged."""
        rows = {facts.path: self._wiki.text(slug) for slug, facts in self._wiki.facts.items()}
        found = {
            path: [i for i in find_ignores(text) if _is_ours(i)]
            for path, text in rows.items()
            if IGNORE_WORD in text
        }
        return {path: those for path, those in found.items() if those}

    def covers(self, judged: Judged) -> bool:
        """Tell whether a comment asks to leave a judged pair out, and note that it was used.

        The comment stands on the page that is to be changed; for a contradiction, on either page.
        """
        rule = rule_of_verdict(judged.verdict)
        because = {
            (side.path, ignore)
            for side in statements_to_change(judged)
            for ignore in self._of.get(side.path, ())
            if ignore.rule == rule and ignore.about in (0, side.line)
        }
        self._used |= because
        return bool(because)

    def select_unsilenced(self, judged: Iterable[Judged]) -> list[Judged]:
        """Return the reported pairs that no comment asks to leave out."""
        return [one for one in judged if not self.covers(one)]

    def unused_comments(self, unjudged: Iterable[Pair]) -> Iterator[Spot]:
        """Yield a spot for each comment that had nothing to leave out.

        Ask it after `covers` was asked of all findings. Of a page with a pair that was not judged
        it says nothing, because nobody knows what the comment would have left out.
        """
        unknown = {side.path for pair in unjudged for side in (pair.a, pair.b)}
        for path, found in self._of.items():
            for i in found:
                if path not in unknown and (path, i) not in self._used:
                    problem = f"{i.rule} says nothing here that could be ignored"
                    yield Spot(
                        path, i.rule, problem, "Mend or remove the comment.", i.line, i.column
                    )


def _is_ours(ignore: Ignore) -> bool:
    return ignore.rule in JUDGEMENT_RULES and not ignore.problem
