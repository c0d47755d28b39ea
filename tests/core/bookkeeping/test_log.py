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


def test_a_question_whose_answer_is_kept_is_an_entry_without_effect_of_its_words():
    entry = log.query_entry(
        "2026-04-12", "What *is*\n## [x] `a` kettle? " + "very " * 60, "kettle", ["pot", "lid"]
    )
    text = log.append_log(log.EMPTY_LOG, entry)
    assert list(log.find_log_problems(log.EMPTY_LOG, text)) == []
    (found,) = log.read_entries(text)
    assert (found.day, found.word, found.sources) == ("2026-04-12", "query", ())
    assert found.title.startswith("What \\*is\\* \\#\\# \\[x\\] \\`a\\` kettle?")
    assert text.endswith("\n- answered by: [[kettle]]\n- rests on: [[pot]], [[lid]]\n")


def test_what_is_no_entry_is_passed_over():
    assert (
        list(log.read_entries("# Log\n\n- source: `raw/x.md`\n\n## A heading of somebody\n")) == []
    )
