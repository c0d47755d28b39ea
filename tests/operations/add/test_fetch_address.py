"""An address becomes a file for `raw/`, tried on sites that stand on loopback."""

import gzip
import hashlib
import threading
import time

import pytest

from pipeline.adapters.web.get_once import WebAccess
from pipeline.adapters.web.way_out import web_access
from pipeline.core.errors import UserError
from pipeline.core.sources.origin import read_origin
from pipeline.operations.add.fetch_address import fetch_address
from tests.helpers.sites import ARTICLE, PUBLIC, Sites, html

DAY = "2026-11-30"
AT = "https://site.test/a"


@pytest.fixture
def sites():
    with Sites() as found:
        yield found


def fetch(sites, address=AT, **changes):
    return fetch_address(address, DAY, sites.access(**changes))


def refusal(sites, address=AT, **changes):
    with pytest.raises(UserError) as found:
        fetch(sites, address, **changes)
    assert found.value.hint
    return str(found.value)


# --- what is kept ---


def test_a_page_is_kept_as_it_was_sent_with_a_record_of_where_it_came_from(sites):
    page = html(ARTICLE, "Kettles of 2026")
    sites.page(AT, page)
    found = fetch(sites)
    assert (found.name, found.data, found.notes) == ("kettles-of-2026.html", page.encode(), ())
    origin = read_origin(found.origin)
    assert (origin.address, origin.fetched) == (AT, DAY)
    assert origin.sha256 == found.sha256 == hashlib.sha256(page.encode()).hexdigest()


def test_it_says_who_asks_and_sends_no_cookies_and_no_credentials(sites):
    sites.page("https://site.test/start", "", 302, Location="/a", Set_Cookie="a=1")
    sites.page(AT, html(ARTICLE))
    fetch(sites, "https://site.test/start")
    for _, headers in sites.asked:
        assert headers["User-Agent"] == "git-llm-wiki/test"
        assert not {"Cookie", "Authorization", "Referer"} & headers.keys()
    agent = web_access("https://github.com/acme/wiki").agent
    assert agent.startswith("git-llm-wiki/")
    assert agent.endswith(" (+https://github.com/acme/wiki)")


@pytest.mark.parametrize(
    ("kind", "path", "body", "name"),
    [
        ("text/markdown; charset=utf-8", "/notes.md", b"# Kettles\n\nOne.\n", "notes.md"),
        ("text/plain", "/Notes of May.txt", b"Kettles.\n", "notes-of-may.txt"),
        ("text/plain; charset=utf-8", "/x/README.rst", b"Kettles\n=======\n", "readme.rst"),
        ("text/plain", "/notes", b"Kettles.\n", "notes.txt"),
        ("application/pdf", "/paper", b"%PDF-1.7\n...", "paper.pdf"),
        ("application/octet-stream", "/get?id=3", b"%PDF-1.7\n...", "get.pdf"),
        ("", "/paper.v2.pdf", b"%PDF-1.7\n...", "paper-v2.pdf"),
        ("text/html", "/lies", b"%PDF-1.7\n...", "lies.pdf"),
    ],
)  # fmt: skip
def test_a_file_is_kept_under_the_suffix_of_what_it_is(sites, kind, path, body, name):
    address = f"https://site.test{path.replace(' ', '%20')}"
    sites.page(address, body, kind=kind)
    found = fetch(sites, address)
    assert (found.name, found.data) == (name, body)


def test_the_name_that_the_server_gives_a_file_is_taken_without_its_folders(sites):
    sites.page(AT, b"%PDF-1.7", kind="application/pdf", Content_Disposition='attachment; filename="../../etc/Kettle guide.pdf"')  # fmt: skip
    assert fetch(sites).name == "kettle-guide.pdf"


def test_a_page_whose_encoding_only_the_header_tells_is_kept_as_utf_8(sites):
    page = f"<html><head><title>Чайники</title></head><body>{ARTICLE}<p>Чайник большой.</p></body></html>"
    sites.page(AT, page.encode("koi8-r"), kind="text/html; charset=KOI8-R")
    found = fetch(sites)
    assert found.data == b"\xef\xbb\xbf" + page.encode()
    assert found.notes == ("it was sent as koi8-r, and is kept as UTF-8",)


def test_a_packed_page_is_unpacked(sites):
    sites.gzipped(AT, html(ARTICLE).encode())
    assert fetch(sites).data == html(ARTICLE).encode()


def test_a_page_that_comes_packed_in_several_parts_is_whole(sites):
    sites.gzipped(AT, b"")
    page = html(ARTICLE).encode()
    sites.replies[AT].body = gzip.compress(page[:300]) + gzip.compress(page[300:])
    assert fetch(sites).data == page


def test_a_page_that_says_it_is_for_subscribers_is_kept_and_that_is_said(sites):
    paid = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
    sites.page(AT, html(ARTICLE, head=paid))
    assert "not all of it is for everybody" in fetch(sites).notes[0]
    sites.page(AT, html(ARTICLE, head=paid.replace("False", "True")))
    assert fetch(sites).notes == ()


def test_a_page_that_came_over_http_says_so(sites):
    sites.page("http://site.test/a", html(ARTICLE))
    assert fetch(sites, "http://site.test/a").notes == (
        "it came over http, so anybody on the way could have changed it",
    )


def test_no_credential_of_an_address_is_recorded_or_shown(sites):
    address = f"{AT}?page=2&access_token=hunter2hunter2"
    sites.page(address, html(ARTICLE))
    found = fetch(sites, address)
    assert found.address == f"{AT}?page=2&access_token=***"
    assert "hunter2" not in f"{found.origin}{found.notes}"
    sites.page(address, "", 404)
    assert "hunter2" not in refusal(sites, address)
    assert "hunter2" not in refusal(sites, "https://ann:hunter2hunter2@site.test/a")
    assert len(sites.pages_asked()) == 2


# --- where it may go ---


@pytest.mark.parametrize("number", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"])  # fmt: skip
def test_a_host_of_a_private_network_is_never_connected_to(sites, number):
    sites.numbers["evil.test"] = [number]
    assert "not on the public web" in refusal(sites, "https://evil.test/a")
    assert sites.connected == []
    assert sites.asked == []


def test_a_host_with_one_private_number_among_public_ones_is_left_alone(sites):
    sites.numbers["evil.test"] = [PUBLIC, "10.0.0.1"]
    assert "not on the public web" in refusal(sites, "https://evil.test/a")
    assert sites.connected == []


@pytest.mark.parametrize(
    "to",
    ["https://evil.test/secret", "http://127.0.0.1/secret", "http://2130706433/", "http://[::1]/", "http://localhost:8080/x",
     "file:///etc/passwd", "ftp://site.test/a", "https://ann:secret@site.test/a", "http://169.254.169.254/latest/meta-data",
     "http://0x7f000001/", "//evil.test/x", "gopher://site.test/", "https://site.test:22/"],
)  # fmt: skip
def test_a_redirect_to_where_nobody_may_go_is_not_followed(sites, to):
    sites.numbers["evil.test"] = ["127.0.0.1"]
    sites.moved(AT, to)
    refusal(sites)
    assert sites.pages_asked() == [AT]
    assert set(sites.connected) == {PUBLIC}


def test_the_number_that_was_looked_at_is_the_one_that_is_connected_to(sites):
    """A name server that answers otherwise the second time gets nothing by it."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    looked = []

    def rebind():
        looked.append(next(answers))
        return looked[-1]

    sites.numbers["evil.test"] = rebind
    sites.page("https://evil.test/robots.txt", "", 404)
    sites.page("https://evil.test/a", html(ARTICLE))
    assert "not on the public web" in refusal(sites, "https://evil.test/a")
    assert sites.connected == [PUBLIC]
    assert len(looked) == 2  # once for robots.txt and once for the page, each before its connection


def test_a_certificate_of_another_host_is_refused(sites):
    sites.page("https://nobody.example/a", html(ARTICLE))
    assert "certificate" in refusal(sites, "https://nobody.example/a")


def test_redirects_end_after_five_and_in_a_circle_at_once(sites):
    for n in range(8):
        sites.moved(f"https://site.test/{n}", f"/{n + 1}")
    assert "more than 5 times" in refusal(sites, "https://site.test/0")
    assert len(sites.pages_asked()) == 6
    sites.moved(AT, "https://site.test/b")
    sites.moved("https://site.test/b", AT)
    assert "in a circle" in refusal(sites)
    sites.page("https://site.test/8", html(ARTICLE))
    assert fetch(sites, "https://site.test/4").notes == ()


def test_a_host_that_does_not_answer_is_said(sites):
    def refuse(number, port, seconds):
        raise ConnectionRefusedError(111, "Connection refused")

    access = WebAccess("x", look_up=lambda *_: [PUBLIC], is_public=lambda _: True, connect=refuse)
    with pytest.raises(UserError, match="cannot be reached: connection refused"):
        fetch_address(AT, DAY, access)
    proxied = WebAccess("x", look_up=lambda *_: [PUBLIC], is_public=lambda _: True, connect=refuse, proxied=True)  # fmt: skip
    with pytest.raises(UserError) as found:
        fetch_address(AT, DAY, proxied)
    assert "proxy" in found.value.hint


# --- how much, and how long ---


def head(handler, *lines):
    handler.wfile.write("\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode())


def drip(piece, *lines):
    """An answer that comes in pieces, for ever."""

    def write(handler):
        if lines:
            head(handler, *lines)
        while True:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.02)

    return write


@pytest.mark.parametrize(
    "write",
    [
        drip(b"a", "Content-Type: text/plain", "Content-Length: 10000"),
        drip(b"1\r\na\r\n", "Content-Type: text/plain", "Transfer-Encoding: chunked"),
        drip(b"H"),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda handler: threading.Event().wait(3),
    ],
)
def test_what_comes_too_slowly_is_given_up_at_one_deadline(sites, write):
    sites.writes(AT, write)
    began = time.monotonic()
    assert "took longer than" in refusal(sites, seconds=0.6)
    assert time.monotonic() - began < 3


def test_a_name_server_that_does_not_answer_is_given_up(sites):
    def wait(host, port, seconds):
        raise TimeoutError

    access = WebAccess("x", look_up=wait)
    with pytest.raises(UserError, match="no name server answered"):
        fetch_address(AT, DAY, access)


def test_what_has_no_end_is_given_up(sites):
    def write(handler):
        head(handler, "Content-Type: text/html")
        while True:
            handler.wfile.write(b"<p>x</p>" * 10_000)

    sites.writes(AT, write)
    assert "is larger than 1 MB, or has no end" in refusal(sites, most_bytes=1_000_000)
    sites.page(AT, b"x", Content_Length="99999999999")
    assert "is larger than" in refusal(sites)


def test_a_packed_bomb_is_unpacked_no_further_than_allowed(sites):
    sites.replies[AT] = bomb = sites.replies.get(AT)
    sites.gzipped(AT, b"")
    bomb = sites.replies[AT]
    bomb.body = gzip.compress(b"a" * 300_000_000, 1)
    assert "is larger than 1 MB" in refusal(sites, most_bytes=1_000_000, seconds=20)


def test_an_answer_that_breaks_off_is_no_page(sites):
    def write(handler):
        head(handler, "Content-Type: text/html", "Content-Length: 100000")
        handler.wfile.write(html(ARTICLE).encode())

    sites.writes(AT, write)
    assert "no answer that can be read" in refusal(sites)
    sites.gzipped(AT, html(ARTICLE).encode())
    sites.replies[AT].body = sites.replies[AT].body[:-20]
    assert "no answer that can be read" in refusal(sites)
    sites.replies[AT].headers["Content-Encoding"] = "br"
    assert "packed in a way" in refusal(sites)


@pytest.mark.parametrize("junk", [b"", b"\0" * 500, b"HTTP/1.1 abc\r\n\r\n", b"<html>", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n"])  # fmt: skip
def test_what_is_no_answer_of_a_web_server_is_a_sentence(sites, junk):
    sites.writes(AT, lambda handler: handler.wfile.write(junk))
    assert "cannot be reached" in refusal(sites)


# --- what kind ---


@pytest.mark.parametrize(
    ("kind", "path", "body", "said"),
    [
        ("video/mp4", "/film.mp4", b"\0\0\0 ftyp", "nothing here reads"),
        ("application/octet-stream", "/tool.exe", b"MZ\0\0", "nothing here reads"),
        ("application/pdf", "/p.pdf", b"MZ\0\0", "is sent as a PDF file, and is none"),
        ("application/pdf", "/p.pdf", html(ARTICLE).encode(), "a web page came in the place"),
        ("text/plain", "/p.txt", b"MZ\0\0\0", "is sent as text"),
        ("text/html", "/", b"", "the server sent nothing"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_is_refused(sites, kind, path, body, said):
    address = f"https://site.test{path}"
    sites.page(address, body, kind=kind)
    assert said in refusal(sites, address)


def test_the_source_of_a_page_sent_as_text_stays_a_text(sites):
    sites.page("https://site.test/p.txt", html(ARTICLE), kind="text/plain")
    assert fetch(sites, "https://site.test/p.txt").name == "p.txt"


# --- robots.txt ---


def robots(sites, text, status=200):
    sites.page("https://site.test/robots.txt", text, status, "text/plain")


def test_robots_txt_is_heeded_and_asked_once(sites):
    sites.page(AT, html(ARTICLE))
    robots(sites, "User-agent: *\nDisallow: /a\n")
    assert "robots.txt" in refusal(sites)
    assert sites.pages_asked() == []
    robots(
        sites, "User-agent: *\nDisallow: /\n\nUser-agent: git-llm-wiki\nAllow: /a\nDisallow: /\n"
    )
    fetch(sites)
    sites.moved("https://site.test/old", "/a")
    sites.asked.clear()
    robots(sites, "User-agent: *\nDisallow: /b\n")
    fetch(sites, "https://site.test/old")
    assert [a for a, _ in sites.asked] == [
        "https://site.test/robots.txt",
        "https://site.test/old",
        AT,
    ]


def test_a_redirect_to_what_robots_txt_forbids_is_not_followed(sites):
    sites.moved(AT, "https://other.test/x")
    sites.page("https://other.test/robots.txt", "User-agent: *\nDisallow: /x", kind="text/plain")
    sites.page("https://other.test/x", html(ARTICLE))
    assert "robots.txt" in refusal(sites)
    assert sites.pages_asked() == [AT]


def test_a_server_that_fails_over_its_robots_txt_has_allowed_nothing(sites):
    sites.page(AT, html(ARTICLE))
    robots(sites, "", 503)
    assert "does not answer" in refusal(sites)
    robots(sites, "", 403)
    fetch(sites)
    sites.writes("https://site.test/robots.txt", drip(b"x"))
    assert "took longer" in refusal(sites, seconds=0.5)
    robots(sites, "User-agent: *\nDisallow: /zzz\n" * 100_000)  # a large one is cut
    fetch(sites)


def test_robots_txt_is_found_over_a_redirect(sites):
    sites.page(AT, html(ARTICLE))
    sites.moved("https://site.test/robots.txt", "https://other.test/r.txt")
    sites.page("https://other.test/r.txt", "User-agent: *\nDisallow: /a", kind="text/plain")
    assert "robots.txt" in refusal(sites)
    sites.moved("https://site.test/robots.txt", "http://10.0.0.1/r.txt")
    assert "not on the public web" in refusal(sites)
