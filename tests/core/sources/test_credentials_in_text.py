"""Keys and tokens are found by their form, stand-ins and hashes are none, and none is repeated."""

import pytest

from pipeline.core.sources.credentials_in_text import find_credentials

# put together here, so that no scanner takes this file for a leak
FOUND = {
    "a token of GitHub": "ghp_" + "Ab3dE9xKq2LmN8pRs4TuVw6Yz1BcDf5GhJk7",
    "a key of AWS": "AKIA" + "QZ7HT3MKW2RB9XLD",
    "a key of Anthropic": "sk-ant-" + "api03-Qw9Er8Ty7Ui6Op5As4Df3Gh2Jk1Lz0Xc",
    "a token of Slack": "xoxb-" + "918273645546-Qm2Wn3Eb4Rv5Tc6Yx",
    "a private key": "-----BEGIN RSA PRIVATE " + "KEY-----\n" + "MIIEpAIBAAKCAQEA7Zq9" * 4,
}


@pytest.mark.parametrize("kind", FOUND)
def test_a_credential_is_found_with_its_line(kind):
    assert list(find_credentials(f"one\ntwo {FOUND[kind]}\nthree")) == [(2, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "ghp_" + "x" * 36,
        "AKIA" + "IOSFODNN7EXAMPLE",
        "commit 69250d8f0c1e2d3b4a5968778695a4b3c2d1e0f9",
        "A file begins with -----BEGIN PRIVATE " + "KEY----- and then come its letters.",
        "sk-ant-...",
        "The password is hunter2.",
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert list(find_credentials(text)) == []
