"""Vectors are kept by the text they are of, and made anew where they are lost."""

import sqlite3
import stat

import pytest

from pipeline.adapters.store.vector_store import VectorStore, ask_vectors
from pipeline.core.search.section_texts import SectionText
from tests.helpers.vectors import WordEmbedder

pytest.importorskip("numpy", reason="`make vectors` installs it")

PAGES = {
    "1 frost": [SectionText(3, "Frost. Ice and frost."), SectionText(7, "Frost. Water melts.")],
    "2 volcano": [SectionText(3, "Volcano. Fire and heat.")],
}


@pytest.fixture
def model():
    return WordEmbedder()


def near(folder, model, text, pages=PAGES, keys=None):
    def question(store):
        store.add({key: pages[key] for key in store.lacking([*pages])})
        return store.nearest(model.embed_question(text), keys or [*pages])

    return ask_vectors(folder, model, question)


def test_the_nearest_section_of_each_page_is_found(tmp_path, model):
    found = near(tmp_path, model, "frozen")
    assert {key: one.line for key, one in found.items()} == {"1 frost": 3, "2 volcano": 3}
    assert found["1 frost"].nearness > 0.9 > 0.2 > found["2 volcano"].nearness
    assert near(tmp_path, model, "ocean")["1 frost"].line == 7
    assert [*near(tmp_path, model, "ocean", keys=["2 volcano"])] == ["2 volcano"]


def test_a_text_is_given_to_the_model_once(tmp_path, model):
    near(tmp_path, model, "frozen")
    assert len(model.given) == 3
    changed = {
        "3 frost": [PAGES["1 frost"][0], SectionText(7, "Frost. The sea.")],
        "4 moved": PAGES["2 volcano"],
    }
    near(tmp_path, model, "frozen", changed)
    assert model.given[3:] == ["Frost. The sea."]


def test_another_model_has_vectors_of_its_own(tmp_path, model):
    near(tmp_path, model, "frozen")
    other = WordEmbedder("words-2", (("ice", "fire"),))
    found = near(tmp_path, other, "ice")
    assert found["2 volcano"].nearness > 0.9
    assert near(tmp_path, model, "ice")["2 volcano"].nearness < 0.2


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut", "tables", "version", "vectors"])
def test_what_is_damaged_is_made_anew(tmp_path, model, damage):
    right = near(tmp_path, model, "frozen")
    (file,) = tmp_path.glob("vectors-*.sqlite")
    data = file.read_bytes()
    if damage in ("tables", "version", "vectors"):
        with sqlite3.connect(file) as db:
            db.execute(
                {
                    "tables": "DROP TABLE vectors",
                    "version": "PRAGMA user_version = 77",
                    "vectors": "UPDATE vectors SET vector = x'00'",
                }[damage]
            )
    else:
        file.write_bytes(
            {"empty": b"", "garbage": b"x" * 9_000, "cut": data[: len(data) // 2]}[damage]
        )
    assert near(tmp_path, model, "frozen") == right


def test_where_nothing_can_be_written_the_answer_is_the_same(tmp_path, model):
    (tmp_path / "taken").write_text("a file where the folder should be")
    right = near(tmp_path, model, "frozen")
    assert near(tmp_path / "taken", model, "frozen") == right


def test_a_file_that_cannot_be_written_is_read(tmp_path, model):
    near(tmp_path, model, "frozen")
    (file,) = tmp_path.glob("vectors-*.sqlite")
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version")
    file.chmod(stat.S_IRUSR)
    more = PAGES | {"5 sea": [SectionText(1, "Sea. An ocean.")]}
    assert near(tmp_path, model, "ocean", more)["5 sea"].nearness > 0.9


def test_pages_of_other_commits_are_forgotten_once_they_are_many(tmp_path, model):
    many = {f"{n} x": [SectionText(1, f"Sea {n}.")] for n in range(1_010)}
    with_one = {"1 frost": PAGES["1 frost"]}

    def question(store):
        store.add(many | with_one)
        store.forget_others([*with_one])
        return store.lacking([*many, *with_one])

    assert len(ask_vectors(tmp_path, model, question)) == len(many)
    model.given.clear()
    near(tmp_path, model, "ice", with_one)
    assert model.given == []


def test_a_file_can_be_used_by_two_at_once(tmp_path, model):
    one, two = VectorStore(tmp_path, model), VectorStore(tmp_path, model)
    for store in (one, two):
        store.add(PAGES)
    found = two.nearest(model.embed_question("ice"), [*PAGES])
    assert found == one.nearest(model.embed_question("ice"), [*PAGES])
    one.close()
    two.close()
