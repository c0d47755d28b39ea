"""The reporter that asks a language model: it chooses and words from the statements it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from pipeline.core.answers.material import Material
from pipeline.core.charts.draft import ChartDraft
from pipeline.core.reports.draft import ReportDraft
from pipeline.librarian import ReportCheck
from pipeline.librarian.model.answerer import ask_for_draft
from pipeline.librarian.model.steps import chart as chart_step
from pipeline.librarian.model.steps import report as report_step
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.strict_questions import ModelChat


class ModelReporter:
    """Asks a model through `chat`, with the prompt files `report` and `chart`.

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
        self._prompts = {
            step: Prompt.parse(step, prompts[step]) for step in (report_step.STEP, chart_step.STEP)
        }
        self._model = model
        self._say = say

    def draft_report(self, asked: str, material: Material, check: ReportCheck) -> ReportDraft:
        """Draft a report, and once more with what `check` has against it."""
        prompt = self._prompts[report_step.STEP]
        request = report_step.request(asked, material, prompt, self._model)
        self._say("writing the report")
        return ask_for_draft(self._chat, request, prompt, report_step.read, check, self._say)

    def draft_chart(
        self,
        asked: str,
        material: Material,
        quotes: Mapping[str, tuple[str, ...]],
        check: Callable[[ChartDraft], list[str]],
    ) -> ChartDraft:
        """Choose the values of a chart, and once more with what `check` has against them.

        `quotes` are those that give amounts, by the marks of their claims.
        """
        prompt = self._prompts[chart_step.STEP]
        request = chart_step.request(asked, material, quotes, prompt, self._model)
        self._say("choosing the values")
        return ask_for_draft(self._chat, request, prompt, chart_step.read, check, self._say)
