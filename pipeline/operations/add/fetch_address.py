"""Fetch an address once, as a file for `raw/` with a record of where it came from.

What comes is looked at before it may become a source: its host, its type, and whether it is the
page that was meant rather than a login, a question about cookies or an empty frame.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import dataclass

from pipeline.adapters.processes.bounded_pages import see_in_bounds
from pipeline.adapters.web.get_once import WebAccess
from pipeline.adapters.web.visit import WebVisit
from pipeline.core.errors import UserError
from pipeline.core.name_keys import slug_of
from pipeline.core.sources.content_type import choose_suffix, file_name, is_web_page
from pipeline.core.sources.known_sites import (
    PaperPage,
    SiteFile,
    find_site_file,
    pdf_of_page,
    read_paper_page,
)
from pipeline.core.sources.origin import Origin, write_origin
from pipeline.core.sources.page_signs import PageSigns, refuse_page, refuse_status
from pipeline.core.sources.web_address import (
    WebAddress,
    address_key,
    has_secrets,
    mask_secrets,
    read_address,
    show_address,
)
from pipeline.core.sources.web_answer import WebAnswer
from pipeline.readers import READERS
from pipeline.readers.shared.decode import recode

_MOST_REFRESHES = 2
_TEXT_SUFFIXES = (".html", ".htm", ".txt", ".md", ".markdown", ".rst", ".csv", ".tex", ".srt")


@dataclass(frozen=True)
class FetchedSource:
    """A file that was fetched: what it may be called, its bytes, and where they came from.

    `name` is a safe file name without a folder; nobody has looked whether it is taken. `origin` is
    the text of the file that is put beside it (`origin_path`). `address` holds no credential.
    """

    name: str
    data: bytes
    address: str
    fetched: str  # the day, as ISO
    sha256: str
    notes: tuple[str, ...]
    origin: str


def fetch_address(
    address: str, day: str, access: WebAccess, known: Container[str] = READERS
) -> FetchedSource:
    """Return the file that stands at an address, fetched today (`day`).

    `known` are the suffixes that some reader reads. Raises `UserError` with what to do where there
    is nothing to fetch, where it may not be fetched, and where what came is not what was meant.
    """
    asked = read_address(address)
    visit = WebVisit(access)
    site = find_site_file(asked)
    if site is None:
        answer, signs = _get_page(visit, asked)
        return _make_source(asked, answer, signs, PaperPage(), "", [], day, known)
    notes = _tell_repository(site)
    paper, candidates = PaperPage(), site.candidates
    if site.page:
        paper = _see_paper(visit, site.page, notes)
        named = pdf_of_page(paper, site.page)
        candidates = (named,) if named else candidates
    answer = _get_first(visit, candidates, asked)
    return _make_source(asked, answer, None, paper, site.stem, notes, day, known)


def _tell_repository(site: SiteFile) -> list[str]:
    if not site.whole:
        return []
    return [
        "this is the README alone; all documents of the repository come with"
        f" `wiki add --repo https://github.com/{site.repository}`"
    ]


def _see_paper(visit: WebVisit, page: WebAddress, notes: list[str]) -> PaperPage:
    """Return what the page of a paper says; the paper itself can do without it."""
    try:
        answer = visit.get(page)
        refuse_status(answer, page)
        return read_paper_page(_see(answer))
    except UserError as error:
        notes.append(f"title and authors are from the file alone: {error.message}")
        return PaperPage()


def _get_first(visit: WebVisit, candidates: tuple[WebAddress, ...], asked: WebAddress) -> WebAnswer:
    """Return the first file that is there."""
    for place in candidates[:-1]:
        answer = visit.get(place)
        if answer.status not in (404, 410):
            break
    else:
        answer = visit.get(candidates[-1])
    refuse_status(answer, asked)
    return answer


def _get_page(visit: WebVisit, asked: WebAddress) -> tuple[WebAnswer, PageSigns | None]:
    """Return the answer to an address, and of a web page its signs; it is the page that was meant.

    A page that sends its visitor on at once is followed as a redirect is.
    """
    at = asked
    for left in range(_MOST_REFRESHES, -1, -1):
        answer = visit.get(at)
        refuse_status(answer, asked)
        if not is_web_page(answer):
            return answer, None
        signs = _see(answer)
        if signs.refresh and left:
            to = answer.address.join(signs.refresh)
            if to not in (at, answer.address):
                at = to
                continue
        refuse_page(signs, answer, asked)
        return answer, signs
    raise AssertionError("the last round returns or raises")


def _see(answer: WebAnswer) -> PageSigns:
    data = _stored_bytes(answer, ".html")[0]
    return see_in_bounds(data, show_address(answer.address.text))


# --- the file ---


def _make_source(
    asked: WebAddress,
    answer: WebAnswer,
    signs: PageSigns | None,
    paper: PaperPage,
    stem: str,
    notes: list[str],
    day: str,
    known: Container[str],
) -> FetchedSource:
    suffix = choose_suffix(answer, known)
    if suffix == ".html" and signs is None:
        refuse_page(_see(answer), answer, asked)  # which often is a login
        raise UserError(
            f"{show_address(asked.text)}: a web page came in the place of the file.",
            "Open it in your browser, and add what it shows as a file.",
        )
    data, recoded = _stored_bytes(answer, suffix)
    sha256 = hashlib.sha256(data).hexdigest()
    came_from = mask_secrets(answer.address.text)
    elsewhere = address_key(answer.address.text) != address_key(asked.text)
    origin = Origin(
        address=mask_secrets(asked.text),
        fetched=day,
        sha256=sha256,
        file=came_from if elsewhere else "",
        title=paper.title,
        author="; ".join(paper.authors),
        published=paper.published,
    )
    return FetchedSource(
        _name(answer, signs, paper, stem) + suffix,
        data,
        origin.address,
        day,
        sha256,
        (*notes, *_tell_way(asked, answer, elsewhere), *_tell_paid(signs), *recoded),
        write_origin(origin),
    )


def _tell_way(asked: WebAddress, answer: WebAnswer, elsewhere: bool) -> list[str]:
    notes = []
    if answer.address.host.removeprefix("www.") != asked.host.removeprefix("www.") and elsewhere:
        notes.append(f"fetched from {show_address(answer.address.text)}")
    if answer.address.scheme == "http":
        notes.append("it came over http, so anybody on the way could have changed it")
    if has_secrets(asked.text):
        notes.append("what looks like a credential in the address is not recorded")
    return notes


def _tell_paid(signs: PageSigns | None) -> list[str]:
    if signs is None or not signs.paid:
        return []
    return ["the page says that not all of it is for everybody: look whether all of it came"]


def _stored_bytes(answer: WebAnswer, suffix: str) -> tuple[bytes, list[str]]:
    """Return the bytes to keep, and a note where they are not those that came.

    They are recoded where nothing but the server's header tells how to read them.
    """
    if suffix not in _TEXT_SUFFIXES:
        return answer.body, []
    made = recode(answer.body, answer.charset)
    if made is None:
        return answer.body, []
    return made, [f"it was sent as {answer.charset[:20]}, and is kept as UTF-8"]


def _name(answer: WebAnswer, signs: PageSigns | None, paper: PaperPage, stem: str) -> str:
    if stem:
        return slug_of(f"{stem} {paper.title}".strip())
    if signs:
        titles = (*signs.values_of("og:title")[:1], signs.heading, signs.title)
        title = next((t for t in titles if any(map(str.isalnum, t))), "")
        if title:
            return slug_of(title)
    name = file_name(answer)
    base = name.rpartition(".")[0] or name
    return slug_of(base if any(map(str.isalnum, base)) else answer.address.host)
