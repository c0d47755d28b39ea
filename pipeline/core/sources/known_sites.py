"""Addresses of sites whose pages stand for a file: which file is fetched for them.

The page of a paper in arXiv's shape leads to its PDF and says who wrote it; a repository's page on
GitHub leads to its README, and the page of a file to the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.errors import UserError
from pipeline.core.sources.page_signs import PageSigns
from pipeline.core.sources.web_address import WebAddress, read_address, show_address

_ARXIV = re.compile(
    r"/(?:abs|pdf|html)/(?P<id>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)"
    r"(?:\.pdf)?/?"
)
_GITHUB_REPOSITORY = re.compile(r"/(?P<repo>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
_GITHUB_FILE = re.compile(r"/(?P<repo>[\w.-]+/[\w.-]+)/(?:blob|raw|blame)/(?P<rest>.+[^/])")
_GITHUB_FOLDER = re.compile(r"/(?P<repo>[\w.-]+/[\w.-]+)/tree/(?P<rest>.+?)/?")
_GIST = re.compile(r"/(?P<gist>[\w-]+/[0-9a-f]{8,})/?")
# First steps of addresses on GitHub that are no owner of a repository.
_GITHUB_OWN = frozenset(
    ("about", "apps", "collections", "customer-stories", "enterprise", "events", "explore",
     "features", "issues", "login", "marketplace", "notifications", "orgs", "pricing", "pulls",
     "readme", "search", "security", "settings", "signup", "site", "sponsors", "stars", "team",
     "topics", "trending", "user-attachments", "users")
)  # fmt: skip
_READMES = ("README.md", "README.rst", "readme.md", "README", "README.txt", "docs/README.md")


@dataclass(frozen=True)
class SiteFile:
    """What is fetched for an address of a known site.

    `candidates` are the addresses of the file, of which the first that is there is taken. `page` is
    the page that says what the file is of, if there is one to be read. `stem` is the file's name
    without its suffix, where the address says it better than the file. `repository` is that of
    which a file is a part, and `whole` whether all of it was meant.
    """

    candidates: tuple[WebAddress, ...]
    page: WebAddress | None = None
    stem: str = ""
    repository: str = ""
    whole: bool = False


def find_site_file(asked: WebAddress) -> SiteFile | None:
    """Return what is fetched for an address of a known site; None where that is the page itself.

    Raises `UserError` for a folder of a repository, which is no page.
    """
    host = asked.host.removeprefix("www.")
    if host in ("arxiv.org", "export.arxiv.org"):
        return _arxiv_file(asked)
    if host == "github.com":
        return _github_file(asked)
    if host == "gist.github.com" and (found := _GIST.fullmatch(asked.path)):
        return SiteFile(_on("gist.githubusercontent.com", [f"/{found['gist']}/raw"]))
    return None


def _on(host: str, paths: Sequence[str]) -> tuple[WebAddress, ...]:
    return tuple(WebAddress("https", host, 443, path) for path in paths)


def _arxiv_file(asked: WebAddress) -> SiteFile | None:
    found = _ARXIV.fullmatch(asked.path)
    if found is None:
        return None
    number = found["id"]
    page = WebAddress("https", "arxiv.org", 443, f"/abs/{number}")
    return SiteFile(_on("arxiv.org", [f"/pdf/{number}"]), page, f"arxiv-{number}")


def _github_file(asked: WebAddress) -> SiteFile | None:
    path = asked.path
    if path.split("/")[1].lower() in _GITHUB_OWN:
        return None
    if found := _GITHUB_FILE.fullmatch(path):
        raw = _on("raw.githubusercontent.com", [f"/{found['repo']}/{found['rest']}"])
        return SiteFile(raw, repository=found["repo"])
    if found := _GITHUB_FOLDER.fullmatch(path):
        repository = f"https://github.com/{found['repo']}"
        if "/" not in found["rest"]:  # a branch, so it is all of it
            return _readme(found["repo"], found["rest"])
        raise UserError(
            f"{show_address(asked.text)} is a folder of a repository, and no page.",
            f"`wiki add --repo {repository}` reads the repository's documents; or give the"
            " address of one file.",
        )
    if found := _GITHUB_REPOSITORY.fullmatch(path):
        return _readme(found["repo"], "HEAD")
    return None


def _readme(repository: str, revision: str) -> SiteFile:
    paths = [f"/{repository}/{revision}/{name}" for name in _READMES]
    stem = f"{repository.replace('/', '-')}-readme"
    return SiteFile(
        _on("raw.githubusercontent.com", paths), None, stem, repository=repository, whole=True
    )


# --- what the page of a paper says ---


@dataclass(frozen=True)
class PaperPage:
    """What the page of a paper says of it, in the words of its `citation_` elements."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    pdf: str = ""


def read_paper_page(signs: PageSigns) -> PaperPage:
    """Return what a page of a paper says of it; many archives name these elements alike.

    https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
    """

    def first(*names: str) -> str:
        return next((values[0] for name in names if (values := signs.values_of(name))), "")

    return PaperPage(
        first("citation_title"),
        tuple(map(_given_name_first, signs.values_of("citation_author"))),
        _iso_day(first("citation_publication_date", "citation_date", "citation_online_date")),
        first("citation_pdf_url"),
    )


def _given_name_first(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name


def _iso_day(said: str) -> str:
    found = re.fullmatch(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?", said.strip())
    if not found:
        return ""
    return "-".join(part.zfill(2) for part in found.groups() if part)


def pdf_of_page(paper: PaperPage, page: WebAddress) -> WebAddress | None:
    """Return the PDF that a page names, where it lies on the page's own host."""
    if not paper.pdf:
        return None
    try:
        found = page.join(paper.pdf)
    except UserError:
        return None
    same = found.host.removeprefix("www.") == page.host.removeprefix("www.")
    return read_address(found.text) if same and found.scheme == "https" else None
