"""The answerer that asks a language model: which pages to read, and then what they say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from pipeline.core.answers.answer import AnswerDraft, PageRoute
from pipeline.core.answers.material import Material
from pipeline.core.answers.route_request import RouteRequest
from pipeline.core.errors import UserError
from pipeline.core.model_call import Reply, Request
from pipeline.librarian import DraftCheck
from pipeline.librarian.model.steps import answer as answer_step
from pipeline.librarian.model.steps import route as route_step
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.strict_questions import ModelChat, ReplyReader, T

_MOST_OBJECTIONS = 20


class ModelAnswerer:
    """Asks a model through `chat`, with the prompt files `route` and `answer`.

    `models` are the names of the models of both steps. Each reply is read strictly and asked for
    once more with what is wrong; a reply that was cut off or refused is a `UserError`.
    """

    name: Literal["model", "extractive"] = "model"

    def __init__(
        self,
        chat: ModelChat,
        prompts: Mapping[str, str],
        models: Mapping[str, str],
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._chat = chat
        self._prompts = {
            step: Prompt.parse(step, prompts[step]) for step in (route_step.STEP, answer_step.STEP)
        }
        self._models = models
        self._say = say

    def route(self, asked: RouteRequest, known: Collection[str]) -> PageRoute:
        """Return the pages to read; those that search finds where the model names none."""
        request = route_step.request(
            asked, self._prompts[route_step.STEP], self._models[route_step.STEP]
        )
        self._say("looking for pages")
        reply = self._chat.send(request)
        route, errors = route_step.read(text_of_whole(reply), known, asked.most)
        if errors:
            self._say("asking again for pages")
            again = with_repair(request, reply, "\n".join(errors))
            second, still = route_step.read(
                text_of_whole(self._chat.send(again)), known, asked.most
            )
            if still:
                self._chat.forget(request)
                self._chat.forget(again)
            route = second or route
        if route is None or not route.pages:
            return replace(route or PageRoute(()), pages=asked.found[: asked.most])
        return route

    def answer(
        self,
        question: str,
        material: Material,
        readings: Sequence[str],
        check: DraftCheck,
    ) -> AnswerDraft:
        """Answer from the material, and once more with what `check` has against it."""
        prompt = self._prompts[answer_step.STEP]
        request = answer_step.request(
            question, material, readings, prompt, self._models[answer_step.STEP]
        )
        self._say("answering")
        return ask_for_draft(self._chat, request, prompt, answer_step.read, check, self._say)


def ask_for_draft(
    chat: ModelChat,
    request: Request,
    prompt: Prompt,
    read: ReplyReader[T],
    check: Callable[[T], list[str]],
    say: Callable[[str], None],
) -> T:
    """Ask for a draft, and once more with what `read` or `check` has against it.

    The second one is returned as it is: what does not hold of it is struck later. `UserError` where
    neither can be read, or where the model did not finish.
    """
    reply = chat.send(request)
    draft, errors = read(text_of_whole(reply))
    errors = errors or (check(draft) if draft else [])
    if draft and not errors:
        return draft
    say("asking again about what does not hold")
    rows = "\n".join(f"- {error}" for error in errors[:_MOST_OBJECTIONS])
    again = with_repair(request, reply, prompt.fill("repair", errors=rows))
    second, still = read(text_of_whole(chat.send(again)))
    if second is None or still:
        chat.forget(request)
        chat.forget(again)
    found = second or draft
    if found is None:
        raise UserError(
            f"The model's {request.step} was not usable, also when asked again: {still[0][:300]}",
            f"Nothing of it is shown. Ask again, or set another model for `{request.step}` in"
            " schema.md.",
        )
    return found


def with_repair(request: Request, reply: Reply, message: str) -> Request:
    """Return a request with the reply that it got, and what is wrong with that."""
    return replace(request, repair=((reply.text or "(empty)", message),))


def text_of_whole(reply: Reply) -> str:
    """Return the text of a reply that the model finished; `UserError` for any other."""
    if reply.stop == "end_turn":
        return reply.text
    why = f" ({reply.category})" if reply.category else ""
    said = f"refused to answer{why}" if reply.stop == "refusal" else "did not finish its answer"
    raise UserError(
        f"The model {said}.",
        "Nothing of it is shown. Ask otherwise, set another model in schema.md, or use"
        " `--librarian extractive`.",
    )
