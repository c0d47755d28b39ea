"""Files of addresses, as Windows, macOS and people write them."""

import plistlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.core.sources.pointer_files import (
    is_pointer,
    not_fetched,
    read_pointer,
    recorded_key,
)

AT = "https://example.org/a"


def addresses(path, data):
    return [
        p.address for p in read_pointer(path, data if isinstance(data, bytes) else data.encode())
    ]


def test_they_are_known_by_their_names():
    assert all(
        map(
            is_pointer,
            ["raw/x.url", "raw/a/X.URL", "raw/x.webloc", "raw/links.txt", "raw/a/Links.TXT"],
        )
    )
    assert not any(
        map(
            is_pointer,
            ["raw/x.txt", "raw/my-links.txt", "raw/.url", "raw/x.url.md", "raw/links.md"],
        )
    )


@pytest.mark.parametrize(
    "text",
    [f"[InternetShortcut]\r\nURL={AT}\r\n", f"[{{000214A0-0000-0000-C000-000000000046}}]\nProp3=19,2\n[InternetShortcut]\nIDList=\nURL={AT}\nIconFile=https://x.example/i.ico\n",
     f"\ufeff[internetshortcut]\n url = {AT}\n", f"[InternetShortcut.A]\nURL=https://no.example\n[InternetShortcut]\nURL={AT}\n"],
)  # fmt: skip
def test_a_shortcut_of_windows_has_one_address(text):
    assert addresses("raw/x.url", text) == [AT]
    assert addresses("raw/x.url", text.removeprefix("\ufeff").encode("utf-16")) == [AT]


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_a_shortcut_of_macos_has_one_address(form):
    assert addresses("raw/x.webloc", plistlib.dumps({"URL": AT}, fmt=form)) == [AT]


def test_a_list_has_one_address_a_line_and_what_is_for_people():
    text = f"# kettles\n\n{AT}\n- <https://example.org/b>\n2. https://example.org/c  the third\n{AT}/\n; no\n// no\n"
    assert addresses("raw/links.txt", text) == [
        AT,
        "https://example.org/b",
        "https://example.org/c",
    ]
    assert read_pointer("raw/links.txt", text.encode())[1].line == 4


BOMB = b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "https://x.example"><!ENTITY b "&a;&a;">]><plist><dict><key>URL</key><string>&b;</string></dict></plist>'


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [("raw/x.url", b"", "no address"), ("raw/x.url", b"URL=https://x.example", "no address"), ("raw/x.url", b"[InternetShortcut]\nURL=\n", "no address"),
     ("raw/x.webloc", b"", "cannot be read"), ("raw/x.webloc", BOMB, "cannot be read"), ("raw/x.webloc", b"bplist00" + b"\xa1" * 60, "cannot be read"),
     ("raw/x.webloc", plistlib.dumps({"URL": 3}), "no address"), ("raw/x.webloc", plistlib.dumps([1]), "no address"),
     ("raw/links.txt", b"# none\n", "no address"), ("raw/links.txt", b"Read these:\n", "line 1 is no address"),
     ("raw/links.txt", b"https://x.example/\n" * 20_000, "too large"),
     ("raw/links.txt", "".join(f"https://x.example/{n}\n" for n in range(101)).encode(), "101 addresses; 100 are the most")],
)  # fmt: skip
def test_what_holds_no_addresses_is_a_sentence(path, data, said):
    with pytest.raises(UserError, match=said) as found:
        read_pointer(path, data)
    assert str(found.value).startswith(path)
    assert found.value.hint


def test_what_was_fetched_is_known_also_where_a_credential_is_not_recorded():
    pointed = read_pointer("raw/links.txt", f"{AT}\n{AT}?token=abc\n".encode())
    assert not_fetched(pointed, {recorded_key("http://www.example.org/a/")}) == pointed[1:]
    assert not not_fetched(pointed, {recorded_key(AT), recorded_key(f"{AT}?token=***")})


@given(st.binary(max_size=300), st.sampled_from(["raw/x.url", "raw/x.webloc", "raw/links.txt"]))
def test_any_bytes_give_addresses_or_a_sentence(data, path):
    for start in (
        b"",
        b"bplist00",
        b"<?xml version='1.0'?><plist><dict>",
        b"[InternetShortcut]\nURL=",
    ):
        with suppress(UserError):
            assert read_pointer(path, start + data)
