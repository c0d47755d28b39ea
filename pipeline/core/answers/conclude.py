"""Make of a draft the answer that is given: strike what does not hold, and name pages for marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.core.answers.answer import Answer, AnswerDraft, AnswerSentence, CitedPage
from pipeline.core.answers.closure import MOST_SENTENCES, objections_to
from pipeline.core.answers.material import Material, ShownPage
from pipeline.core.text import shorten

NOTHING_HELD = "Nothing that could be shown to stand in the wiki answers this question."
MOST_NEAREST = 4
_SHORTEST = 60  # characters of a sentence that is named in an objection


def list_objections(draft: AnswerDraft, material: Material) -> list[str]:
    """Return what is wrong with a draft, one sentence each, for whoever wrote it."""
    return [
        f"sentence {number + 1} (“{shorten(draft.sentences[number].text, _SHORTEST)}”): {why}."
        for number, why in objections_to(draft, material).items()
    ]


def conclude_answer(
    question: str, draft: AnswerDraft, material: Material, commit: str, nearest: Iterable[str] = ()
) -> Answer:
    """Return the answer that a draft leaves once all that does not hold is struck.

    `nearest` are slugs of pages that are named where nothing is known.
    """
    wrong = objections_to(draft, material)
    held = [
        said for number, said in enumerate(draft.sentences) if number not in wrong
    ][:MOST_SENTENCES]  # fmt: skip
    struck = tuple((draft.sentences[number], why) for number, why in wrong.items())
    status = draft.status
    unknown = draft.unknown
    if status == "answered" and not held:
        status, unknown = "unknown", unknown or (NOTHING_HELD,)
    labels = tuple(dict.fromkeys(label for said in held for label in said.labels))
    cited = _cited_pages(held, material)
    near = [material.page_by_slug[slug] for slug in nearest if slug in material.page_by_slug]
    return Answer(
        question=question,
        status=status,
        sentences=tuple(held),
        unknown=unknown,
        ask_back=draft.ask_back,
        struck=struck,
        cited=cited,
        citations={label: material.citations[label] for label in labels},
        nearest=tuple(map(_as_cited, near[:MOST_NEAREST])) if status != "answered" else (),
        commit=commit,
        material=material,
    )


def _cited_pages(
    sentences: Iterable[AnswerSentence], material: Material
) -> tuple[tuple[CitedPage, ...], ...]:
    """Return for each sentence the pages of its marks: a mark counts for the page with most of all.

    A claim stands on many pages, and a reader is best sent to few of them.
    """
    rows = list(sentences)
    wanted = {label for said in rows for label in said.labels}
    held: Counter[str] = Counter()
    for page in material.pages:
        held[page.slug] = len(wanted & {x for said in page.statements for x in said.labels})
    order = {page.slug: number for number, page in enumerate(material.pages)}

    def page_of(label: str) -> str:
        slugs = {said.slug for said in material.by_label.get(label, ())}
        return min(slugs, key=lambda slug: (-held[slug], order[slug]))

    found = []
    for said in rows:
        slugs = dict.fromkeys(
            [*(page_of(x) for x in said.labels if x in material.by_label), *said.pages]
        )
        found.append(tuple(_page_named(slug, said, material) for slug in slugs))
    return tuple(found)


def _page_named(slug: str, said: AnswerSentence, material: Material) -> CitedPage:
    """Return a page as it is cited; of a source's record its summary page, which is not shown."""
    if slug in material.page_by_slug:
        return _as_cited(material.page_by_slug[slug], said.labels)
    source = next(source for source in material.sources if source.slug == slug)
    return CitedPage(slug, source.title, source.page)


def _as_cited(page: ShownPage, labels: Iterable[str] = ()) -> CitedPage:
    wanted = {*labels}
    line = next((said.line for said in page.statements if wanted & {*said.labels}), 0)
    return CitedPage(page.slug, page.title, page.path, line)


def joins_pages(answer: Answer, whole: Iterable[ShownPage]) -> bool:
    """Tell whether no section of the wiki holds all marks of an answer: then it is worth keeping.

    `whole` are the pages on which all its marks stand, with all their statements. By this rule 7
    of 24 answers were worth keeping, and they were the ones that readers would have kept; that no
    *page* holds all marks was true of one. So is an answer that was reckoned or asked back.
    """
    if answer.status == "unknown" or not answer.sentences:
        return False
    if answer.status == "ask_back" or any(said.reckoned for said in answer.sentences):
        return True
    wanted = {*answer.labels}
    sections: dict[tuple[str, str], set[str]] = {}
    for page in whole:
        for said in page.statements:
            sections.setdefault((page.slug, said.heading), set()).update(said.labels)
    return bool(wanted) and not any(wanted <= held for held in sections.values())
