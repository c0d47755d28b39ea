"""Check boxes: of an edit only is read which box of the list it changed."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.github.boxes import (
    BOX_WORDS,
    BoxChange,
    find_changes,
    read_boxes,
    untick_actions,
    write_box,
    write_number,
    write_source_box,
)

KEYS = [*BOX_WORDS]
TEXT = "\n".join(
    ["Hello", *(write_source_box(n, f"Of {n}", n != 2) for n in (1, 2, 21)), *map(write_box, KEYS)]
)


@given(st.sets(st.sampled_from([1, 2, 21, *KEYS])), st.booleans())
def test_the_boxes_that_an_edit_changed_are_found_whatever_ends_its_lines(keys, windows):
    boxes, lines = read_boxes(TEXT), []
    for line in TEXT.split("\n"):
        if keys & read_boxes(line).keys():
            line = line.replace("[ ]", "[?]").replace("[x]", "[ ]").replace("[?]", "[x]")
        lines.append(line)
    after = ("\r\n" if windows else "\n").join(lines)
    assert {(c.key, c.on) for c in find_changes(TEXT, after)} == {(k, not boxes[k]) for k in keys}
    assert not any(on for key, on in read_boxes(untick_actions(after)).items() if key in BOX_WORDS)


def test_an_edit_that_changes_anything_else_changes_no_box():
    ticked = TEXT.replace("- [ ] Try now", "- [X] Try now")
    assert find_changes(TEXT, ticked) == (BoxChange("try-now", True),)
    for after in (
        ticked + "\nMore",
        ticked.replace("Hello", "Hallo"),
        ticked.replace("Of 1", "Of one"),
        ticked.replace("Try now", "Try later"),
        ticked.replace("- [X] Try", " - [X] Try"),
        ticked.replace("- [ ] A holds", "- [x] C holds"),
        TEXT.replace("- [ ] Try now", "- Try now"),
    ):
        assert find_changes(TEXT, after) == ()
    assert find_changes("- [ ] Buy milk", "- [x] Buy milk") == ()


def test_only_the_boxes_that_are_named_are_taken_off():
    both = TEXT.replace("- [ ] Try now", "- [x] Try now").replace("- [ ] A holds", "- [X] A holds")
    assert read_boxes(untick_actions(both, ["try-now"]))["keep-a"]
    assert untick_actions(both) == TEXT
    assert read_boxes(untick_actions(both))[1]


def test_numbers_beyond_the_circles_are_read_as_they_are_written():
    for number in (1, 20, 21, 100):
        assert read_boxes(write_source_box(number, "T", True)) == {number: True}
    assert (write_number(20), write_number(21)) == ("⑳", "(21)")
