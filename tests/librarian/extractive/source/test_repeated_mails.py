"""What a mail repeats of the mails before it is no statement of its sender."""

from pipeline.core.wiki.schema import Schema
from pipeline.librarian.extractive.extract import extract
from pipeline.readers import read_source
from tests.readers.common import FILES


def claims(name, data):
    return [c.text for c in extract(read_source(name, data), Schema.parse("---\n---\n")).claims]


def test_a_repeated_mail_gives_no_claims():
    found = claims("raw/gate.eml", (FILES / "gate.eml").read_bytes())
    assert "The northern gate closes at 3.2 metres, and not at 2.8 metres as before." in found
    assert not any("closes at 2.8 metres." in text or "1974" in text for text in found)


def test_what_a_page_quotes_is_a_claim_as_before():
    found = claims("raw/gate.md", b"# Gates\n\n> The northern gate closes at 2.8 metres.\n")
    assert found == ["The northern gate closes at 2.8 metres."]
