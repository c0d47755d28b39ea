"""What each reader of `VERSIONS` makes of the sample files is kept by its digest, version by version.

Texts that a reader made stand in wikis (`wiki/texts/`) and are told from those of a newer reader by the number alone.
"""

import hashlib
import json
from pathlib import Path

import pytest

from pipeline.readers import READERS, VERSIONS, format_of, read_source
from tests.readers.common import FILES

KEPT = Path(__file__).parent / "versions.json"
SAMPLES = sorted(path for path in FILES.iterdir() if READERS.get(path.suffix) in VERSIONS)


def digests(reader, samples=SAMPLES):
    """Return the digest of text and places that a reader makes of each of its sample files."""
    made = {
        path.name: read_source(f"raw/{path.name}", path.read_bytes())
        for path in samples
        if format_of(path.name) == reader
    }
    return {
        name: hashlib.sha256(repr((read.text, read.locators)).encode()).hexdigest()[:16]
        for name, read in made.items()
    }


def complaint(reader, version, kept, made):
    """Return what to do where a reader makes another text than its version did, or an empty string."""
    before = kept.get(reader, {}).get(str(version))
    how = "Run `python -m pytest tests/readers/test_versions.py --update-golden`"
    if before is None:
        return f"nothing is kept of version {version} of the reader {reader!r}. {how}, which adds its digests to {KEPT.name}."
    changed = sorted(name for name in before if before[name] != made.get(name))
    if changed:
        return (
            f"the reader {reader!r} makes another text of {', '.join(changed)} than its version {version} did."
            f" Raise {reader!r} in VERSIONS of pipeline/readers/__init__.py to {version + 1}, so that texts that wikis keep stay valid."
            f" {how} afterwards."
        )
    added = sorted(set(made) - set(before))
    return f"no digest is kept of {', '.join(added)}. {how}." if added else ""


def renew(reader, version, kept, made):
    """Add the digests of a new version, or of new files; those that are kept are never changed."""
    before = kept.setdefault(reader, {}).setdefault(str(version), {})
    kept[reader][str(version)] = dict(sorted((made | before).items()))


@pytest.mark.parametrize("reader", VERSIONS)
def test_a_reader_makes_the_text_that_its_version_made(reader, update_golden):
    kept, made = json.loads(KEPT.read_text("utf-8")), digests(reader)
    if update_golden:
        renew(reader, VERSIONS[reader], kept, made)
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    assert not (said := complaint(reader, VERSIONS[reader], kept, made)), said


def test_every_reader_whose_text_is_kept_has_samples_and_no_version_is_missing():
    kept = json.loads(KEPT.read_text("utf-8"))
    assert {format_of(path.name) for path in SAMPLES} == set(VERSIONS) == set(kept)
    for reader, versions in kept.items():
        assert [int(number) for number in versions] == list(range(1, VERSIONS[reader] + 1))


def test_a_changed_text_asks_for_a_new_version_and_the_digests_of_the_old_one_stay():
    kept = {"html": {"1": {"a.html": "old", "b.html": "same"}}}
    made = {"a.html": "new", "b.html": "same"}
    said = complaint("html", 1, kept, made)
    assert "another text of a.html than its version 1 did" in said
    assert "Raise 'html' in VERSIONS of pipeline/readers/__init__.py to 2" in said
    renew("html", 1, kept, made)  # who only updates the file mends nothing
    assert complaint("html", 1, kept, made) == said
    assert "nothing is kept of version 2" in complaint("html", 2, kept, made)
    renew("html", 2, kept, made)
    assert complaint("html", 2, kept, made) == ""
    assert kept["html"]["1"]["a.html"] == "old"


def test_a_new_sample_file_is_added_to_the_version_that_stands():
    kept = {"rst": {"3": {"a.rst": "same"}}}
    made = {"a.rst": "same", "b.rst": "new"}
    assert "no digest is kept of b.rst" in complaint("rst", 3, kept, made)
    renew("rst", 3, kept, made)
    assert complaint("rst", 3, kept, made) == ""
