"""The log as a list of entries, read back as the program writes them."""

from pipeline.core.bookkeeping import log


def test_entries_are_read_back_as_they_were_written():
    text = (
        log.EMPTY_LOG
        + "\n## [2026-04-11] ingest | A \\[b\\]\n\n"
        + log.source_row("raw/a `b`.md", "0123456789abcdef")
        + "\n- created: none\n"
    )
    text = log.append_log(
        text, "\n## [2026-04-12] lint | C\n\n" + log.source_row("raw/c.md", "") + "\n"
    )
    first, second = log.read_entries(text)
    assert first == log.LogEntry(
        5, "2026-04-11", "ingest", "A \\[b\\]", ((log.name_in_log("raw/a `b`.md"), "0123456789ab"),)
    )
    assert second.sources == (("raw/c.md", ""),)


def test_what_is_no_entry_is_passed_over():
    assert (
        list(log.read_entries("# Log\n\n- source: `raw/x.md`\n\n## A heading of somebody\n")) == []
    )
