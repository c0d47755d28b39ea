"""What `schema.md` says of searching is read leniently, and held by the schema itself."""

import pytest

from pipeline.core.errors import UserError
from pipeline.core.wiki.schema import Rules, Schema, VectorRules
from pipeline.core.wiki.search_settings import SearchSettings, read_settings


def test_without_a_word_of_it_words_and_links_are_searched():
    assert read_settings({}) == SearchSettings()
    assert SearchSettings().engine == Rules().search


def test_engine_and_endpoint_are_read():
    given = {"address": "https://a.example/v1", "model": "m", "style": "voyage"}
    assert read_settings({"search": "hybrid", "vectors": given}) == SearchSettings(
        "hybrid", "https://a.example/v1", "m", "voyage"
    )


@pytest.mark.parametrize("wrong", [None, 3, [], {"a": 1}, "grep"])
def test_what_is_no_setting_is_left_out(wrong):
    assert read_settings({"search": wrong, "vectors": wrong}) == SearchSettings()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://a.example/v1",
        "http://localhost:8080/v1",
        "http://127.0.0.1/",
        "http://[::1]:1/x",
    ],
)
def test_the_schema_takes_addresses_that_a_key_may_be_sent_to(address):
    assert VectorRules(address=address).address == address


@pytest.mark.parametrize(
    "address", ["http://a.example", "ftp://a", "http://localhost.evil.example/", "file:///etc"]
)
def test_and_no_others(address):
    text = f"---\nvectors:\n  address: {address}\n---\n"
    with pytest.raises(UserError, match=r"schema.md:3: `vectors.address`"):
        Schema.parse(text)


def test_a_mistyped_key_is_told_with_the_nearest_one():
    with pytest.raises(UserError, match="did you mean `address`"):
        Schema.parse("---\nvectors:\n  adress: https://a.example\n---\n")
