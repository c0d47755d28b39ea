"""What the tests of all readers share."""

import re
import unicodedata
from pathlib import Path

FILES = Path(__file__).parent / "files"


def fold(text):
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def located(source):
    """Return (line, locator) of every line that holds a word."""
    pairs = zip(source.text.split("\n"), source.locators, strict=True)
    return [(line, number) for line, number in pairs if any(char.isalnum() for char in line)]


def first_words(line, count=3):
    """Return the first words of a line of Markdown, without its markup."""
    plain = re.sub(r"\]\([^)]*\)|^\[\^[^\]]*\]:|^\s*\d+\. ", "", line)
    return re.findall(r"[^\W_]+", plain)[:count]


def assert_lines_and_locators_match(source):
    assert len(source.text.split("\n")) == len(source.locators)
    assert len(source.text.splitlines()) == len(source.locators)
    assert list(source.locators) == sorted(source.locators)
    assert source.locators[0] >= 1
