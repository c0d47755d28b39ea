"""The reporter that asks a language model: it chooses and words from the statements it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from pipeline.core.answers.material import Material
from pipeline.core.errors import UserError
from pipeline.core.reports.draft import ReportDraft
from pipeline.librarian import ReportCheck
from pipeline.librarian.model.answerer import text_of_whole, with_repair
from pipeline.librarian.model.steps import report as report_step
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.strict_questions import ModelChat

_MOST_OBJECTIONS = 20


class ModelReporter:
    """Asks a model through `chat`, with the prompt file `report`.

    The reply is read strictly and asked for once more with what is wrong; one that was cut off or
    refused is a `UserError`.
    """

    name: Literal["model", "extractive"] = "model"

    def __init__(
        self,
        chat: ModelChat,
        prompts: Mapping[str, str],
        model: str,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._chat = chat
        self._prompt = Prompt.parse(report_step.STEP, prompts[report_step.STEP])
        self._model = model
        self._say = say

    def draft_report(self, asked: str, material: Material, check: ReportCheck) -> ReportDraft:
        """Draft a report, and once more with what `check` has against it."""
        request = report_step.request(asked, material, self._prompt, self._model)
        self._say("writing the report")
        reply = self._chat.send(request)
        draft, errors = report_step.read(text_of_whole(reply))
        errors = errors or (check(draft) if draft else [])
        if draft and not errors:
            return draft
        self._say("asking again about what does not hold")
        rows = "\n".join(f"- {error}" for error in errors[:_MOST_OBJECTIONS])
        again = with_repair(request, reply, self._prompt.fill("repair", errors=rows))
        second, still = report_step.read(text_of_whole(self._chat.send(again)))
        if second is None or still:
            self._chat.forget(request)
            self._chat.forget(again)
        found = second or draft
        if found is None:
            raise UserError(
                f"The model's report was not usable, also when asked again: {still[0][:300]}",
                "Nothing of it is shown. Ask again, or set another model for `report` in"
                " schema.md.",
            )
        return found
