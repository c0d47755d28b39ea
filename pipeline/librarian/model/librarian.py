"""The model librarian, which asks a language model to extract, to plan and to write.

Each reply is read strictly, asked for once more if it is wrong, and never used if it was cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal, Protocol, TypeVar

from pipeline.core.changes import edits
from pipeline.core.changes.change_set import Claim, Extraction, PageEdits, Plan
from pipeline.core.changes.read_source import ReadSource, Refusal
from pipeline.core.errors import UserError
from pipeline.core.model_call import PromptBlock, Reply, Request
from pipeline.core.values import Source
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian import Gate
from pipeline.librarian.model.steps import extract as extract_step
from pipeline.librarian.model.steps import feedback as feedback_step
from pipeline.librarian.model.steps import plan as plan_step
from pipeline.librarian.model.steps import write_page
from pipeline.librarian.model.steps.prompts import Prompt

T = TypeVar("T")
ReplyReader = Callable[[str], tuple[T | None, list[str]]]
_TOO_LONG_STOPS = ("max_tokens", "model_context_window_exceeded")


class ModelChat(Protocol):
    """What the librarian needs of the adapter that talks to the model's API."""

    def send(self, request: Request) -> Reply:
        """Ask one question."""
        ...

    def forget(self, request: Request) -> None:
        """Drop the kept reply to a request, because it was of no use."""
        ...

    def run_all(self, jobs: Sequence[Callable[[], T]]) -> list[T | UserError]:
        """Run jobs that ask, the first one alone and the others side by side.

        Results come in the order of the jobs.
        """
        ...


class TooLong(Exception):
    """Raised when a reply was cut off or a question did not fit, so that less must be asked."""


class ModelLibrarian:
    """The librarian that asks a language model, through `chat`, with the prompt file of each step.

    A step is one question (`steps/`). Every answer goes through `_ask`: it first looks at why the
    model stopped, then reads the reply strictly, and sends a reply with errors back once, together
    with them. Where a reply was cut off or a question did not fit, `TooLong` makes the step ask for
    less: half the part of a source, half the claims of a plan or of a page, down to a size at which
    length cannot be the reason; then the source, or the page, fails with a sentence. So the number
    of questions is bounded by the size of the source, and nothing is used that the model did not
    finish.
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
        # The nearest pages of the source at hand, which plan and pages both need.
        self._near: tuple[object, list[str]] = (None, [])

    # --- extract ---

    def extract(self, source: Source, schema: Schema) -> Extraction:
        """Read one source, in overlapping parts if it is long."""
        pieces = extract_step.cut_parts(source)
        jobs = [
            partial(self._part, source, p, (i, len(pieces)), schema)
            for i, p in enumerate(pieces, 1)
        ]
        found = []
        for result in self._chat.run_all(jobs):
            if isinstance(result, UserError):
                raise result
            found += result
        return extract_step.join_parts(found, source)

    def _part(
        self, source: Source, part: extract_step.SourcePart, number: tuple[int, int], schema: Schema
    ) -> list[extract_step.PartExtraction]:
        request = extract_step.request(source, part, number, self._prompts["extract"], schema)
        try:
            found = self._ask(
                request, lambda text: extract_step.read(text, source, part), source.path
            )
        except TooLong:
            halves = part.halves(source)
            if halves is None:
                raise UserError(
                    f"{source.path}: the model's answer was cut off even for a short part.",
                    "Set a model with a longer output for `extract` in schema.md.",
                ) from None
            return [f for half in halves for f in self._part(source, half, number, schema)]
        if not found.unfound:
            return [found]
        again = extract_step.repair_request(
            found, source, part, self._prompts["repair_quotes"], request.model
        )
        reply = self._chat.send(again)
        return [
            extract_step.take_repairs(
                found, reply.text if reply.stop == "end_turn" else "", source, part
            )
        ]

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
        return self._plan(reading, claims, wiki, schema)

    def _nearest(self, reading: ReadSource, claims: Sequence[Claim], wiki: Wiki) -> list[str]:
        key = (id(wiki), reading.summary.slug, tuple(c.id for c in claims))
        if self._near[0] != key:
            self._near = (key, plan_step.nearest_pages(reading, claims, wiki))
        return self._near[1]

    def _plan(
        self, reading: ReadSource, claims: Sequence[Claim], wiki: Wiki, schema: Schema
    ) -> Plan:
        request = plan_step.request(
            reading, claims, self._nearest(reading, claims, wiki), wiki, self._prompts, schema
        )
        try:
            return self._ask(
                request,
                lambda text: plan_step.read(text, reading, claims, wiki, schema),
                reading.source.path,
                lenient=True,
            )
        except TooLong:
            if len(claims) < 4:
                raise UserError(
                    f"{reading.source.path}: the plan was cut off even for a few claims.",
                    "Set a model with a longer output or context for `plan` in schema.md.",
                ) from None
        half = len(claims) // 2
        first, second = (
            self._plan(reading, part, wiki, schema) for part in (claims[:half], claims[half:])
        )
        return plan_step.merge_plans(first, second)

    # --- write ---

    def write(
        self, plan: Plan, reading: ReadSource, wiki: Wiki, schema: Schema, gate: Gate
    ) -> list[PageEdits | Refusal]:
        """Write the pages in parallel, but the summary first and alone.

        So the others find the part of the prompt that all share in the server's cache.
        """
        prompt = self._prompts["write_page"]
        near = self._nearest(reading, reading.extraction.claims, wiki)[:15]
        common = write_page.shared_block(reading, plan.pages, near, wiki, prompt)
        todo = [
            t
            for t in write_page.writing_tasks(plan.pages, reading, plan.conflicts, wiki)
            if t.claims or t.page is None
        ]
        jobs = [partial(self._page, task, common, reading, wiki, schema, gate) for task in todo]
        results = self._chat.run_all(jobs)
        return [
            Refusal(task.plan, str(result)) if isinstance(result, UserError) else result
            for task, result in zip(todo, results, strict=True)
        ]

    def _page(
        self,
        task: write_page.WritingTask,
        common: PromptBlock,
        reading: ReadSource,
        wiki: Wiki,
        schema: Schema,
        gate: Gate,
    ) -> PageEdits:
        self._say(f"writing {task.plan.title}")
        request = write_page.request(task, common, reading, wiki, self._prompts, schema)

        def read(text: str) -> tuple[PageEdits | None, list[str]]:
            page, errors = write_page.read(text, task)
            return page, errors + (gate(page) if page else [])

        try:
            return self._ask(request, read, task.plan.title, lenient=True)
        except TooLong:
            return self._in_two(task, common, reading, wiki, schema, gate)

    def _in_two(
        self,
        task: write_page.WritingTask,
        common: PromptBlock,
        reading: ReadSource,
        wiki: Wiki,
        schema: Schema,
        gate: Gate,
    ) -> PageEdits:
        """Write a page whose answer was cut off in two halves of its claims.

        The second half is added to what came out of the first.
        """
        if len(task.claims) < 4:
            raise UserError(
                f"the model's answer for the page {task.plan.title} was cut off.",
                "Set a model with a longer output.",
            )
        half = len(task.claims) // 2
        first = self._page(
            _with_claims(task, task.claims[:half], task.page),
            common,
            reading,
            wiki,
            schema,
            lambda _: [],
        )
        page = task.page or Page(
            schema.path(task.plan.type, task.plan.slug), meta={"title": task.plan.title}
        )
        try:
            page = edits.apply_edits(page, first.edits)
        except (
            edits.EditError
        ) as error:  # its own check came before: `lenient` takes the second answer with its errors
            raise UserError(
                f"the first half of the page {task.plan.title} does not fit it: {error}."
            ) from error
        second = self._page(
            _with_claims(task, task.claims[half:], page),
            common,
            reading,
            wiki,
            schema,
            lambda _: [],
        )
        both = PageEdits(
            task.plan,
            (*first.edits, *second.edits),
            (*first.removes, *second.removes),
            (*first.unmet, *second.unmet),
        )
        problems = gate(both)
        if any("lost-claim" in p for p in problems):
            raise UserError(
                f"the page {task.plan.title} was written in two parts, and the second lost what the"
                " first said."
            )
        return both

    # --- one question ---

    def _ask(
        self, request: Request, read: ReplyReader[T], subject: str, lenient: bool = False
    ) -> T:
        """Ask, read strictly, and ask once more with the errors.

        `lenient` means that a value that still has errors goes on to the gate.
        """
        reply = self._chat.send(request)
        value, errors = self._whole(reply, read, subject)
        if not errors and value is not None:
            return value
        self._say(f"asking again about {subject}: {errors[0][:120]}")
        again = replace(request, repair=((reply.text or "(empty)", _repair_message(errors)),))
        second, still = self._whole(self._chat.send(again), read, subject)
        value = second if second is not None else value if lenient else None
        if still:
            self._chat.forget(request)
            self._chat.forget(again)
        if value is None or (still and not lenient):
            raise UserError(
                f"{subject}: the model's answer to the step {request.step} was not usable, also"
                f" when asked again: {still[0][:300]}.",
                "Nothing of it was used. Compile the source again, or set another model in"
                " schema.md.",
            )
        return value

    def _whole(
        self, reply: Reply, read: ReplyReader[T], subject: str
    ) -> tuple[T | None, list[str]]:
        """Look at why the model stopped before looking at what it said."""
        if reply.stop in _TOO_LONG_STOPS:
            raise TooLong
        if reply.stop == "refusal":
            why = f" ({reply.category})" if reply.category else ""
            raise UserError(
                f"{subject}: the model refused to answer{why}.",
                "Nothing was written of it. Another model may be set in schema.md, or `--librarian"
                " extractive` used.",
            )
        return read(reply.text)


def _with_claims(
    task: write_page.WritingTask, claims: Sequence[Claim], page: Page | None
) -> write_page.WritingTask:
    ids = tuple(c.id for c in claims)
    planned = replace(task.plan, claims=tuple(x for x in task.plan.claims if x in ids))
    return replace(task, plan=planned, claims=tuple(claims), page=page)


def _repair_message(errors: Sequence[str]) -> str:
    rows = "\n".join(f"- {e}" for e in errors[:30])
    return (
        f"Your answer cannot be used yet, for these reasons:\n\n{rows}\n\n"
        "Answer again, whole and corrected, as one JSON object. Keep what was right."
    )
