import io
import time

import pytest
from webvtt import Caption, WebVTT

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match


def read(text, name="raw/call.vtt"):
    return read_source(name, text.encode() if isinstance(text, str) else text)


def vtt(*cues):
    """Return a file in which each cue, a second long, is shown at its second."""
    shown = (f"00:00:{at:02}.000 --> 00:00:{at + 1:02}.000\n{words}\n\n" for at, words in cues)
    return "WEBVTT\n\n" + "".join(shown)


def test_captions_become_paragraphs_with_speaker_and_time():
    source = read((FILES / "call.vtt").read_bytes())
    assert source.text.split("\n\n") == [
        "**Ann Reed** (00:00:01): We ship the gateway in May. It holds 512 requests & refuses the rest.",
        "**Bob** (00:00:06): No!",
        "**Ann Reed** (00:00:06): Yes.",
    ]
    assert (source.title, source.language) == ("Weekly call", "en")
    assert_lines_and_locators_match(source)


def test_each_paragraph_has_the_line_of_its_first_caption():
    source = read((FILES / "call.vtt").read_bytes())
    lines = (FILES / "call.vtt").read_text().split("\n")
    assert "We ship" in lines[source.locators[0] - 1]
    assert "Bob" in lines[source.locators[2] - 1]


def test_what_is_left_out_is_said():
    notes = read((FILES / "call.vtt").read_bytes()).notes
    assert "1 caption left out that names no speech: music" in notes
    assert "1 passage left out that has no time, at line 25" in notes


def test_names_before_a_colon_are_speakers_where_they_recur():
    source = read((FILES / "lecture.srt").read_bytes(), "raw/lecture.srt")
    assert source.text.split("\n\n") == [
        "**IDA KALAND** (00:00:02): The harbour has two gates. The northern one closes at 3.2 metres.",
        "**BO LIND** (00:01:10): Who closes it?",
        "**IDA KALAND** (00:01:12): The keeper does. It takes eleven minutes.",
        "**BO LIND** (00:01:16): Note: that was measured in 2021.",
    ]


def test_a_file_by_the_library_that_writes_them_is_read():
    made = WebVTT()
    made.captions.append(Caption("00:00:01.000", "00:00:02.000", ["<v Ann>One.", "Two."]))
    made.captions.append(Caption("01:02:03.000", "01:02:04.000", "Three."))
    out = io.StringIO()
    made.write(out)
    assert read(out.getvalue()).text == "**Ann** (00:00:01): One. Two.\n\n(01:02:03) Three."
    out = io.StringIO()
    made.write(out, format="srt")
    assert "Three." in read(out.getvalue(), "raw/call.srt").text


def test_what_captions_repeat_while_they_roll_stands_once():
    rolling = vtt(
        (1, "the sea"),
        (2, "the sea\nrises twice"),
        (3, "rises twice\na day"),
        (4, "a day\nin May"),
    )
    source = read(rolling)
    assert source.text == "(00:00:01) the sea rises twice a day in May"
    assert "3 lines left out that captions repeat while they roll" in source.notes


def test_what_is_said_twice_stays_twice_where_nothing_rolls():
    said = [(1, "No."), (2, "No."), *((n, f"Sentence {n}.") for n in range(3, 20))]
    assert read(vtt(*said)).text.count("No.") == 2


def test_a_dash_or_an_angle_begins_the_words_of_somebody_else():
    text = read(vtt((1, "- Is it open?\n- It is."), (3, ">> Then we go."))).text
    assert text.split("\n\n") == [
        "(00:00:01) Is it open?",
        "(00:00:01) It is.",
        "(00:00:03) Then we go.",
    ]


def test_a_long_pause_and_a_long_speech_end_a_paragraph():
    assert read(vtt((1, "One."), (30, "Two."))).text.count("\n\n") == 1
    long = read(vtt(*((n, f"This is sentence number {n} of a long speech.") for n in range(1, 50))))
    assert 2 <= long.text.count("\n\n") <= 6


def test_a_file_without_its_first_line_is_read_all_the_same():
    assert "One." in read(vtt((1, "One.")).removeprefix("WEBVTT\n\n")).text


@pytest.mark.parametrize("name", ["raw/a.vtt", "raw/a.srt"])
@pytest.mark.parametrize("text", ["WEBVTT\n", "Words of a letter.\n", "1\n2\n", "-->\n-->\n"])
def test_a_file_without_captions_is_refused(name, text):
    with pytest.raises(UserError, match="no captions"):
        read(text, name)


@pytest.mark.parametrize(
    "body",
    [
        "<" * 300_000,
        "<v " * 100_000,
        "{\\" * 150_000,
        "A: " * 100_000,
        "-->" * 100_000,
        "- " * 200_000,
    ],
)
def test_hostile_captions_take_no_long_time(body):
    begun = time.process_time()
    for text in (vtt((1, body)), vtt((1, "x")) + body, f"1:1:1 --> {body}"):
        try:
            read(text)
        except UserError:
            continue
    assert time.process_time() - begun < 3


def test_a_name_before_the_words_holds_until_the_next_name_over_a_pause():
    text = read(
        vtt(
            (1, "Ann: The pumps"),
            (3, "move water."),
            (8, "Bob: Why?"),
            (20, "It is much."),
            (70, "So."),
            (80, "Ann: Yes."),
            (82, "Bob: Ah."),
        )
    ).text
    assert text.split("\n\n")[:4] == [
        "**Ann** (00:00:01): The pumps move water.",
        "**Bob** (00:00:08): Why?",
        "**Bob** (00:00:20): It is much.",
        "(00:01:10) So.",
    ]


def test_a_name_on_a_line_of_its_own_is_the_speaker():
    text = read(
        vtt(
            (1, "ANN:\nThe pumps stand still."),
            (3, "BOB:\nWhy?"),
            (5, "ANN:\nSo."),
            (7, "BOB:\nAh."),
        )
    ).text
    assert text.startswith("**ANN** (00:00:01): The pumps stand still.\n\n**BOB** (00:00:03): Why?")


def test_times_as_microsoft_teams_writes_them_are_times():
    body = "WEBVTT\n\n6e2b/12-0\n0:0:0.0 --> 0:0:3.54\n<v Jane Doe>Good morning.</v>\n"
    assert read(body).text == "**Jane Doe** (00:00:00): Good morning."
