"""Every format of training data, and the card: golden lines, and a header that is read as YAML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from pipeline.core.training.training_set import TrainingOptions, make_training_set
from pipeline.outputs.training import (
    TRAINING_FORMATS,
    alpaca,
    chat,
    plain_text,
    sharegpt,
    write_training_set,
)
from tests.helpers.claims import page
from tests.helpers.exporting import contents_of
from tests.helpers.training import DAMS, made

HERE = Path(__file__).parent


def texts_of(files):
    """All texts of an export, those that are written line by line put together."""
    return {**files.texts, **{name: "".join(parts()) for name, parts in files.streams.items()}}


@pytest.fixture(scope="module")
def whole():
    return made(golden=["What is the height of the Oak Dam?"]), contents_of(*DAMS)


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("chat", lambda q, a: {"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}]}),
        ("alpaca", lambda q, a: {"instruction": q, "input": "", "output": a}),
        ("sharegpt", lambda q, a: {"conversations": [{"from": "human", "value": q}, {"from": "gpt", "value": a}]}),
        ("plain", lambda q, a: {"text": f"Question: {q}\nAnswer: {a}"}),
    ],
)  # fmt: skip
def test_a_line_has_the_fields_of_its_format_and_what_it_rests_on(whole, name, fields):
    rows = lines(texts_of(write_training_set(*whole, name))["train.jsonl"])
    row = next(
        x for x in rows if x["fact"].startswith("survey-of-elm-1: What is") and x["kind"] == "open"
    )
    wanted = fields(
        "What is the height of the Elm Dam?",
        "13 metres. “The height of the Elm Dam is 13 metres.” (Survey of the Elm Dam, 2012-03-01)",
    )
    assert {key: row[key] for key in wanted} == wanted
    assert (row["claims"], row["spans"], row["pages"]) == (
        ["survey-of-elm-1"],
        ["13 metres"],
        ["elm-dam"],
    )
    assert row["quotes"] == ["The height of the Elm Dam is 13 metres."]
    assert row["sources"] == [{"path": "raw/survey-of-elm.md", "sha256": "", "licence": ""}]
    assert row["wording"] == "source"


def test_every_format_is_in_the_table():
    modules = [f"{one.__name__.rpartition('.')[2]}" for one in (chat, alpaca, sharegpt, plain_text)]
    assert [*TRAINING_FORMATS.values()] == modules


def test_every_line_of_a_file_has_the_same_keys_and_kinds_of_values(whole):
    texts = texts_of(write_training_set(*whole, "chat"))
    for name in texts:
        if name.endswith(".jsonl"):
            rows = lines(texts[name])
            assert len({tuple((k, type(v)) for k, v in row.items()) for row in rows}) == 1


def header(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_the_header_of_the_card_names_the_files_by_split(whole):
    texts = texts_of(write_training_set(*whole, "chat"))
    said = header(texts["README.md"])
    files = {file["path"]: file["split"] for one in said["configs"] for file in one["data_files"]}
    assert {*files} == {name for name in texts if name.endswith(".jsonl")}
    assert files["text-train.jsonl"] == "train"
    assert (said["license"], said["language"]) == ("other", ["en"])
    assert said["configs"][0]["config_name"] == "default"


def test_one_licence_of_all_sources_is_the_data_sets():
    licences = {
        f"raw/{base}.md": "CC0-1.0" for base in ("renewal", *(f"survey-of-{n}" for n in "x"))
    }
    held = contents_of(*DAMS)
    every = contents_of(*DAMS, licences={s.path: "CC0-1.0" for s in held.sources} | licences)
    whole = made()
    assert (
        header(write_training_set(whole, every, "chat").texts["README.md"])["license"] == "cc0-1.0"
    )


def test_the_card_and_the_report_are_as_the_golden_files(whole, update_golden):
    texts = texts_of(write_training_set(*whole, "chat"))
    for name in ("README.md", "report.json"):
        file = HERE / "card" / name
        if update_golden:
            file.parent.mkdir(exist_ok=True)
            file.write_text(texts[name], "utf-8")
        assert texts[name] == file.read_text("utf-8")


def test_the_card_tells_whose_words_there_are():
    worded = page(
        "Yew Dam",
        "The Yew Dam rises 77 metres.[^renewal-9]",
        {"renewal-9": "| height | 77 metres |"},
    )
    card = write_training_set(made(worded), contents_of(*DAMS, worded), "chat").texts["README.md"]
    assert "hold a sentence that is not all in the words of its source" in card
    assert "forbid\nto train a model on what theirs has written" in card


def test_a_path_and_a_licence_end_no_row_of_the_card():
    licences = {"raw/survey-of-elm.md": "x | <b>y</b> `z`\n"}
    held = contents_of(*DAMS, licences=licences)
    card = write_training_set(made(), held, "chat").texts["README.md"]
    row = next(line for line in card.splitlines() if "survey-of-elm" in line)
    assert row.replace("\\|", "").count("|") == 4
    assert "<b>" not in row


def test_the_card_says_that_frames_are_in_another_language():
    dam = contents_of(*DAMS[:4], language="fi")
    own = make_training_set(dam, TrainingOptions(kinds=("open",)))
    card = write_training_set(own, dam, "chat").texts["README.md"]
    assert "no wordings of questions in the wiki's language, `fi`" in card
    assert "no wordings" not in write_training_set(made(), dam, "chat").texts["README.md"]


def test_plain_text_is_in_the_language_of_the_wiki():
    german = contents_of(*DAMS[:4], language="de")
    own = make_training_set(german, TrainingOptions(kinds=("open",)))
    texts = texts_of(write_training_set(own, german, "plain"))
    row = next(row for name in texts if name.endswith(".jsonl") for row in lines(texts[name]))
    assert row["text"].startswith("Frage: ")
    assert "\nAntwort: " in row["text"]
