"""What the documents list is what the program has."""

from __future__ import annotations

import re

from pipeline.readers import READERS
from pipeline.rules import RULES
from tests import docs


def test_the_readme_lists_the_commands_that_exist():
    text = (docs.ROOT / "README.md").read_text("utf-8")
    assert docs.readme(text) == text


def test_the_keys_of_the_schema_are_all_documented():
    assert (docs.ROOT / "docs" / "schema.md").read_text("utf-8") == docs.schema()


def test_every_link_in_the_documents_leads_somewhere():
    for path in [*docs.ROOT.glob("*.md"), *(docs.ROOT / "docs").glob("*.md"), *(docs.ROOT / "bench").glob("*.md")]:
        for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#:]+)[^)]*\)", path.read_text("utf-8")):
            if path.name != "log.md":
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_architecture_names_every_rule_and_reader():
    text = (docs.ROOT / "docs" / "architecture.md").read_text("utf-8")
    missing = [name for name in (*RULES, *READERS.values()) if f"`{name}`" not in text]
    assert missing == []


def test_the_make_targets_of_the_readme_exist():
    make = (docs.ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)\b", (docs.ROOT / "README.md").read_text("utf-8"), re.MULTILINE):
        assert f"\n{target}:" in make
