"""Quotes of a real guide stand on the pages that their citations name, as another reader of PDF sees them."""

import re

from pypdf import PdfReader

from pipeline.cli import main
from tests.helpers.corpora import corpus
from tests.helpers.repos import team
from tests.readers.common import fold

CITED = re.compile(r'#page=(\d+)\)\): "((?:[^"\\]|\\.)*)"')
DRAWN = 30


def test_thirty_quotes_of_a_long_guide_stand_on_the_pages_that_are_named(tmp_path):
    guide = corpus("pdf-guides") / "raw" / "18f-derisking-guide.pdf"
    made = team(tmp_path / "w", {"g.pdf": guide.read_bytes()})
    assert main(["-C", str(made.root), "compile", "--librarian", "extractive"]) == 0
    (branch,) = made.branches()
    names = made.git("ls-tree", "-r", "--name-only", branch, "wiki/sources").split()
    text = "".join(made.git("show", f"{branch}:{name}") for name in names)
    cited = sorted({(int(page), quote) for page, quote in CITED.findall(text)})
    # of a table another reader has the cells in another order
    prose = [(page, quote) for page, quote in cited if r"\|" not in quote]
    pages = [fold(page.extract_text()) for page in PdfReader(guide).pages]
    drawn = prose[:: len(prose) // DRAWN][:DRAWN]
    assert len(drawn) == DRAWN
    assert len({page for page, _ in drawn}) > 15
    wrong = []
    for page, quote in drawn:
        words = fold(quote)
        here = pages[page - 1] + (pages[page] if page < len(pages) else "")
        if words not in here or words[:30] not in pages[page - 1]:
            wrong.append((page, quote))
    assert wrong == []
