from pipeline.core.markup import (
    footnotes,
)


def test_a_definition_is_no_mark_and_a_mark_is_no_definition():
    text = "x[^a-1] y[^b]\n\n[^a-1]: one `[^c]`\n[^b]:two\n"
    assert footnotes.find_marks(text) == ["a-1", "b"]
    assert footnotes.find_definitions(text) == {"a-1": "one `[^c]`", "b": "two"}
