"""A model that answers at once and sensibly, in process: what is measured around it is our own
time, and what it was sent."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pipeline.core.errors import UserError
from pipeline.core.model_call import Reply, Request, Usage, messages_body
from pipeline.librarian.model.librarian import ModelLibrarian
from pipeline.operations.compile.choose_librarian import prompt_texts
from tests.helpers import scripted

T = TypeVar("T")
LINKS = 12


class Chat:
    """Stands where the adapter to the API stands. `seconds` is the model's own time, `requests` all
    it was asked."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self.requests: list[Request] = []
        self.seconds = 0.0

    def send(self, request: Request) -> Reply:
        """Answer one question."""
        start = time.perf_counter()
        self.requests.append(request)
        text = json.dumps(self._answer(messages_body(request)), ensure_ascii=False)
        self.seconds += time.perf_counter() - start
        return Reply(text, "end_turn", Usage(), request.model)

    def run_all(self, jobs: Sequence[Callable[[], T]]) -> list[T | UserError]:
        """Run the jobs one after another, so that times add up."""
        return [job() for job in jobs]

    def _answer(self, sent: dict[str, Any]) -> dict[str, Any]:
        step, reply = scripted.step_of(sent), scripted.reply(sent)
        if step == "extract":
            for claim in reply["claims"]:
                claim["concepts"] = [name for name in self._names if name in claim["text"]]
            reply["key_concepts"] = [{"name": name, "aliases": []} for name in self._names[:8]]
        elif step == "create":  # a new page links to as many others as the pages that are there
            slugs = re.findall(r'^\{"slug": "([^"]+)"', scripted.text_of(sent), re.MULTILINE)
            links = " ".join(
                f"It bears on [[{slug}]]." for slug in slugs[:: max(1, len(slugs) // LINKS)][:LINKS]
            )
            reply["sections"].append({"heading": "In context", "text": links})
        return reply


def librarian(names: Sequence[str]) -> tuple[ModelLibrarian, Chat]:
    """Return the model librarian with a scripted model behind it."""
    chat = Chat(names)
    return ModelLibrarian(chat, prompt_texts()), chat
