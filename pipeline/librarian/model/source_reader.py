"""Read a source with the model: in overlapping parts if it is long, side by side, in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pipeline.core.changes.change_set import Extraction
from pipeline.core.errors import BudgetError, RunStopped, UserError
from pipeline.core.markup.source_parts import TextPart
from pipeline.core.values import Source
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.steps import extract as extract_step
from pipeline.librarian.model.steps.extract import PartExtraction
from pipeline.librarian.model.steps.join_parts import ReadPart, join_parts
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.strict_questions import (
    ModelChat,
    StrictQuestions,
    TooLong,
    UnusableReply,
)

_STOPPING = (BudgetError, RunStopped)  # no part fares better after one of these


class SourceReader:
    """Asks for the claims of a source, part by part, with the prompts of the steps."""

    def __init__(
        self, chat: ModelChat, questions: StrictQuestions, prompts: dict[str, Prompt]
    ) -> None:
        self._chat = chat
        self._questions = questions
        self._prompts = prompts

    def extract(self, source: Source, schema: Schema) -> Extraction:
        """Read one source, in overlapping parts if it is long.

        The parts are read side by side, and what comes of them stands in their order. Of a long
        source, a part that fails is asked about once more, alone; if its reply is of no use then
        either, the other parts are used, and the part is listed with the reason.
        """
        parts = extract_step.cut_parts(source)
        jobs = [
            partial(self._part, source, part, (number, len(parts)), schema)
            for number, part in enumerate(parts, 1)
        ]
        read = [
            self._read_part(part, result, job, alone=len(parts) == 1)
            for part, result, job in zip(parts, self._chat.run_all(jobs), jobs, strict=True)
        ]
        if not any(part.found for part in read):
            raise read[0].error or UserError(f"{source.path}: nothing of it was read.")
        return join_parts(read, source)

    def _read_part(
        self,
        part: TextPart,
        result: list[PartExtraction] | UserError,
        job: Callable[[], list[PartExtraction]],
        alone: bool,
    ) -> ReadPart:
        if isinstance(result, BudgetError | RunStopped) or (
            alone and isinstance(result, UserError)
        ):
            raise result
        if isinstance(result, UserError):
            try:
                result = job()
            except UnusableReply as error:
                return ReadPart(part, error=error)
        return ReadPart(part, tuple(result))

    def _part(
        self, source: Source, part: TextPart, number: tuple[int, int], schema: Schema
    ) -> list[PartExtraction]:
        request = extract_step.request(source, part, number, self._prompts["extract"], schema)
        try:
            found = self._questions.ask(
                request, lambda text: extract_step.read(text, source, part), source.path
            )
        except TooLong:
            pieces = extract_step.halve(part, source)
            if not pieces:
                raise UnusableReply(
                    f"{source.path}: the model's answer was cut off even for a short part.",
                    "Set a model with a longer output for `extract` in schema.md.",
                ) from None
            return [f for piece in pieces for f in self._part(source, piece, number, schema)]
        if not found.faults:
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
