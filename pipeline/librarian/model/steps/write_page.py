"""The step `write_page`: ask for the edits that bring the planned claims onto one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.changes.change_set import (
    Claim,
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
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.text import normalise, noun_for
from pipeline.core.values import Removal
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.model.steps import feedback, json_lines
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.steps.replies import (
    CreateReply,
    ReviewedCreateReply,
    ReviewedUpdateReply,
    UnmetReply,
    UpdateReply,
    edit_of,
    parse_reply,
    schema_of,
)

# A page is shown whole, because edits quote it; the rule oversized-page keeps pages shorter.
PAGE_CHARACTERS = 40_000
MAX_TOKENS = 8_000


@dataclass(frozen=True)
class WritingTask:
    """One page to write, with its plan, the conflicts that it must tell, and reviewers' wishes.

    `page` is the page as it is, or None for a new one.
    """

    plan: PagePlan
    page: Page | None
    claims: tuple[Claim, ...]  # of this source: planned for this page, or named by a conflict on it
    conflicts: tuple[Conflict, ...]
    wishes: feedback.Wishes | None = None
    grounds: str = ""  # all that the page may rest on, in one text, if there are wishes


def writing_tasks(
    pages: Sequence[PagePlan], reading: ReadSource, conflicts: Sequence[Conflict], wiki: Wiki
) -> list[WritingTask]:
    """Return one task for each page.

    A page gets every claim that a conflict on it names, or else it would cite from memory.
    """
    by_id = {c.id: c for c in reading.extraction.claims}
    found, planned = [], {p.slug for p in pages}
    for plan in pages:
        told = tuple(c for c in conflicts if plan.slug in c.pages)
        ids = dict.fromkeys([*plan.claims, *(x for c in told for x in (*c.current, *c.other))])
        page = wiki.page(plan.slug) if plan.slug in wiki else None
        wishes = feedback.wishes_for_page(reading, plan.slug, planned, wiki)
        task = WritingTask(plan, page, tuple(by_id[x] for x in ids if x in by_id), told, wishes)
        found.append(replace(task, grounds=_grounds(task, reading, wiki)) if wishes else task)
    return found


def _grounds(task: WritingTask, reading: ReadSource, wiki: Wiki) -> str:
    read = reading.extraction
    old = [c for x in _old_labels(task) if (c := wiki.citation(x)) is not None]
    return "\n".join(
        [
            *(text for c in task.claims for text in (c.text, *(q.text for q in c.quotes))),
            *(q.text for c in old for q in c.quotes),
            *(read.title, read.published, read.status, read.effective, read.summary),
            *(task.page.body if task.page else "", task.plan.title),
        ]
    )


def shared_block(
    reading: ReadSource, pages: Sequence[PagePlan], near: Sequence[str], wiki: Wiki, prompt: Prompt
) -> PromptBlock:
    """Return what all pages of one source are told alike, a prefix that the server can cache."""
    planned = [
        json_lines.json_line(slug=p.slug, title=p.title, type=p.type, about=p.about or p.why)
        for p in pages
        if p.slug not in wiki
    ]
    now = {p.slug: p.about for p in pages}
    existing = [
        json_lines.index_line(wiki.facts[s], now.get(s, ""))
        for s in dict.fromkeys([*(p.slug for p in pages if p.slug in wiki), *near])
    ]
    links = "\n".join([*planned, *existing])
    text = prompt.fill(
        "user", source=json_lines.source_line(reading.extraction, reading.summary.slug), links=links
    )
    return PromptBlock(text, cache=True)


def request(
    task: WritingTask,
    common: PromptBlock,
    reading: ReadSource,
    wiki: Wiki,
    prompts: Mapping[str, Prompt],
    schema: Schema,
) -> Request:
    """Ask for one page."""
    prompt = prompts["write_page"]
    system = prompt.fill("system", schema=schema.text, language=schema.rules.language)
    user = prompt.fill(
        "user page",
        page=_page(task),
        claims=_claims(task, reading, wiki),
        conflicts=_conflicts(task, wiki),
        task=_task(task, schema, prompt),
    )
    return Request(
        "write_page",
        schema.rules.models.write_page,
        (PromptBlock(system, cache=True),),
        (
            common,
            PromptBlock(user),
            *([feedback.page_block(task.wishes, prompts["feedback"])] if task.wishes else []),
        ),
        schema_of(_new_shape(task) if task.page is None else _changed_shape(task)),
        MAX_TOKENS,
    )


def _new_shape(task: WritingTask) -> type[CreateReply]:
    return ReviewedCreateReply if task.wishes else CreateReply


def _changed_shape(task: WritingTask) -> type[UpdateReply]:
    return ReviewedUpdateReply if task.wishes else UpdateReply


def _page(task: WritingTask) -> str:
    plan = task.plan
    head = json_lines.json_line(slug=plan.slug, title=plan.title, type=plan.type, about=plan.about)
    if task.page is None:
        return f"{head}\n\nIt does not exist yet."
    return (
        f"{head}\n\nIt reads now, as"
        f" data:\n\n<<<PAGE\n{json_lines.page_text(task.page, PAGE_CHARACTERS)}\nPAGE>>>"
    )


def _claims(task: WritingTask, reading: ReadSource, wiki: Wiki) -> str:
    new = [
        json_lines.claim_line_with_quotes(c, json_lines.passage_around(c, reading.source))
        for c in task.claims
    ]
    out = ["New, from this source:", *(new or ["none"])]
    known = [x for x in _old_labels(task) if (c := wiki.citation(x)) is not None]
    if known:
        out += ["", "On the page already, or named by a conflict below:"]
        out += [
            json_lines.citation_line(c, wiki) for x in known if (c := wiki.citation(x)) is not None
        ]
    return "\n".join(out)


def _old_labels(task: WritingTask) -> list[str]:
    mine = {c.id for c in task.claims}
    named = [*task.plan.claims, *(x for c in task.conflicts for x in (*c.current, *c.other))]
    return [
        x
        for x in dict.fromkeys([*(task.page.labels if task.page else ()), *named])
        if x not in mine
    ]


def allowed_labels(task: WritingTask) -> set[str]:
    """Return the marks that may stand on the page: its own list, not all of the source's."""
    return {c.id for c in task.claims} | set(_old_labels(task))


def _conflicts(task: WritingTask, wiki: Wiki) -> str:
    if not task.conflicts:
        return ""
    rows = [
        json_lines.json_line(
            topic=c.topic,
            relation=c.relation,
            current=list(c.current),
            other=list(c.other),
            since=c.since,
            note=c.note,
        )
        for c in task.conflicts
    ]
    bases = {x.rsplit("-", 1)[0] for c in task.conflicts for x in (*c.current, *c.other)}
    sources = [
        json_lines.record_line(f) for base, f in sorted(wiki.by_label.items()) if base in bases
    ]
    known = "\n\nTheir sources:\n" + "\n".join(sources) if sources else ""
    return "## Conflicts to tell on this page\n\n" + "\n".join(rows) + known


def _task(task: WritingTask, schema: Schema, prompt: Prompt) -> str:
    kind = schema.types[task.plan.type]
    needs = (
        f" It needs the {noun_for(len(kind.sections), 'section')}"
        f" {', '.join(map(repr, kind.sections))}."
        if kind.sections
        else ""
    )
    role = (
        " It is the summary page of the source: say what the source is and what it decides or"
        " finds, and point to the pages where each matter is treated, without repeating their"
        " detail."
        if task.plan.type == SUMMARY_TYPE
        else ""
    )
    verb = "Write this new page" if task.page is None else "Update this page with the new claims"
    answer = prompt.fill("answer new" if task.page is None else "answer update")
    return f"## The task\n\n{verb}, of type `{task.plan.type}`.{needs}{role}\n\n{answer}"


def read(text: str, task: WritingTask) -> tuple[PageEdits | None, list[str]]:
    """Read a reply, and return the edits with the errors of its form and its marks."""
    if task.page is None:
        created, errors = parse_reply(text, _new_shape(task))
        if created is None:
            return None, errors
        sections = tuple(
            Section(normalise(s.heading).lstrip("# "), s.text.strip()) for s in created.sections
        )
        edits: tuple[Edit, ...] = (CreatePage(created.tldr.strip(), sections),)
        return _checked(PageEdits(task.plan, edits), task, _unmet(created))
    updated, errors = parse_reply(text, _changed_shape(task))
    if updated is None:
        return None, errors
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
    from pipeline.core.markup import markdown

    texts = [text for edit in page.edits for text in _texts(edit)]
    strange = sorted(
        {x for text in texts for x in markdown.find_marks(text)} - allowed_labels(task)
    )
    errors = [f"[^{x[:60]}] is not among the claims of this page" for x in strange]
    used = {x for text in texts for x in markdown.find_marks(text)} | set(
        task.page.labels if task.page else ()
    )
    unused = [x for x in task.plan.claims if x in allowed_labels(task) and x not in used]
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
