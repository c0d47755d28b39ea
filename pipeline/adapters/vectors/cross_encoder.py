"""The model that reads a question and a text together, and says how well the text answers it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.adapters.vectors.wheel_model import WheelWeights, load_model

RERANKER = WheelWeights(
    name="ms-marco-MiniLM-L-12-v2",
    folder="reranker_en",
    what="Pages are compared with the question one by one",
    model="1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    tokenizer="cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
)
_LONGEST = 4_000  # characters


def compare_texts(question: str, texts: Sequence[str]) -> list[float]:
    """Return how well each text answers a question, from below -10 to above 10."""
    if not texts:
        return []
    rows = load_model(RERANKER).run([(question, text[:_LONGEST]) for text in texts])
    return [float(row[0]) for row in rows]
