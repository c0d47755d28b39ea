"""Holding the forge to a description of an API: to a small one here, and to GitHub's own where it is installed.

`make github` installs it and runs this with the flows; see docs/github.md.
"""

import json
import re
from pathlib import Path

import pytest
import requests
import yaml

from pipeline.operations.github.comment import read_event
from pipeline.operations.github.compile_wish import read_wish
from tests.forge import Forge, description
from tests.helpers.repos import ROOT

SMALL = {
    "paths": {
        "/repos/{owner}/{repo}/rooms/{branch}": {
            "get": {
                "operationId": "rooms/get",
                "parameters": [
                    {"$ref": "#/components/parameters/page"},
                    {"name": "sort", "in": "query", "schema": {"enum": ["up", "down"]}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/room"}}
                        }
                    },
                    "204": {"description": "nothing"},
                },
            },
            "post": {
                "operationId": "rooms/make",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"name": {"type": "string"}},
                            }
                        }
                    }
                },
                "responses": {"201": {"description": "made"}},
            },
        }
    },
    "components": {
        "parameters": {"page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
        "schemas": {
            "room": {
                "type": "object",
                "required": ["name", "owner"],
                "properties": {
                    "name": {"type": "string"},
                    "owner": {"type": "object", "nullable": True},
                },
            }
        },
    },
    "x-webhooks": {
        "room-made": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/room"}}
                    }
                }
            }
        }
    },
}
ROOM, WHOLE = "/repos/acme/wiki/rooms/a/b", {"name": "a/b", "owner": None}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    packages = tmp_path_factory.mktemp("packages")
    (packages / description.API_FILE).parent.mkdir(parents=True)
    (packages / description.API_FILE).write_text(json.dumps(SMALL), "utf-8")
    return description.Description(packages)


@pytest.mark.parametrize(
    ("exchange", "fault"),
    [
        (("GET", ROOM, "page=2&sort=up", None, 200, WHOLE), ""),
        (("GET", ROOM, "", None, 204, None), ""),
        (("GET", ROOM, "", None, 403, {"message": "no"}), ""),
        (("POST", ROOM, "", {"name": "x"}, 201, None), ""),
        (("GET", "/repos/acme/wiki/cellars", "", None, 200, {}), "no such operation"),
        (("PUT", ROOM, "", None, 200, {}), "no such operation"),
        (("GET", ROOM, "per_page=2", None, 200, WHOLE), "`per_page`, which GitHub does not know"),
        (("GET", ROOM, "sort=aside", None, 200, WHOLE), "query `sort`"),
        (("GET", ROOM, "page=two", None, 200, WHOLE), "query `page`"),
        (("POST", ROOM, "", {"name": "x", "size": 2}, 201, None), "`size`, which GitHub does not"),
        (("POST", ROOM, "", {"name": 2}, 201, None), "body: $.name"),
        (("POST", ROOM, "", {}, 201, None), "'name' is a required property"),
        (("GET", ROOM, "", {"name": "x"}, 200, WHOLE), "a body is sent where none is described"),
        (("GET", ROOM, "", None, 404, {}), "GitHub describes no answer 404"),
        (("GET", ROOM, "", None, 200, {"name": "a"}), "'owner' is a required property"),
        (("GET", ROOM, "", None, 200, WHOLE | {"name": None}), "answer 200: $.name"),
        (("GET", ROOM, "", None, 204, WHOLE), "has a body where none is described"),
    ],
)
def test_what_a_description_does_not_know_is_found(small, exchange, fault):
    found = small.find_faults(*exchange)
    assert [fault in line for line in found] == [True] * bool(fault)


def test_an_event_is_held_to_its_kind_and_action(small):
    assert small.find_event_faults("room", "made", WHOLE) == []
    assert "'owner' is a required" in small.find_event_faults("room", "made", {"name": "x"})[0]
    assert "no such event" in small.find_event_faults("room", "burnt", WHOLE)[0]


def test_a_forge_that_is_held_to_a_description_fails_its_test(small, tmp_path):
    headers = {"Authorization": "token alice-token"}
    with Forge(tmp_path / "other") as forge:
        requests.get(forge.api, headers=headers, timeout=20)
    forge = Forge(tmp_path / "forge")
    forge.description = small
    with pytest.raises(AssertionError, match="GET /repos/acme/wiki: GitHub has no such operation"):  # noqa: SIM117
        with forge:
            requests.get(forge.api, headers=headers, timeout=20)


# --- GitHub's own ---


@pytest.fixture(scope="module")
def packages(request):
    if (found := request.config.getoption("--github-description", None)) is None:
        pytest.skip("GitHub's description is not installed; `make github` does it")
    return found


@pytest.fixture(scope="module")
def payloads(packages):
    """Return the payloads that GitHub gives as examples: event → list."""
    text = (Path(packages) / description.EXAMPLES_FILE).read_text("utf-8")
    return {each["name"]: each["examples"] for each in json.loads(text)}


def test_the_forge_sends_events_as_github_describes_them(packages, tmp_path):
    github = description.load(packages)
    with Forge(tmp_path / "forge") as forge:
        forge.open_issue("alice", "A question", "What is it?")
        made = forge.comment("bob", 1, "/ask What?")
        forge.commit("alice", "topic", {"a.md": "a\n"})
        pull = forge.open_pull("alice", "topic", "A change")
        sent = [
            ("issues", "opened", {"number": 1}),
            ("issues", "edited", {"number": 1, "action": "edited"}),
            ("issue_comment", "created", {"comment": made}),
            ("issue_comment", "edited", {"comment": made, "action": "edited"}),
            ("pull_request", "opened", {"number": pull}),
            ("push", "", {}),
            ("workflow_dispatch", "", {"workflow": "compile.yml"}),
        ]
        found = [
            fault
            for kind, action, about in sent
            for fault in github.find_event_faults(kind, action, forge.event(kind, **about))
        ]
    assert not found, "\n".join(found)


def test_whatever_github_sends_is_read_and_starts_nothing_that_its_text_does_not_ask(payloads):
    read = 0
    for kind in ("issues", "issue_comment"):
        for payload in payloads[kind]:
            post = read_event(payload)
            assert post is None or post.command is None, payload["issue"]["html_url"]
            read += 1
    for kind, examples in payloads.items():
        for payload in examples:
            wish = read_wish(kind, payload)
            assert (wish.named, wish.force, wish.yes) == (False, False, False), kind
            read += 1
    assert read > 200


def test_a_command_in_an_example_is_read_with_its_author_and_number(payloads):
    created = [x for x in payloads["issue_comment"] if x["action"] == "created"]
    assert len(created) > 3
    for payload in created:
        asked = payload | {"comment": payload["comment"] | {"body": "/recompile shorter"}}
        post = read_event(asked)
        is_bot = payload["sender"]["type"] == "Bot" or payload["comment"]["user"]["type"] == "Bot"
        assert (post is None or post.command is None) == is_bot
        if not is_bot:
            assert post.command.verb == "recompile"
            assert post.author == payload["comment"]["user"]["login"]
            assert post.number == payload["issue"]["number"]
            assert post.on_pull == ("pull_request" in payload["issue"])


_FIELD = re.compile(r"github\.event\.((?:\w+\.)*\w+)")


def test_github_has_every_field_of_an_event_that_a_workflow_names(payloads):
    looked_at = 0
    for file in sorted((ROOT / ".github/workflows").glob("*.yml")):
        text = file.read_text("utf-8")
        kinds = set(yaml.load(text, yaml.BaseLoader)["on"]) & payloads.keys()
        for path in set(_FIELD.findall(text)):
            parts = path.split(".")
            found = [x for kind in kinds for x in payloads[kind] if _has(x, parts)]
            # a field of inputs is whatever the workflow declares
            assert found or parts[0] == "inputs" or not kinds, f"{file.name}: {path}"
            looked_at += 1
    assert looked_at > 5


def _has(value, parts):
    for part in parts:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True
