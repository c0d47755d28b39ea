"""Pages made in the shape of arXiv's and GitHub's, with text of our own: the file is fetched that they stand for."""

import pytest

from pipeline.core.errors import UserError
from pipeline.core.sources.origin import read_origin
from pipeline.operations.add.fetch_address import fetch_address
from tests.helpers.sites import ARTICLE, Sites, html

DAY = "2026-11-30"
PDF = b"%PDF-1.5\n% a paper of our own\n"
ABSTRACT = html(
    '<h1 class="title"><span class="descriptor">Title:</span>Kettles That Boil Twice</h1>'
    '<div class="authors"><a href="/a/1">Ann Example</a>, <a href="/a/2">Bo van der Test</a></div>'
    '<blockquote class="abstract">We boil kettles twice and measure what is left.</blockquote>'
    '<div class="submission-history">[v2] Mon, 3 Mar 2025</div>',
    "[2501.01234] Kettles That Boil Twice",
    '<meta name="citation_title" content="Kettles That Boil Twice" />'
    '<meta name="citation_author" content="Example, Ann" />'
    '<meta name="citation_author" content="van der Test, Bo" />'
    '<meta name="citation_date" content="2025/01/02" /><meta name="citation_online_date" content="2025/03/03" />'
    '<meta name="citation_pdf_url" content="https://arxiv.org/pdf/2501.01234" />'
    '<meta name="citation_arxiv_id" content="2501.01234" />',
)
ROBOTS = "User-agent: *\nDisallow: /search\nAllow: /abs\nAllow: /pdf\n"


@pytest.fixture
def sites():
    with Sites() as found:
        for host in ("arxiv.org", "export.arxiv.org"):
            found.page(f"https://{host}/robots.txt", ROBOTS, kind="text/plain")
        yield found


def fetch(sites, address):
    return fetch_address(address, DAY, sites.access())


def paper(sites, number="2501.01234", page=ABSTRACT):
    sites.page(f"https://arxiv.org/abs/{number}", page.replace("2501.01234", number))
    sites.page(f"https://arxiv.org/pdf/{number}", PDF, kind="application/pdf")


@pytest.mark.parametrize(
    "address",
    ["https://arxiv.org/abs/2501.01234", "http://arxiv.org/abs/2501.01234", "https://www.arxiv.org/abs/2501.01234?context=cs",
     "https://arxiv.org/pdf/2501.01234", "https://arxiv.org/pdf/2501.01234.pdf", "https://export.arxiv.org/abs/2501.01234",
     "https://arxiv.org/html/2501.01234"],
)  # fmt: skip
def test_the_page_of_a_paper_gives_its_pdf_and_who_wrote_it(sites, address):
    paper(sites)
    found = fetch(sites, address)
    assert (found.name, found.data) == ("arxiv-2501-01234-kettles-that-boil-twice.pdf", PDF)
    origin = read_origin(found.origin)
    assert (origin.title, origin.author) == (
        "Kettles That Boil Twice",
        "Ann Example; Bo van der Test",
    )
    assert (origin.published, origin.fetched) == ("2025-01-02", DAY)
    assert origin.address == address
    assert sites.pages_asked() == [
        "https://arxiv.org/abs/2501.01234",
        "https://arxiv.org/pdf/2501.01234",
    ]


@pytest.mark.parametrize("number", ["2501.01234v2", "math.GT/0309136", "hep-th/9901001v3"])
def test_papers_of_a_version_and_of_old_numbers_are_known(sites, number):
    paper(sites, number)
    assert fetch(sites, f"https://arxiv.org/abs/{number}").data == PDF


def test_a_paper_whose_page_cannot_be_read_is_taken_from_its_file_alone(sites):
    paper(sites)
    sites.page("https://arxiv.org/abs/2501.01234", "", 503)
    found = fetch(sites, "https://arxiv.org/pdf/2501.01234")
    assert found.name == "arxiv-2501-01234.pdf"
    assert "title and authors are from the file alone" in found.notes[0]


def test_a_paper_that_is_not_there_is_said(sites):
    with pytest.raises(UserError, match="no such page"):
        fetch(sites, "https://arxiv.org/abs/2501.99999")


def test_a_pdf_on_another_host_than_the_page_of_its_paper_is_not_taken(sites):
    paper(sites, page=ABSTRACT.replace("https://arxiv.org/pdf", "https://evil.test/pdf"))
    assert fetch(sites, "https://arxiv.org/abs/2501.01234").data == PDF
    assert not [address for address in sites.pages_asked() if "evil" in address]


def test_other_pages_of_the_archive_are_pages(sites):
    sites.page("https://arxiv.org/help", html(ARTICLE, "Help"))
    assert fetch(sites, "https://arxiv.org/help").name == "help.html"


RAW = "https://raw.githubusercontent.com"
README = b"# Kettle\n\nA library that boils.\n"


@pytest.mark.parametrize(
    "address",
    ["https://github.com/ann/kettle", "https://github.com/ann/kettle/", "https://github.com/ann/kettle.git",
     "https://www.github.com/ann/kettle#readme", "https://github.com/ann/kettle?tab=readme-ov-file"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["README.md", "README.rst", "readme.md"])
def test_the_page_of_a_repository_gives_its_readme_and_names_the_way_to_all_of_it(
    sites, address, name
):
    sites.page(f"{RAW}/ann/kettle/HEAD/{name}", README, kind="text/plain; charset=utf-8")
    found = fetch(sites, address)
    assert found.data == README
    assert found.name == f"ann-kettle-readme{name[-4:] if name.endswith('rst') else '.md'}"
    assert "`wiki add --repo https://github.com/ann/kettle`" in found.notes[0]
    origin = read_origin(found.origin)
    assert origin.address == address.replace("#readme", "")
    assert origin.file == f"{RAW}/ann/kettle/HEAD/{name}"


def test_the_page_of_a_file_gives_the_file(sites):
    sites.page(f"{RAW}/ann/kettle/v2/docs/How to.md", b"x", 404)
    sites.page(f"{RAW}/ann/kettle/v2/docs/How%20to.md", README, kind="text/plain")
    for view in ("blob", "raw", "blame"):
        found = fetch(sites, f"https://github.com/ann/kettle/{view}/v2/docs/How%20to.md")
        assert (found.name, found.data) == ("how-to.md", README)


def test_a_folder_of_a_repository_is_no_page_and_the_way_to_it_is_named(sites):
    with pytest.raises(UserError, match="is a folder of a repository") as found:
        fetch(sites, "https://github.com/ann/kettle/tree/main/docs")
    assert "`wiki add --repo https://github.com/ann/kettle`" in found.value.hint
    sites.page(f"{RAW}/ann/kettle/main/README.md", README, kind="text/plain")
    assert fetch(sites, "https://github.com/ann/kettle/tree/main").data == README
    assert sites.pages_asked() == [f"{RAW}/ann/kettle/main/README.md"]


def test_a_repository_without_a_readme_is_said(sites):
    with pytest.raises(UserError, match="no such page"):
        fetch(sites, "https://github.com/ann/empty")


def test_a_gist_gives_its_file(sites):
    sites.page(
        "https://gist.githubusercontent.com/ann/0123456789abcdef/raw", README, kind="text/plain"
    )
    assert fetch(sites, "https://gist.github.com/ann/0123456789abcdef").data == README


def test_issues_and_attached_files_are_fetched_as_they_are(sites):
    sites.page(
        "https://github.com/ann/kettle/issues/3", html(ARTICLE, "The kettle leaks · Issue #3")
    )
    assert (
        fetch(sites, "https://github.com/ann/kettle/issues/3").name
        == "the-kettle-leaks-issue-3.html"
    )
    attached = "https://github.com/user-attachments/files/123/Kettle.guide.pdf"
    sites.moved(attached, "https://files.test/0f3a?X-Amz-Signature=abcdef0123456789&name=x")
    sites.page("https://files.test/0f3a?X-Amz-Signature=abcdef0123456789&name=x", PDF, kind="application/pdf",
               Content_Disposition="attachment; filename=Kettle.guide.pdf")  # fmt: skip
    found = fetch(sites, attached)
    assert (found.name, found.data) == ("kettle-guide.pdf", PDF)
    assert "abcdef0123456789" not in f"{found.origin}{found.notes}"
