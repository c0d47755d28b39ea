"""What code holds against a sentence of an answer: marks not shown, values and names not there.

Numbers and dates must stand in the quotes of the sentence's own marks, not in those of the whole
answer: on questions over a compiled wiki that caught 92 % of numbers exchanged for another of the
request, where the union of all marks caught 57 %, and it raised no false alarm. Names may also
stand in the statement itself, in its heading, in the page's title, and in what is known of the
source, because "This EIP" in a quote is named by the page.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from pipeline.core.answers.answer import AnswerDraft, AnswerSentence
from pipeline.core.answers.material import KnownSource, Material, ShownStatement
from pipeline.core.claims.unquoted_figures import find_unquoted_figures
from pipeline.core.language.proper_names import find_proper_names
from pipeline.core.search.terms import stop_terms
from pipeline.core.search_words import search_words

MOST_SENTENCES = 12
MOST_CHARACTERS = 900  # of one sentence
_NOT_PLAIN = re.compile(r"\[\[|\]\]|\[\^|\]\(|https?://|<[a-zA-Z/!]|[\r\n]")
_CODE = re.compile(r"`([^`\n]+)`")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9_]{2,}\b")
# What numbers a document or names a thing ("EIP-150") is a name, and may stand in the statement: a
# row of a table names the document of a column whose cell is empty.
_IDENTIFIER = re.compile(r"\b[^\W\d_][\w.]*(?:-\w+)*-?\d[\w-]*")
_ADDRESS = re.compile(r"\s*[(<][^)>]*@[^)>]*[)>]")
_GROUPS = re.compile(r"(?<=\d)[,  ](?=\d{3}\b)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LONGEST_FORMULA = 120
_UNITS = re.compile(r"[^\d\s.()+\-*/=×·÷−]+")
_SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-"})


def objections_to(draft: AnswerDraft, material: Material) -> dict[int, str]:
    """Return what is wrong with sentences of a draft, by their number; empty if all holds."""
    found = {}
    for number, said in enumerate(draft.sentences):
        why = next(_objections(said, material), "")
        if why:
            found[number] = why
    return found


def _objections(said: AnswerSentence, material: Material) -> Iterator[str]:
    if not said.text.strip():
        yield "it is empty"
    if len(said.text) > MOST_CHARACTERS:
        yield f"it is longer than {MOST_CHARACTERS} characters"
    if mark := _NOT_PLAIN.search(said.text):
        yield f"its text holds {mark[0]!r}: marks, links and addresses are set by the program"
    strange = [label for label in said.labels if label not in material.citations]
    if strange:
        yield f"it cites {', '.join(strange[:5])}, and no such mark is shown"
    named = {*material.page_by_slug, *(source.slug for source in material.sources)}
    unknown = [slug for slug in said.pages if slug not in named]
    if unknown:
        yield f"it cites the page {', '.join(unknown[:5])}, which is not shown"
    if not said.labels and not said.pages:
        yield "it cites nothing"
    if not said.labels and said.pages and not _tells_of_record(said, material):
        yield (
            "it cites a page without a mark, and gives neither status, author nor date of a source"
        )
    yield from _of_reckoning(said, material)
    yield from _of_figures(said, material)
    yield from _of_names(said, material)


# --- values ---


def _of_figures(said: AnswerSentence, material: Material) -> Iterator[str]:
    quotes = _quotes(said, material)
    shown = _statements(said, material)
    over = [text for one in shown for text in (one.heading, *_IDENTIFIER.findall(one.plain))]
    if said.labels:
        own = [x for record in material.records_of(said.labels) for x in record.told]
    else:
        own = [x for record in _records_of_pages(said, material) for x in record.told]
    slugs = [*(one.slug for one in shown), *said.pages]
    pages = [page for slug in slugs if (page := material.page_by_slug.get(slug))]
    titles = [name for page in pages for name in (page.title, *page.aliases)]
    result = _result_of(said.reckoned)
    strange = [
        figure
        for figure in find_unquoted_figures(said.text, quotes, (*over, *titles), own)
        if result is None or _as_number(figure) not in result
    ]
    if strange:
        where = "the quotes of its own marks" if said.labels else "what is known of the source"
        yield f"{', '.join(f'“{x}”' for x in strange[:5])} does not stand in {where}"


def _of_reckoning(said: AnswerSentence, material: Material) -> Iterator[str]:
    if not said.reckoned:
        return
    found = _reckon(said.reckoned)
    if found is None:
        yield f"`reckoned` is no sum that can be checked: {said.reckoned[:80]!r}"
        return
    left, right, terms = found
    if left != right:
        yield f"`reckoned` is wrong: {said.reckoned[:80]!r}"
    told = " ".join(_quotes(said, material))
    missing = [term for term in terms if find_unquoted_figures(term, [told], (), ())]
    if missing:
        yield f"{', '.join(missing[:5])} of `reckoned` stands in no quote of its own marks"


def _result_of(formula: str) -> frozenset[Fraction] | None:
    """Return the numbers that a formula gives a sentence the right to: its results."""
    found = _reckon(formula) if formula else None
    return frozenset((found[1],)) if found and found[0] == found[1] else None


def _reckon(formula: str) -> tuple[Fraction, Fraction, list[str]] | None:
    """Return both sides of `terms = result` and the terms; None where it is no such thing.

    Only numbers, brackets and the four operations are evaluated, by walking the syntax tree: no
    name, call or power is, so a foreign formula can neither act nor take long.
    """
    if len(formula) > _LONGEST_FORMULA or formula.count("=") != 1:
        return None
    text = _GROUPS.sub("", formula.translate(_SIGNS))
    left, right = (_UNITS.sub(" ", side).strip() for side in text.split("="))
    try:
        one = _evaluate(ast.parse(left, mode="eval").body)
        two = _evaluate(ast.parse(right, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError):
        return None
    return one, two, _NUMBER.findall(left)


_OPERATIONS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _evaluate(node: ast.expr) -> Fraction:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_evaluate(node.left), _evaluate(node.right))
    raise ValueError


def _as_number(figure: str) -> Fraction | None:
    found = _NUMBER.search(_GROUPS.sub("", figure))
    return Fraction(found[0]) if found else None


# --- names ---


def _of_names(said: AnswerSentence, material: Material) -> Iterator[str]:
    there = {word for text in _told_around(said, material) for word in search_words(text)}
    strange = [
        name for name in _names(said.text) if not {*search_words(name)} - stop_terms("en") <= there
    ]
    if strange:
        yield (
            f"{', '.join(f'“{name}”' for name in strange[:5])} does not stand in what it cites, nor"
            " in a title, heading or source of it"
        )


def _names(text: str) -> Iterator[str]:
    """Yield the names of a sentence: code, words in capitals, capitalised words inside it."""
    yield from _CODE.findall(text)
    plain = _CODE.sub(" ", text)
    yield from find_proper_names(plain)
    yield from _CAPITALS.findall(plain)


def _told_around(said: AnswerSentence, material: Material) -> Iterator[str]:
    """Yield all texts in which a name of the sentence may stand."""
    yield from _quotes(said, material)
    for one in _statements(said, material):
        yield one.plain
        yield one.heading
        yield from _names_of_page(one.slug, material)
    for slug in said.pages:
        yield from _names_of_page(slug, material)
    for record in (*material.records_of(said.labels), *_records_of_pages(said, material)):
        yield from record.told
    if not said.labels:
        return
    for label in said.labels:
        yield label.replace("-", " ")


def _names_of_page(slug: str, material: Material) -> Iterator[str]:
    if page := material.page_by_slug.get(slug):
        yield page.title
        yield from page.aliases


def _quotes(said: AnswerSentence, material: Material) -> list[str]:
    return [
        quote.text
        for label in said.labels
        if label in material.citations
        for quote in material.citations[label].quotes
    ]


def _statements(said: AnswerSentence, material: Material) -> list[ShownStatement]:
    return [one for label in said.labels for one in material.by_label.get(label, ())]


def _records_of_pages(said: AnswerSentence, material: Material) -> list[KnownSource]:
    """Return the records of the sources that cited pages are the summary of, or cite."""
    slugs = {*said.pages}
    labels = [x for one in material.statements() if one.slug in slugs for x in one.labels]
    cited = {record.path for record in material.records_of(labels)}
    return [r for r in material.sources if r.slug in slugs or r.path in cited]


def _tells_of_record(said: AnswerSentence, material: Material) -> bool:
    words = {*search_words(said.text)}
    return any(
        value and {*search_words(_ADDRESS.sub("", value))} <= words
        for record in _records_of_pages(said, material)
        for value in (record.status, record.author, record.published, record.effective)
    )
