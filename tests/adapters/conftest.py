"""Tests of the adapters begin with no credential, no proxy and an empty home, whoever runs them."""

import os

import pytest

from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.chat import Chat

KEY = "sk-ant-api03-a-key-that-nobody-may-read"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in os.environ:
        if name.startswith(("ANTHROPIC_", "GITHUB_", "GH_", "ACTIONS_")) or name.lower().endswith(
            "_proxy"
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def chat_with(monkeypatch):
    """A chat with one server: small deadline, hardly any waiting, and no limit unless the test gives one."""

    made = []

    def make(server, **settings):
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        usual = {
            "budget": Budget(),
            "deadline_seconds": 60,
            "max_retries": 2,
            "backoff_seconds": 0.01,
        }
        made.append(Chat(**{**usual, **settings}))
        return made[-1]

    yield make
    for chat in made:
        chat.close()
