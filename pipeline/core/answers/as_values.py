"""An answer as plain values, for `--json` and for programs."""

from __future__ import annotations

from typing import Any

from pipeline.core.answers.answer import Answer, CitedPage
from pipeline.core.wiki.citations import Citation


def answer_as_values(answer: Answer) -> dict[str, Any]:
    """Return all that a program is told of an answer."""
    return {
        "question": answer.question,
        "status": answer.status,
        "sentences": [
            {
                "text": said.text,
                "labels": [*said.labels],
                "pages": [page.slug for page in pages],
                "reckoned": said.reckoned,
            }
            for said, pages in zip(answer.sentences, answer.cited, strict=True)
        ],
        "unknown": [*answer.unknown],
        "ask_back": [*answer.ask_back],
        "nearest": [_page(page) for page in answer.nearest],
        "pages": [_page(page) for page in answer.pages],
        "citations": {label: _citation(c) for label, c in answer.citations.items()},
        "struck": [{"text": said.text, "why": why} for said, why in answer.struck],
        "joins": answer.joins,
        "filed": answer.filed,
        "commit": answer.commit,
    }


def _page(page: CitedPage) -> dict[str, Any]:
    return {"slug": page.slug, "title": page.title, "path": page.path, "line": page.line}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "source": citation.source,
        "unit": citation.unit,
        "quotes": [
            {"text": q.text, "start": q.start, "end": q.end, "page": q.page, "part": q.part}
            for q in citation.quotes
        ],
    }
