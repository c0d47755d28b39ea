"""Keep verdicts on support on disk, so that an unchanged statement is paid for once."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.store.reply_cache import FolderCache
from pipeline.core import strict_json
from pipeline.core.support.item import SupportItem, SupportVerdict
from pipeline.core.support.verdict_form import problems_of_support, tidy_support


@dataclass(frozen=True)
class KeptSupport:
    """A verdict as it is kept: by whom, and on what."""

    examiner: str
    item: str
    verdict: SupportVerdict


class SupportCache:
    """One file for each statement, as it is shown, and examiner.

    Losing it costs money, not truth. A file that is none of ours counts as no verdict.
    """

    def __init__(self, folder: Path, reads: bool = True) -> None:
        self._files = FolderCache(folder, reads)

    def get(self, item: SupportItem, examiner_key: str) -> SupportVerdict | None:
        """Return the verdict on a statement, if one is kept that fits it."""
        text = self._files.get(_file_key(item, examiner_key))
        if text is None:
            return None
        try:
            kept = strict_json.load(KeptSupport, text)
        except strict_json.WireError:
            return None
        if (kept.examiner, kept.item) != (examiner_key, item.key):
            return None
        said = kept.verdict
        fits = said == tidy_support(item, said) and not problems_of_support(item, said)
        return said if fits else None

    def put(self, item: SupportItem, examiner_key: str, verdict: SupportVerdict) -> None:
        """Keep a verdict. A cache that cannot be written costs money only."""
        kept = KeptSupport(examiner_key, item.key, verdict)
        with suppress(OSError):
            self._files.put(_file_key(item, examiner_key), strict_json.dump(kept))


def _file_key(item: SupportItem, examiner_key: str) -> str:
    return hashlib.sha256(f"{item.key} {examiner_key}".encode()).hexdigest()
