"""The graph as another parser reads it."""

from __future__ import annotations

from lxml import etree

from pipeline.outputs.exports.graphml import write
from tests.helpers.claims import page
from tests.helpers.exporting import HOSTILE, PLAIN, contents_of

NAMES = {"g": "http://graphml.graphdrawing.org/xmlns"}


def graph(*more):
    text = write(contents_of(*PLAIN, *more)).texts["wiki.graphml"]
    return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))


def test_every_edge_leads_from_a_node_to_a_node():
    tree = graph(HOSTILE)
    nodes = tree.xpath("//g:node/@id", namespaces=NAMES)
    assert len(nodes) == len({*nodes})
    ends = tree.xpath("//g:edge/@source | //g:edge/@target", namespaces=NAMES)
    assert {*ends} <= {*nodes}


def test_pages_claims_and_sources_hang_together():
    said = {
        (e.get("source"), e.get("target"), e.find("g:data[@key='relation']", NAMES).text)
        for e in graph().xpath("//g:edge", namespaces=NAMES)
    }
    assert {
        ("page:old-dam", "page:mill-lake", "links to"),
        ("page:old-dam", "claim:report-1", "states"),
        ("claim:report-2", "page:mill-lake", "names"),
        ("claim:report-1", "source:raw/report.md", "is quoted from"),
    } <= said


def test_foreign_markup_is_text():
    titles = graph(HOSTILE).xpath("//g:node/g:data[@key='label']/text()", namespaces=NAMES)
    assert "A </script> & <b onclick=1> [x](javascript:alert)" in titles


def test_what_xml_cannot_hold_is_replaced():
    odd = page("Bell", "The bell \x07 weighs 3 kg.[^report-9]", {"report-9": "\x07 weighs 3 kg"})
    assert "\ufffd" in " ".join(graph(odd).itertext())
