"""Pages of four corpora, read by a person and kept: `.after.md` is held here, `.before.md` is a record (golden/README.md)."""

from pathlib import Path

import pytest

from tests.helpers.corpora import corpus
from tests.helpers.growing import Growth
from tests.helpers.repos import ROOT

GOLDEN = Path(__file__).parent / "golden"
PAGES = {
    "ethereum-gas": ("sload", "balance", "reduction-in-refunds"),
    "pdf-guides": (
        "18f-de-risking-guide-2-0-evaluator-worksheet",
        "c2-server-outage-incident-report",
    ),
    "example": (
        "shift-and-stack",
        "jupiter",
        "saturns-moon-count-jumps-to-274-with-128-new-discoveries",
    ),
    "waterways": (
        "schleuse-wendeburg",
        "sparschleuse",
        "wie-eine-sparschleuse-wasser-spart",
        "umbau-der-schleuse-wendeburg-abgeschlossen",
        "shui-hu-bang-nodu-sichuan",
    ),
}
PROPOSALS = (150, 1884, 1559, 2929, 3529)  # in the order of their dates
GUIDES = ("c2-outage-report-2016-08-10.pdf", "evaluator-worksheet.pdf")


def sources(name):
    """Return the files of a corpus in the order in which they are compiled."""
    if name == "ethereum-gas":
        return [corpus(name) / "raw" / f"eip-{number}.md" for number in PROPOSALS]
    if name == "pdf-guides":
        return [corpus(name) / "raw" / file for file in GUIDES]
    if name == "example":
        return sorted((ROOT / "raw").glob("*.*"))
    return sorted((Path(__file__).parent / "files").glob("*.md"))


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_a_corpus_are_those_that_were_read(name, golden):
    growth = Growth()
    for file in sources(name):
        growth.add(file.name, file.read_bytes())
    before = {
        path.relative_to(GOLDEN).as_posix(): path.read_text("utf-8")
        for path in (GOLDEN / name).glob("*.before.md")
    }
    after = {f"{name}/{slug}.after.md": growth.wiki.text(slug) for slug in PAGES[name]}
    golden(GOLDEN, {**before, **after})
