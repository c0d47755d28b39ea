"""The model librarian, which asks a language model to extract, to plan and to write.

Each reply is read strictly, asked for once more if it is wrong, and never used if it was cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from pipeline.core.changes import edits
from pipeline.core.changes.change_set import Claim, Extraction, PageEdits, PagePlan, Plan
from pipeline.core.changes.read_source import ReadSource, Refusal
from pipeline.core.errors import UserError
from pipeline.core.model_call import PromptBlock, Reply, Request
from pipeline.core.values import Source
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian import Gate
from pipeline.librarian.model.source_reader import SourceReader
from pipeline.librarian.model.steps import feedback as feedback_step
from pipeline.librarian.model.steps import plan as plan_step
from pipeline.librarian.model.steps import write_page
from pipeline.librarian.model.steps.batches import divide_into_batches
from pipeline.librarian.model.steps.one_plan import cap_pages, merge_plans
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.steps.writing_task import WritingTask, with_claims, writing_tasks
from pipeline.librarian.model.strict_questions import (
    ModelChat,
    StrictQuestions,
    TooLong,
    repair_message,
)


@dataclass(frozen=True)
class _WritingDesk:
    """What writing each page of one source takes: the shared block, the source, wiki and gate."""

    common: PromptBlock
    reading: ReadSource
    wiki: Wiki
    schema: Schema
    gate: Gate

    def request(self, tasks: Sequence[WritingTask], prompts: Mapping[str, Prompt]) -> Request:
        return write_page.request(tasks, self.common, self.reading, self.wiki, prompts, self.schema)

    def read_page(self, text: str, task: WritingTask) -> write_page.ReadPage:
        """Read the reply to a request for one page, with what the gate has against it."""
        return self._judged(write_page.read(text, task))

    def read_row(self, row: Any, task: WritingTask) -> write_page.ReadPage:
        """Read one entry of a reply with several pages, with what the gate has against it."""
        return self._judged(write_page.read_row(row, task))

    def _judged(self, found: write_page.ReadPage) -> write_page.ReadPage:
        page, errors = found
        return page, errors + (self.gate(page) if page else [])


class ModelLibrarian:
    """The librarian that asks a language model, through `chat`, with the prompt file of each step.

    A step is one question (`steps/`). Every answer goes through `StrictQuestions`: it first looks
    at why the model stopped, then reads the reply strictly, and sends a reply with errors back
    once, together with them. Where a reply was cut off or a question did not fit, `TooLong` makes
    the step ask for less: half the part of a source, half the claims of a plan or of a page, down
    to a size at which length cannot be the reason; then the source, or the page, fails with a
    sentence. So the number of questions is bounded by the size of the source, and nothing is used
    that the model did not finish.
    """

    name: Literal["model", "extractive"] = "model"

    def __init__(
        self,
        chat: ModelChat,
        prompts: Mapping[str, str],
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._chat = chat
        self._prompts = {step: Prompt.parse(step, text) for step, text in prompts.items()}
        self._say = say
        self._questions = StrictQuestions(chat, say)
        # The nearest pages of the source at hand, which plan and pages both need.
        self._near: tuple[object, list[str]] = (None, [])

    # --- extract ---

    def extract(self, source: Source, schema: Schema) -> Extraction:
        """Read one source, in overlapping parts if it is long."""
        return SourceReader(self._chat, self._questions, self._prompts).extract(source, schema)

    # --- plan ---

    def plan(self, reading: ReadSource, wiki: Wiki, schema: Schema) -> Plan:
        """Decide where the fresh claims belong.

        Without fresh claims no question is asked; the plan then holds the summary page alone.
        """
        claims = [c for c in reading.extraction.claims if c.id in reading.fresh]
        if not claims:
            unmet = feedback_step.leave_all_unmet(
                reading.feedback, feedback_step.NO_FRESH_CLAIMS_REASON
            )
            return Plan((replace(reading.summary, claims=()),), unmet=unmet)
        return cap_pages(self._plan_in_turn(reading, claims, wiki, schema), schema)

    def _plan_in_turn(
        self, reading: ReadSource, claims: Sequence[Claim], wiki: Wiki, schema: Schema
    ) -> Plan:
        """Plan the claims of a long source in several questions, which make one plan.

        Each is told which pages those before it have planned.
        """
        most = plan_step.MOST_CLAIMS
        plan = self._plan(reading, claims[:most], wiki, schema)
        for start in range(most, len(claims), most):
            more = self._plan(reading, claims[start : start + most], wiki, schema, plan.pages)
            plan = merge_plans(plan, more)
        return plan

    def _nearest(self, reading: ReadSource, claims: Sequence[Claim], wiki: Wiki) -> list[str]:
        key = (id(wiki), reading.summary.slug, tuple(c.id for c in claims))
        if self._near[0] != key:
            self._near = (key, plan_step.nearest_pages(reading, claims, wiki))
        return self._near[1]

    def _plan(
        self,
        reading: ReadSource,
        claims: Sequence[Claim],
        wiki: Wiki,
        schema: Schema,
        planned: Sequence[PagePlan] = (),
    ) -> Plan:
        near = self._nearest(reading, claims, wiki)
        view = plan_step.look_at_wiki(reading, claims, near, wiki, schema)
        request = plan_step.request(reading, claims, view, wiki, self._prompts, schema, planned)
        try:
            plan = self._questions.ask(
                request,
                lambda text: plan_step.read(text, reading, claims, wiki, schema, planned),
                reading.source.path,
                lenient=True,
            )
            return replace(plan, comparison=plan_step.tell_comparison(claims, view))
        except TooLong:
            if len(claims) < 4:
                raise UserError(
                    f"{reading.source.path}: the plan was cut off even for a few claims.",
                    "Set a model with a longer output or context for `plan` in schema.md.",
                ) from None
        half = len(claims) // 2
        first = self._plan(reading, claims[:half], wiki, schema, planned)
        both = merge_plans(Plan(tuple(planned)), first).pages
        second = self._plan(reading, claims[half:], wiki, schema, both)
        return merge_plans(first, second)

    # --- write ---

    def write(
        self, plan: Plan, reading: ReadSource, wiki: Wiki, schema: Schema, gate: Gate
    ) -> list[PageEdits | Refusal]:
        """Write the pages, the short ones several in one request.

        The first request, with the summary, goes alone, so that the others find the part of the
        prompt that all share in the server's cache. A page that a reply with several did not bring
        is asked for alone.
        """
        near = self._nearest(reading, reading.extraction.claims, wiki)[: plan_step.INDEX_LINES]
        common = write_page.shared_block(
            reading, plan.pages, near, wiki, self._prompts["write_page"]
        )
        desk = _WritingDesk(common, reading, wiki, schema, gate)
        todo = [
            task
            for task in writing_tasks(plan.pages, reading, plan.conflicts, wiki)
            if task.claims or task.page is None
        ]
        done = self._write_batches(divide_into_batches(todo), desk)
        alone = [task for task in todo if task.plan.slug not in done]
        single = self._chat.run_all([partial(self._page, task, desk) for task in alone])
        done |= {
            task.plan.slug: _result_of(task, result)
            for task, result in zip(alone, single, strict=True)
        }
        return [done[task.plan.slug] for task in todo]

    def _write_batches(
        self, batches: Sequence[Sequence[WritingTask]], desk: _WritingDesk
    ) -> dict[str, PageEdits | Refusal]:
        """Write all pages that share requests or need one of their own, and return them by slug."""
        results = self._chat.run_all([partial(self._batch, tasks, desk) for tasks in batches])
        done: dict[str, PageEdits | Refusal] = {}
        for tasks, result in zip(batches, results, strict=True):
            if isinstance(result, UserError):
                done |= {task.plan.slug: Refusal(task.plan, str(result)) for task in tasks}
            else:
                done |= result
        return done

    def _batch(
        self, tasks: Sequence[WritingTask], desk: _WritingDesk
    ) -> dict[str, PageEdits | Refusal]:
        """Write several pages in one request; those that are not in the result are asked for alone.

        Pages with errors are sent back once, without the others.
        """
        if len(tasks) == 1:
            return {tasks[0].plan.slug: self._page(tasks[0], desk)}
        self._say(f"writing {', '.join(task.plan.title for task in tasks)}")
        request = desk.request(tasks, self._prompts)
        reply = self._chat.send(request)
        rows = write_page.rows_of_pages(reply.text, tasks) if reply.stop == "end_turn" else {}
        here = [task for task in tasks if task.plan.slug in rows]
        read = {task.plan.slug: desk.read_row(rows[task.plan.slug], task) for task in here}
        wrong = [task for task in here if read[task.plan.slug][1]]
        done: dict[str, PageEdits | Refusal] = {
            slug: page for slug, (page, errors) in read.items() if page and not errors
        }
        if not wrong:
            if not rows:
                self._chat.forget(request)
            return done
        mended, right = self._mend_pages(wrong, rows, read, desk)
        if not right:
            self._chat.forget(request)
        return done | mended

    def _mend_pages(
        self,
        wrong: Sequence[WritingTask],
        rows: Mapping[str, Any],
        read: Mapping[str, write_page.ReadPage],
        desk: _WritingDesk,
    ) -> tuple[dict[str, PageEdits | Refusal], bool]:
        """Ask once more for pages with errors, and return them, and whether all are right by now.

        What still has errors goes on to the gate.
        """
        errors = {task.plan.slug: read[task.plan.slug][1] for task in wrong}
        self._say(f"asking again about {', '.join(errors)}: {next(iter(errors.values()))[0][:120]}")
        single = len(wrong) == 1
        message = (
            repair_message(errors[wrong[0].plan.slug])
            if single
            else write_page.message_for_pages(errors, self._prompts["write_page"])
        )
        said = write_page.answer_with(rows, wrong)
        request = replace(desk.request(wrong, self._prompts), repair=((said, message),))
        try:
            reply = self._chat.send(request)
        except UserError as error:  # the pages that were right are not lost with these
            return {task.plan.slug: Refusal(task.plan, str(error)) for task in wrong}, False
        again = self._read_again(reply, wrong, desk)
        done: dict[str, PageEdits | Refusal] = {}
        for slug in errors:
            if page := (again[slug][0] if slug in again else None) or read[slug][0]:
                done[slug] = page
        right = len(again) == len(wrong) and not any(still for _, still in again.values())
        if not right:
            self._chat.forget(request)
        return done, right

    def _read_again(
        self, reply: Reply, tasks: Sequence[WritingTask], desk: _WritingDesk
    ) -> dict[str, write_page.ReadPage]:
        """Read the reply about pages with errors; nothing of one that the model did not finish."""
        if reply.stop != "end_turn":
            return {}
        if len(tasks) == 1:
            return {tasks[0].plan.slug: desk.read_page(reply.text, tasks[0])}
        rows = write_page.rows_of_pages(reply.text, tasks)
        return {
            task.plan.slug: desk.read_row(rows[task.plan.slug], task)
            for task in tasks
            if task.plan.slug in rows
        }

    def _page(self, task: WritingTask, desk: _WritingDesk) -> PageEdits:
        self._say(f"writing {task.plan.title}")
        try:
            return self._questions.ask(
                desk.request([task], self._prompts),
                partial(desk.read_page, task=task),
                task.plan.title,
                lenient=True,
            )
        except TooLong:
            return self._in_two(task, desk)

    def _in_two(self, task: WritingTask, desk: _WritingDesk) -> PageEdits:
        """Write a page whose answer was cut off in two halves of its claims.

        The second half is added to what came out of the first.
        """
        if len(task.claims) < 4:
            raise UserError(
                f"the model's answer for the page {task.plan.title} was cut off.",
                "Set a model with a longer output.",
            )
        half = len(task.claims) // 2
        freely = replace(desk, gate=lambda _: [])
        first = self._page(with_claims(task, task.claims[:half], task.page), freely)
        page = task.page or Page(
            desk.schema.path(task.plan.type, task.plan.slug), meta={"title": task.plan.title}
        )
        try:
            page = edits.apply_edits(page, first.edits)
        except (
            edits.EditError
        ) as error:  # its own check came before: `lenient` takes the second answer with its errors
            raise UserError(
                f"the first half of the page {task.plan.title} does not fit it: {error}."
            ) from error
        second = self._page(with_claims(task, task.claims[half:], page), freely)
        both = PageEdits(
            task.plan,
            (*first.edits, *second.edits),
            (*first.removes, *second.removes),
            (*first.unmet, *second.unmet),
        )
        problems = desk.gate(both)
        if any("lost-claim" in p for p in problems):
            raise UserError(
                f"the page {task.plan.title} was written in two parts, and the second lost what the"
                " first said."
            )
        return both

    # --- one question ---


def _result_of(task: WritingTask, result: PageEdits | UserError) -> PageEdits | Refusal:
    return Refusal(task.plan, str(result)) if isinstance(result, UserError) else result
