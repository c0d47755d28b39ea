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
from pipeline.core.wiki.schema import Models
from pipeline.librarian.model.examiner import ModelExaminer
from pipeline.librarian.model.librarian import ModelLibrarian
from pipeline.operations.compile.prompt_files import prompt_texts
from tests.helpers import scripted

T = TypeVar("T")
LINKS = 12


class Chat:
    """Stands where the adapter to the API stands. `seconds` are the model's own, of the processor,
    `requests` all it was asked."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self.requests: list[Request] = []
        self.seconds = 0.0

    def send(self, request: Request) -> Reply:
        """Answer one question."""
        start = time.process_time()
        self.requests.append(request)
        text = json.dumps(self._answer(messages_body(request)), ensure_ascii=False)
        self.seconds += time.process_time() - start
        return Reply(text, "end_turn", Usage(), request.model)

    def send_all(
        self, requests: Sequence[Request], begin: Callable[[int], None] = lambda _: None
    ) -> list[Reply | UserError]:
        """Answer questions one after another."""
        return [self.send(request) for request in requests]

    def forget(self, request: Request) -> None:
        """Keep nothing, so that there is nothing to drop."""

    def run_all(self, jobs: Sequence[Callable[[], T]]) -> list[T | UserError]:
        """Run the jobs one after another, so that times add up."""
        return [job() for job in jobs]

    def _answer(self, sent: dict[str, Any]) -> dict[str, Any]:
        step, reply = scripted.step_of(sent), scripted.reply(sent)
        if step == "extract":
            reply["claims"] = _usual_share(reply["claims"])
            for claim in reply["claims"]:
                claim["concepts"] = [name for name in self._names if name in claim["text"]]
            reply["key_concepts"] = [{"name": name, "aliases": []} for name in self._names[:8]]
        elif step == "plan":
            reply["summary_claims"] = reply["summary_claims"][:8]
        # A new page links to as many others as the pages that are there.
        for page in [reply] if step == "create" else reply.get("new", []):
            slugs = _linkable(scripted.text_of(sent))
            links = " ".join(
                f"It bears on [[{slug}]]." for slug in slugs[:: max(1, len(slugs) // LINKS)][:LINKS]
            )
            page["sections"].append({"heading": "In context", "text": links})
        return reply


def _linkable(text: str) -> list[str]:
    """Return the slugs to which a request lets its pages link."""
    listed = text.split("## Pages that may be linked")[1].split("\n## ")[0]
    return re.findall(r'^\{"slug": "([^"]+)"', listed, re.MULTILINE)


def _usual_share(claims: list[Any]) -> list[Any]:
    """Return as many claims, spread over the part of a source, as the prompt calls the most."""
    most = max(8, min(45, sum(len(claim["text"].split()) for claim in claims) // 18))
    return claims[:: max(1, -(-len(claims) // most))]


def examiner(chat: Chat) -> ModelExaminer:
    """Return the model examiner with the same scripted model behind it."""
    return ModelExaminer(chat, chat, prompt_texts(), Models().support)


def librarian(names: Sequence[str]) -> tuple[ModelLibrarian, Chat]:
    """Return the model librarian with a scripted model behind it."""
    chat = Chat(names)
    return ModelLibrarian(chat, prompt_texts()), chat
