"""Keep verdicts on disk, so that a pair of unchanged statements is judged and paid for once."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.store.reply_cache import FolderCache
from pipeline.core import strict_json
from pipeline.core.claims.judgement import Pair, Verdict
from pipeline.core.claims.verdict_checks import exchange_sides, problems_of_verdict, tidy_verdict


@dataclass(frozen=True)
class KeptVerdict:
    """A verdict as it is kept: by whom, on which pair, and which statement is its side a."""

    judge: str
    pair: str
    first: str
    verdict: Verdict


class VerdictCache:
    """One file for each pair and judge.

    Losing it costs money, not truth. A file that is none of ours counts as no verdict.
    """

    def __init__(self, folder: Path) -> None:
        self._files = FolderCache(folder)

    def get(self, pair: Pair, judge_key: str) -> Verdict | None:
        """Return the verdict on a pair, for its order of sides, if one fits these statements."""
        text = self._files.get(_file_key(pair, judge_key))
        if text is None:
            return None
        try:
            kept = strict_json.load(KeptVerdict, text)
        except strict_json.WireError:
            return None
        if (kept.judge, kept.pair, kept.first) != (judge_key, pair.key, _first_key(pair)):
            return None
        verdict = _in_order_of_keys(pair, kept.verdict)
        return (
            verdict
            if verdict == tidy_verdict(verdict) and not problems_of_verdict(pair, verdict)
            else None
        )

    def put(self, pair: Pair, judge_key: str, verdict: Verdict) -> None:
        """Keep a verdict. A cache that cannot be written costs money only."""
        kept = KeptVerdict(judge_key, pair.key, _first_key(pair), _in_order_of_keys(pair, verdict))
        with suppress(OSError):
            self._files.put(_file_key(pair, judge_key), strict_json.dump(kept))


def _file_key(pair: Pair, judge_key: str) -> str:
    return hashlib.sha256(f"{pair.key} {judge_key}".encode()).hexdigest()


def _first_key(pair: Pair) -> str:
    return min(pair.a.key, pair.b.key)


def _in_order_of_keys(pair: Pair, verdict: Verdict) -> Verdict:
    """Return a verdict from the pair's order of sides to that of its keys, or back."""
    return verdict if pair.a.key == _first_key(pair) else exchange_sides(verdict)
