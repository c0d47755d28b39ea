"""What a team's `schema.md` says of searching, as far as a search must know before it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

SearchEngine = Literal["lexical", "hybrid", "qmd"]
EndpointStyle = Literal["openai", "voyage"]


@dataclass(frozen=True)
class SearchSettings:
    """The engine of `wiki search`, and the endpoint that makes vectors, where one is named."""

    engine: str = "lexical"
    address: str = ""
    model: str = ""
    style: str = "openai"


def read_settings(front: Mapping[str, Any]) -> SearchSettings:
    """Return the settings in the front matter of `schema.md`; what is none there is left out.

    Every command that needs the schema says what is wrong with it.
    """
    engine, vectors = front.get("search"), front.get("vectors")
    given = vectors if isinstance(vectors, Mapping) else {}
    return SearchSettings(
        str(engine) if engine in get_args(SearchEngine) else "lexical",
        str(given.get("address") or ""),
        str(given.get("model") or ""),
        str(given.get("style") or "openai"),
    )
