"""Hostile and mistaken files: each is refused with a sentence that says what to do."""

import io
import zipfile
from functools import cache

import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from pipeline.readers.shared.packages import open_package
from tests.readers.common import FILES
from tests.readers.making import changed, parts_of, with_parts, zipped

ZIPPED = {
    suffix: (FILES / f"moons{suffix}").read_bytes()
    for suffix in (".docx", ".pptx", ".xlsx", ".ods", ".epub")
}
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
every_suffix = pytest.mark.parametrize("suffix", ZIPPED)


def refusal(suffix, data):
    with pytest.raises(UserError) as caught:
        read_source(f"raw/a{suffix}", data)
    assert caught.value.message.startswith(f"raw/a{suffix}: ")
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    return caught.value.message


@every_suffix
@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        (b"{\\rtf1 words}", "a file in Rich Text Format"),
        (b"<!DOCTYPE html><p>words", "a web page"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (OLE, "a file of an older Office"),
        (b"only words\n", "a text"),
    ],
)
def test_a_file_that_is_something_else_is_called_what_it_is(suffix, data, what):
    assert f"as its name says, but {what}" in refusal(suffix, data)


@every_suffix
def test_a_zip_file_of_another_kind_is_called_what_it_is(suffix):
    for other, data in ZIPPED.items():
        if other != suffix:
            assert "as its name says, but" in refusal(suffix, data)
    assert "a zip file of something else" in refusal(suffix, zipped({"a.txt": "words"}))


@every_suffix
def test_a_file_with_a_password_is_refused(suffix):
    data = OLE + "EncryptedPackage".encode("utf-16-le")
    assert "protected by a password" in refusal(suffix, data)
    locked = bytearray(ZIPPED[suffix])
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert "protected by a password" in refusal(suffix, bytes(locked))


@every_suffix
def test_a_file_that_is_cut_off_is_refused(suffix):
    whole = ZIPPED[suffix]
    for length in (30, len(whole) // 2, len(whole) - 10):
        assert "broken" in refusal(suffix, whole[:length])


@cache
def packed_bomb(size):
    return zipped({"bomb.xml": bytes(size)})


@every_suffix
def test_a_bomb_is_refused_before_it_is_unpacked(suffix):
    parts = parts_of(ZIPPED[suffix])
    bomb = with_parts(packed_bomb(210_000_000), parts)
    assert len(bomb) < 1_000_000
    assert "unpacked it would have" in refusal(suffix, bomb)
    tight = with_parts(packed_bomb(60_000_000), parts)
    assert "unpacked it would have" in refusal(suffix, tight)


@every_suffix
def test_a_file_of_very_many_parts_is_refused(suffix):
    parts = parts_of(ZIPPED[suffix]) | {f"x/{n}": b"" for n in range(20_001)}
    assert "parts in one file are too many" in refusal(suffix, zipped(parts))


@pytest.mark.parametrize(
    ("suffix", "part"),
    [
        (".docx", "word__document_dot_xml"),
        (".pptx", "ppt__slides__slide1_dot_xml"),
        (".xlsx", "xl__worksheets__sheet1_dot_xml"),
        (".ods", "content_dot_xml"),
        (".epub", "OEBPS__book_dot_opf"),
    ],
)
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_of_xml_are_refused(suffix, part, declared):
    def attack(xml):
        at = xml.find(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:at] + declared.encode() + xml[at:]

    assert "entities of XML" in refusal(suffix, changed(ZIPPED[suffix], **{part: attack}))


def test_entities_in_another_encoding_are_refused_too():
    def attack(xml):
        text = (
            xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("UTF-8", "UTF-16")
        )
        end = text.find("?>") + 2
        return (text[:end] + '<!DOCTYPE x [<!ENTITY a "ha">]>' + text[end:]).encode("utf-16")

    data = changed(ZIPPED[".docx"], word__document_dot_xml=attack)
    assert "entities of XML" in refusal(".docx", data)
    odd = changed(
        ZIPPED[".docx"], word__document_dot_xml=b'<?xml version="1.0" encoding="cp037"?><x/>'
    )
    assert "entities of XML" in refusal(".docx", odd)


def test_xml_of_endless_depth_is_refused():
    deep = b"<w:p xmlns:w='w'>" * 100_000
    assert "broken" in refusal(".docx", changed(ZIPPED[".docx"], word__document_dot_xml=deep))
    assert "broken" in refusal(
        ".xlsx", changed(ZIPPED[".xlsx"], xl__worksheets__sheet1_dot_xml=deep)
    )


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".ods", ".epub"])
def test_comments_in_xml_change_nothing(suffix):
    parts = parts_of(ZIPPED[suffix])
    noted = {
        name: part.replace(b"</", b"<!-- so --></", 3) if name.endswith((".xml", ".opf")) else part
        for name, part in parts.items()
    }
    assert (
        read_source(f"raw/a{suffix}", zipped(noted)).text
        == read_source(f"raw/a{suffix}", ZIPPED[suffix]).text
    )


def test_a_packing_that_such_files_do_not_use_is_refused():
    data = zipped(parts_of(ZIPPED[".docx"]), zipfile.ZIP_BZIP2)
    assert "packed in a way" in refusal(".docx", data)


def test_a_part_that_does_not_unpack_is_refused():
    data = bytearray(zipped({"content.xml": b"words " * 100}))
    data[45] ^= 0xFF
    package = open_package("raw/a.ods", bytes(data), "x", lambda it: True)
    with pytest.raises(UserError, match="cannot be unpacked"):
        package.read("content.xml")


def test_a_part_without_a_name_is_none():
    nameless = bytearray(zipped({"a.txt": "words", "b": "more"}))
    place = nameless.rindex(b"PK\1\2", 0, nameless.rindex(b"PK\1\2")) + 46
    nameless[place : place + 5] = b"\0.txt"  # Python reads a name as far as its first zero
    package = open_package("raw/a.ods", bytes(nameless), "x", lambda it: True)
    assert package.names == ("b",)


def test_the_parts_of_a_package_are_its_files():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.mkdir("folder")
        archive.writestr("folder/a.txt", "words")
    package = open_package("raw/a.ods", out.getvalue(), "x", lambda it: True)
    assert package.names == ("folder/a.txt",)
    assert "folder/" not in package
    assert not package.holds_macros
