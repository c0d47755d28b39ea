"""Which licence a source names for itself, and that none is guessed."""

from __future__ import annotations

import pytest

from pipeline.core.sources.licence import find_licence


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("---\ntitle: A\nlicense: CC BY 4.0\n---\n\nText.\n", "CC BY 4.0"),
        ("---\nlicence: Apache-2.0\n---\n", "Apache-2.0"),
        ("# A\n\n## Copyright\nCopyright and related rights waived via [CC0](x).\n", "CC0-1.0"),
        (
            "Copyright\n=========\n\nThis document is placed in the public domain.\n",
            "public domain",
        ),
        (
            "Copyright\n=========\n\nIn the public domain or under the\nCC0-1.0-Universal license.\n",
            "CC0-1.0 or public domain",
        ),
        ("Under the terms of the MIT license, CC0 and others.\n", ""),
        ("---\nlicence: none is named\n---\n", ""),
        ("---\nlicense: [\n---\n\nBroken.\n", ""),
        ("# Licence plates\n\nThey are made under CC0.\n", ""),
        ("", ""),
    ],
)
def test_a_licence_is_read_where_the_source_names_it(text, licence):
    assert find_licence(text) == licence


def test_a_value_is_one_short_line():
    assert "\n" not in find_licence('---\nlicense: "a\\nb"\n---\n')
    assert len(find_licence(f"---\nlicense: {'x' * 5000}\n---\n")) == 120
