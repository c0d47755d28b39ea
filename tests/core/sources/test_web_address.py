"""Which addresses may be asked for, and how they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.core.sources.web_address import (
    address_key,
    is_address,
    mask_secrets,
    read_address,
    show_address,
)


@pytest.mark.parametrize(
    ("given_", "asked"),
    [("HTTPS://Example.ORG", "https://example.org/"), ("https://example.org:443/a?b=c#d", "https://example.org/a?b=c"),
     ("http://example.org:8080/ä b".replace(" ", "%20"), "http://example.org:8080/%C3%A4%20b"),
     ("https://münchen.example/", "https://xn--mnchen-3ya.example/"), ("https://example.org./x", "https://example.org/x"),
     ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"), (" https://example.org/a ", "https://example.org/a")],
)  # fmt: skip
def test_an_address_is_brought_into_one_form(given_, asked):
    assert read_address(given_).text == asked
    assert read_address(asked).text == asked


@pytest.mark.parametrize(
    ("given_", "said"),
    [("ftp://example.org/", "no address of the web"), ("javascript:alert(1)", "no address of the web"), ("raw/x.md", "no address of the web"),
     ("file:///etc/passwd", "no address of the web"), ("https://ann@example.org/", "user name or a password"),
     ("https://ann:secret@example.org/", "user name or a password"), ("https://2130706433/", "unusual spelling"), ("http://0x7f.0.0.1/", "unusual spelling"),
     ("http://127.1/", "unusual spelling"), ("http://0177.0.0.1/", "unusual spelling"), ("http://１２７.０.０.１/", "unusual spelling"),
     ("http://localhost/", "private network"), ("http://wiki/", "private network"), ("http://printer.local/", "private network"),
     ("http://metadata.google.internal/", "private network"), ("http://x.onion/", "private network"),
     ("https://example.org:22/", "port 22"), ("https://example.org:0/", "port 0"), ("https://example.org:99999/", "cannot be read"),
     ("https://exa mple.org/", "a space"), ("https://example.org\\@evil.org/", "no address holds"), ("https://example.org/\u202ea", "no address holds"),
     ("https://example.org/\r\nHost: x", "no address holds"), ("https:///x", "cannot be read"), ("https://[fe80::1%25eth0]/", "cannot be read"),
     ("https://exa%6dple.org/", "cannot be read"), ("https://.example.org/", "cannot be read"), ("https://" + "a" * 2_000, "longer than"),
     ("https://[::1", "cannot be read"), ("https://a..b/", "cannot be read")],
)  # fmt: skip
def test_what_may_not_be_asked_for_is_said(given_, said):
    with pytest.raises(UserError, match=said) as found:
        read_address(given_)
    assert "secret" not in str(found.value)
    assert found.value.hint


def test_a_relative_address_is_joined():
    at = read_address("https://example.org/a/b?c=d")
    assert at.join("../e#f").text == "https://example.org/e"
    assert at.join("//other.example/x").text == "https://other.example/x"
    with pytest.raises(UserError):
        at.join("javascript:alert(1)")


@pytest.mark.parametrize(
    ("address", "shown"),
    [("https://a.example/?q=kettle&page=2", "https://a.example/?q=kettle&page=2"), ("https://a.example/?api_key=abc", "https://a.example/?api_key=***"),
     ("https://a.example/?X-Amz-Signature=ab&x=1", "https://a.example/?X-Amz-Signature=***&x=1"), ("https://u:p@a.example/", "https://***@a.example/"),
     ("https://a.example/?sig=a%2Fb&se=2026", "https://a.example/?sig=***&se=2026"), ("https://a.example/?access%5Ftoken=abc", "https://a.example/?access%5Ftoken=***"),
     ("https://a.example/eyJhbGciOi.eyJzdWIiOiI.abc/x", "https://a.example/***/x"), ("https://a.example/?monkey=1&keyword=x", "https://a.example/?monkey=1&keyword=x"),
     ("https://a.example/?next=ghp_012345678901234567890123", "https://a.example/?next=***"), ("https://a.example/#token", "https://a.example/#token")],
)  # fmt: skip
def test_what_opens_a_door_is_not_shown(address, shown):
    assert mask_secrets(address) == show_address(address) == shown
    assert mask_secrets(shown) == shown


def test_two_spellings_of_one_address_have_one_key():
    one = address_key("https://example.org/a/")
    assert (
        one == address_key("http://www.example.org/a#b") == address_key("https://EXAMPLE.org:443/a")
    )
    assert one != address_key("https://example.org/a?b") != address_key("https://example.org/b")


def test_a_file_is_no_address():
    assert is_address("https://example.org")
    assert is_address("ftp://example.org")
    assert not any(map(is_address, ["a.md", "C:\\x.md", "raw/x.url", "http:/x", "mailto:a@b.c"]))


@given(
    st.text(max_size=60)
    | st.text(alphabet="htps:/[]@.%0129axX?#\\ é１", max_size=40).map("https://".__add__)
)
def test_any_text_is_an_address_or_a_sentence(text):
    try:
        asked = read_address(text)
    except UserError:
        return
    assert asked.text.isascii()
    assert asked.text.isprintable()
    assert " " not in asked.text
    assert read_address(asked.text) == asked
