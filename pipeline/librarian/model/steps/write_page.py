"""The step `write_page`: ask for the edits that bring the planned claims onto pages.

One request asks for one page, or for several short ones of one source. Both begin alike, so that a
page that is asked for anew finds the prefix in the server's cache.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from pipeline.core.changes.change_set import (
    Conflict,
    CreatePage,
    Dropped,
    Edit,
    PageEdits,
    PagePlan,
    Section,
)
from pipeline.core.changes.limits import LONGEST_REMOVAL
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.claims.claim_index import statements_of_page
from pipeline.core.errors import UserError
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.text import normalise
from pipeline.core.values import Removal
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.model.steps import feedback, json_lines
from pipeline.librarian.model.steps.edit_replies import (
    ChangedPageRow,
    ChangedPagesReply,
    CreateReply,
    LoosePagesReply,
    NewPageRow,
    NewPagesReply,
    PagesReply,
    ReviewedCreateReply,
    ReviewedUpdateReply,
    UnmetReply,
    UpdateReply,
    edit_of,
)
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, parse_row, schema_of
from pipeline.librarian.model.steps.schema_prose import prose_for_step
from pipeline.librarian.model.steps.writing_task import WritingTask

# A page is shown whole, because edits quote it; the rule oversized-page keeps pages shorter.
PAGE_CHARACTERS = 40_000
MAX_TOKENS = 8_000  # for one page
MAX_TOKENS_FOR_SEVERAL = 16_000
_SUMMARY_ROLE = (
    "It is the summary page of the source: say what the source is and what it decides or finds, and"
    " point to the pages where each matter is treated, without repeating their detail."
)
LINKS_WITH_WORDS = 8  # existing pages of which the writers are told what they are about
ReadPage = tuple[PageEdits | None, list[str]]  # its edits, and what is wrong with them


def shared_block(
    reading: ReadSource, pages: Sequence[PagePlan], near: Sequence[str], wiki: Wiki, prompt: Prompt
) -> PromptBlock:
    """Return what all pages of one source are told alike, a prefix that the server can cache.

    Of the pages that may be linked, those that are planned and the nearest come with a line on what
    they are, and the others by their names.
    """
    lines = [json_lines.link_line(p.slug, p.title, p.about or p.why) for p in pages]
    planned = {p.slug for p in pages}
    rest = [wiki.facts[slug] for slug in near if slug not in planned]
    lines += [json_lines.link_line(f.slug, f.title, f.summary) for f in rest[:LINKS_WITH_WORDS]]
    if names := ", ".join(f.slug for f in rest[LINKS_WITH_WORDS:]):
        lines.append(f"Also, by their slugs: {names}")
    source = json_lines.source_line(reading.extraction, reading.summary.slug)
    return PromptBlock(prompt.fill("user", source=source, links="\n".join(lines)), cache=True)


def request(
    tasks: Sequence[WritingTask],
    common: PromptBlock,
    reading: ReadSource,
    wiki: Wiki,
    prompts: Mapping[str, Prompt],
    schema: Schema,
) -> Request:
    """Ask for one page, or for several."""
    prompt = prompts["write_page"]
    system = prompt.fill(
        "system", schema=prose_for_step(schema, "write_page"), language=schema.rules.language
    )
    user = prompt.fill(
        "user pages",
        claims=_claims(tasks, reading),
        known=_known_claims(tasks, wiki),
        conflicts=_conflicts(tasks, wiki),
        pages="\n\n".join(_pages(tasks, schema)),
        answer=_form_of_answer(tasks, prompt),
    )
    wishes = tasks[0].wishes if len(tasks) == 1 else None
    return Request(
        "write_page",
        schema.rules.models.write_page,
        (PromptBlock(system, cache=True),),
        (
            common,
            PromptBlock(user),
            *([feedback.page_block(wishes, prompts["feedback"])] if wishes else []),
        ),
        schema_of(_shape_of_answer(tasks)),
        MAX_TOKENS if len(tasks) == 1 else MAX_TOKENS_FOR_SEVERAL,
    )


def _shape_of_answer(tasks: Sequence[WritingTask]) -> type[BaseModel]:
    if len(tasks) == 1:
        return _new_shape(tasks[0]) if tasks[0].page is None else _changed_shape(tasks[0])
    new = [task for task in tasks if task.page is None]
    if not new:
        return ChangedPagesReply
    return NewPagesReply if len(new) == len(tasks) else PagesReply


def _form_of_answer(tasks: Sequence[WritingTask], prompt: Prompt) -> str:
    editing = prompt.fill("editing") if any(task.page for task in tasks) else ""
    if len(tasks) == 1:
        return (
            prompt.fill("answer update", editing=editing) if editing else prompt.fill("answer new")
        )
    if not editing:
        return prompt.fill("answer new pages", count=str(len(tasks)))
    kind = "answer changed pages" if all(task.page for task in tasks) else "answer pages"
    return prompt.fill(kind, count=str(len(tasks)), editing=editing)


def _new_shape(task: WritingTask) -> type[CreateReply]:
    return ReviewedCreateReply if task.wishes else CreateReply


def _changed_shape(task: WritingTask) -> type[UpdateReply]:
    return ReviewedUpdateReply if task.wishes else UpdateReply


def _pages(tasks: Sequence[WritingTask], schema: Schema) -> Iterable[str]:
    """Yield what each page is, what it is to take up, and how it reads now."""
    texts = [json_lines.page_text(t.page, PAGE_CHARACTERS) if t.page else "" for t in tasks]
    fence = fence_code(*texts)
    for task, text in zip(tasks, texts, strict=True):
        plan = task.plan
        head = json_lines.json_line(
            page=plan.slug,
            title=plan.title,
            type=plan.type,
            about=plan.about,
            new_claims=[c.id for c in task.claims],
            older_claims=list(task.named_labels),
            must_have_sections=list(schema.types[plan.type].sections)
            if plan.type in schema.types
            else [],
        )
        role = f"\n\n{_SUMMARY_ROLE}" if plan.type == SUMMARY_TYPE else ""
        state = (
            f"It is there already; update it. It reads now, as data:\n\n<<<PAGE {fence}\n{text}\n"
            f"PAGE {fence}>>>"
            if task.page
            else "It does not exist yet; write it."
        )
        yield f"{head}{role}\n\n{state}"


def _claims(tasks: Sequence[WritingTask], reading: ReadSource) -> str:
    """Return the new claims of all these pages, each once, in the order of the source."""
    wanted = {c.id for task in tasks for c in task.claims}
    rows = [
        json_lines.claim_line_with_quotes(c, json_lines.passage_of_fragment(c, reading.source))
        for c in reading.extraction.claims
        if c.id in wanted
    ]
    return "\n".join(rows) or "none"


def _known_claims(tasks: Sequence[WritingTask], wiki: Wiki) -> str:
    """Return the older claims that a plan or a conflict names, with what the wiki says by them.

    What stands on a page that is shown says itself what its marks stand for.
    """
    labels = dict.fromkeys(label for task in tasks for label in task.named_labels)
    cited = [c for label in labels if (c := wiki.citation(label)) is not None]
    if not cited:
        return ""
    rows = [json_lines.citation_line(c, wiki, _statement_by(c.label, wiki)) for c in cited]
    return "## Older claims, of sources compiled before\n\n" + "\n".join(rows) + "\n\n"


def _statement_by(label: str, wiki: Wiki) -> str:
    """Return the statement of the wiki that rests most on a claim; empty where none can be read.

    That is the one with the fewest marks: one with many says what other claims say as well.
    """
    found = []
    for slug in wiki.pages_citing(label)[:3]:
        try:
            found += [s for s in statements_of_page(wiki.page(slug)) if label in s.labels]
        except UserError:
            continue
    return min(found, key=lambda s: len(s.labels)).text if found else ""


def _conflicts(tasks: Sequence[WritingTask], wiki: Wiki) -> str:
    """Return the conflicts that these pages must tell, and the sources of all older marks."""
    pages = [task.plan.slug for task in tasks]
    told = dict.fromkeys(conflict for task in tasks for conflict in task.conflicts)
    bases = {x.rsplit("-", 1)[0] for task in tasks for x in task.old_labels}
    sources = [
        json_lines.record_line(f) for base, f in sorted(wiki.by_label.items()) if base in bases
    ]
    found = ""
    if sources:
        found = "## The sources of older marks\n\n" + "\n".join(sources) + "\n\n"
    if told:
        rows = "\n".join(_conflict_line(conflict, pages) for conflict in told)
        found += f"## Conflicts to tell\n\n{rows}\n\n"
    return found


def _conflict_line(conflict: Conflict, pages: Sequence[str]) -> str:
    return json_lines.json_line(
        topic=conflict.topic,
        relation=conflict.relation,
        current=list(conflict.current),
        other=list(conflict.other),
        since=conflict.since,
        note=conflict.note,
        on=[slug for slug in conflict.pages if slug in pages],
    )


def rows_of_pages(text: str, tasks: Sequence[WritingTask]) -> dict[str, Any]:
    """Return the entries of a reply with several pages, unread, by the slugs that were asked for.

    A reply that is no such object gives nothing at all; of two entries for a page the first counts.
    """
    reply, _ = parse_reply(text, LoosePagesReply)
    wanted = {task.plan.slug for task in tasks}
    found: dict[str, Any] = {}
    for row in (*reply.new, *reply.changed) if reply else ():
        slug = row.get("page") if isinstance(row, dict) else None
        if isinstance(slug, str) and slug in wanted:
            found.setdefault(slug, row)
    return found


def read_row(row: Any, task: WritingTask) -> ReadPage:
    """Read one entry of a reply with several pages by itself, so that a wrong one spoils no other.

    Its form says whether it writes a new page or changes an old one, and must fit the task.
    """
    if task.page is None:
        made, errors = parse_row(row, NewPageRow)
        return _read_created(made, task) if made else (None, errors)
    edited, errors = parse_row(row, ChangedPageRow)
    return _read_updated(edited, task) if edited else (None, errors)


def answer_with(rows: Mapping[str, Any], tasks: Sequence[WritingTask]) -> str:
    """Return these entries as the reply to a request for these pages alone."""
    if len(tasks) == 1:
        row = {key: value for key, value in rows[tasks[0].plan.slug].items() if key != "page"}
        return json.dumps(row, ensure_ascii=False)
    new = [rows[task.plan.slug] for task in tasks if task.page is None]
    changed = [rows[task.plan.slug] for task in tasks if task.page is not None]
    both = ({"new": new} if new else {}) | ({"changed": changed} if changed else {})
    return json.dumps(both, ensure_ascii=False)


def message_for_pages(errors: Mapping[str, Sequence[str]], prompt: Prompt) -> str:
    """Return what is said about the pages of a reply that cannot be used yet."""
    rows = "\n".join(f"- `{slug}`: {e}" for slug, all_ in errors.items() for e in all_[:15])
    return prompt.fill("repair pages", errors=rows)


def read(text: str, task: WritingTask) -> tuple[PageEdits | None, list[str]]:
    """Read a reply, and return the edits with the errors of its form and its marks."""
    if task.page is None:
        created, errors = parse_reply(text, _new_shape(task))
        return _read_created(created, task) if created else (None, errors)
    updated, errors = parse_reply(text, _changed_shape(task))
    return _read_updated(updated, task) if updated else (None, errors)


def _read_created(created: CreateReply, task: WritingTask) -> tuple[PageEdits, list[str]]:
    sections = tuple(
        Section(normalise(s.heading).lstrip("# "), s.text.strip()) for s in created.sections
    )
    edits: tuple[Edit, ...] = (CreatePage(created.tldr.strip(), sections),)
    return _checked(PageEdits(task.plan, edits), task, _unmet(created))


def _read_updated(updated: UpdateReply, task: WritingTask) -> tuple[PageEdits, list[str]]:
    removes = [Removal(normalise(r.what), normalise(r.reason)) for r in updated.removes]
    # A longer entry would have the whole source refused.
    long = [r.what for r in removes if len(r.what) > LONGEST_REMOVAL]
    page = PageEdits(
        task.plan,
        tuple(edit_of(e) for e in updated.edits),
        tuple(r for r in removes if r.what not in long),
    )
    checked, errors = _checked(page, task, _unmet(updated))
    return checked, errors + [
        "removes: name the mark, number or link alone, or a sentence by its first words, not"
        f' "{what[:60]}…"'
        for what in long
    ]


def _unmet(reply: CreateReply | UpdateReply) -> list[UnmetReply]:
    return reply.unmet if isinstance(reply, ReviewedCreateReply | ReviewedUpdateReply) else []


def _checked(
    page: PageEdits, task: WritingTask, rows: Sequence[UnmetReply]
) -> tuple[PageEdits, list[str]]:
    from pipeline.core.markup import footnotes

    texts = [text for edit in page.edits for text in _texts(edit)]
    strange = sorted(
        {x for text in texts for x in footnotes.find_marks(text)} - task.allowed_labels
    )
    errors = [f"[^{x[:60]}] is not among the claims of this page" for x in strange]
    used = {x for text in texts for x in footnotes.find_marks(text)} | set(
        task.page.labels if task.page else ()
    )
    unused = [x for x in task.plan.claims if x in task.allowed_labels and x not in used]
    if unused:
        errors.append(
            f"these claims were planned for the page and are on it nowhere: {', '.join(unused)}"
        )
    unmet, wrong = feedback.read_unmet(rows, task.wishes)
    asked = feedback.numbers_from_remarks_alone(texts, task.grounds, task.wishes)
    if asked:
        wrong.append(
            f"only a remark says {', '.join(asked[:8])}, and no claim for this page: take it out,"
            " name it in unmet"
        )
        why = (
            "a remark names it and no claim for the page does: take it out, or add the source that"
            " says it"
        )
        unmet += tuple(
            Dropped(f"{x}, which stands on the page {task.plan.title},", why) for x in asked
        )
    return replace(page, unmet=unmet), errors + wrong


def _texts(edit: Edit) -> list[str]:
    if isinstance(edit, CreatePage):
        return [edit.tldr, *(s.text for s in edit.sections)]
    values: Mapping[str, object] = vars(edit)
    return [str(values[key]) for key in ("text", "replace") if key in values]
