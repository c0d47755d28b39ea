"""`wiki export training` as a person uses it."""

from __future__ import annotations

import json

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.vectors.embedder import WheelEmbedder
from pipeline.cli import main
from pipeline.core.training.training_set import TrainingOptions
from pipeline.operations.export.export_training import export_training
from tests.helpers.repos import team
from tests.helpers.training import DAMS


@pytest.fixture(scope="module")
def dams(tmp_path_factory):
    """A team's repository with a wiki of dams, and two golden questions, one in other words."""
    made = team(tmp_path_factory.mktemp("training") / "wiki", {})
    files = {path: text for part in DAMS for path, text in part.items()}
    files["wiki/questions.yaml"] = (
        "questions:\n  - question: What is the height of the Elm Dam?\n    expect: ['13']\n"
        "  - question: Which number of metres tells how high the Fir Dam is?\n    expect: ['14']\n"
    )
    for path, text in files.items():
        (made.root / path).parent.mkdir(parents=True, exist_ok=True)
        (made.root / path).write_text(text)
    made.git("add", "-A")
    made.git("commit", "-qm", "A wiki")
    return made


def export(made, *args):
    return main(["-C", str(made.root), "export", "training", *args])


def test_a_data_set_is_written_with_its_card_and_report(dams, tmp_path, capsys):
    out = tmp_path / "out"
    assert export(dams, "--out", str(out), "--size", "300") == 0
    said = capsys.readouterr().out
    assert "examples in" in said
    assert "repeat a golden question, 0 leaks" in said
    report = json.loads((out / "report.json").read_text())
    assert report["golden_questions"] == 2
    first = (out / "train.jsonl").read_bytes()
    assert export(dams, "--out", str(out), "--size", "300") == 0
    assert (out / "train.jsonl").read_bytes() == first


def test_kinds_and_format_are_what_was_asked_for(dams, tmp_path):
    out = tmp_path / "out"
    assert export(dams, "--out", str(out), "--kinds", "open, text", "--format", "alpaca") == 0
    rows = [json.loads(line) for line in (out / "train.jsonl").read_text().splitlines()]
    assert {row["kind"] for row in rows} == {"open"}
    assert "instruction" in rows[0]
    assert (out / "text-train.jsonl").is_file()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["training", "--kinds", "poems"], "there is no kind 'poems'"),
        (["training", "--size", "many"], "'many' is no number"),
        (["csl", "--seed", "3"], "--seed is of `wiki export training` alone"),
    ],
)
def test_wrong_usage_is_said(dams, tmp_path, capsys, args, said):
    try:
        code = main(["-C", str(dams.root), "export", *args, "--out", str(tmp_path / "out")])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_wiki_without_claims_is_said(tmp_path, capsys):
    made = team(tmp_path / "wiki", {})
    assert export(made, "--out", str(tmp_path / "out")) == 1
    assert "No example could be made" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


class Alike:
    """An embedder to which everything means the same."""

    key = "alike"

    def embed_texts(self, texts):
        import struct

        return [struct.pack("<2f", 1.0, 0.0) for _ in texts]

    def embed_question(self, text):
        return self.embed_texts([text])[0]


def test_a_golden_question_in_other_words_is_found_by_the_model_of_the_wheel(dams, tmp_path):
    for name in ("numpy", "onnxruntime", "tokenizers"):
        pytest.importorskip(name, reason="`make vectors` installs it")
    options = TrainingOptions(kinds=("open",), size=0)
    with open_repository(dams.root) as repo:
        made = export_training(repo, options, "chat", tmp_path / "o", WheelEmbedder())
    found = {(one.example.fact, one.why) for one in made.report.contaminated}
    assert ("survey-of-fir-1: What is the height of the Fir Dam?", "near in meaning") in found
    assert len({fact for fact, _ in found}) < 5


def test_what_means_the_same_is_one_cluster_and_repeats_a_golden_question(dams, tmp_path):
    pytest.importorskip("numpy", reason="needs the extra `vectors`")
    with open_repository(dams.root) as repo:
        made = export_training(
            repo, TrainingOptions(kinds=("open", "text")), "chat", tmp_path / "o", Alike()
        )
    assert made.report.clusters == 1
    assert {one.kind for one in made.examples} == {"text"}
    assert {one.why for one in made.report.contaminated} >= {"near in meaning"}
