"""Write a wiki as a graph in GraphML: pages, sources and claims, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from pipeline.core.export.contents import WikiContents
from pipeline.core.text import keep_to_xml
from pipeline.outputs.exports import ExportedFiles

VERSION = 1
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_KEYS = {
    "node": ("kind", "label", "type", "path", "date", "standing", "quote"),
    "edge": ("relation", "current", "judge"),
}


def write(contents: WikiContents) -> ExportedFiles:
    """Return `wiki.graphml`: a directed graph whose nodes are pages, sources and claims."""
    keys = [
        f'<key id="{name}" for="{what}" attr.name="{name}" attr.type="string"/>'
        for what, names in _KEYS.items()
        for name in names
    ]
    rows = (*keys, '<graph id="wiki" edgedefault="directed">', *_nodes(contents), *_edges(contents))
    return ExportedFiles({"wiki.graphml": f"{_HEAD}{_joined(rows)}</graph>\n</graphml>\n"})


def _joined(rows: Iterable[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


def _nodes(contents: WikiContents) -> Iterator[str]:
    for page in contents.pages:
        facts = page.facts
        said = {"kind": "page", "label": facts.title, "type": facts.type, "path": facts.path}
        yield _node(f"page:{facts.slug}", said | {"date": facts.updated})
    for source in contents.sources:
        said = {"kind": "source", "label": source.title, "path": source.path}
        said |= {"date": source.published, "standing": source.standing}
        yield _node(f"source:{source.path}", said)
    for claim in contents.claims:
        first = claim.statements[0]
        quoted = " … ".join(quote.text for quote in claim.quotes)
        said = {"kind": "claim", "label": first.text, "quote": quoted}
        yield _node(f"claim:{claim.label}", said)


def _edges(contents: WikiContents) -> Iterator[str]:
    there = {claim.label for claim in contents.claims}
    sources = {source.path for source in contents.sources}
    for page in contents.pages:
        for slug in page.links:
            yield _edge(f"page:{page.facts.slug}", f"page:{slug}", {"relation": "links to"})
    for claim in contents.claims:
        for slug in dict.fromkeys(one.slug for one in claim.statements):
            yield _edge(f"page:{slug}", f"claim:{claim.label}", {"relation": "states"})
        for slug in claim.links:
            yield _edge(f"claim:{claim.label}", f"page:{slug}", {"relation": "names"})
        if claim.source in sources:
            told = {"relation": "is quoted from"}
            yield _edge(f"claim:{claim.label}", f"source:{claim.source}", told)
    seen = set()
    for judged in contents.judged:
        told = {"relation": judged.verdict.kind, "judge": judged.judge}
        for one in judged.pair.a.labels:
            for two in judged.pair.b.labels:
                row = (one, two, judged.verdict.kind)
                if one != two and {one, two} <= there and row not in seen:
                    seen.add(row)
                    current = {"a": one, "b": two, "": ""}[judged.verdict.current]
                    yield _edge(f"claim:{one}", f"claim:{two}", told | {"current": current})


def _node(name: str, said: Mapping[str, str]) -> str:
    return f"<node id={_attribute(name)}>{_data(said)}</node>"


def _edge(source: str, target: str, said: Mapping[str, str]) -> str:
    return f"<edge source={_attribute(source)} target={_attribute(target)}>{_data(said)}</edge>"


def _data(said: Mapping[str, str]) -> str:
    rows = ((key, keep_to_xml(value)) for key, value in said.items() if value)
    return "".join(f'<data key="{key}">{escape(value)}</data>' for key, value in rows)


def _attribute(text: str) -> str:
    return quoteattr(keep_to_xml(text))
