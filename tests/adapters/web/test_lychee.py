"""lychee, as it is installed, against a server on loopback; and reports that are none."""

from __future__ import annotations

import json
import os
import sys
import time

import pytest

from pipeline.adapters.web import lychee
from pipeline.core.errors import UserError
from tests.helpers.web import Web, needs_lychee


@pytest.fixture
def web():
    with Web() as site:
        yield site


@needs_lychee
def test_who_answers_is_alive_and_what_is_gone_is_dead(web):
    paths = ["/", "/gone", "/busy", "/broken", "/moved", "/login", "/a'b\"<&>?x=(1)&amp;y=ü"]
    asked = [f"{web.url}{path}" for path in paths] + ["http://127.0.0.1:1/"]
    answers = lychee.try_addresses(asked, 60, private=True)
    assert [a.address for a in answers] == asked
    assert [a.answered for a in answers] == [
        "alive",
        "dead",
        "alive",
        "dead",
        "alive",
        "alive",
        "alive",
        "dead",
    ]
    assert [(a.said, a.by_server) for a in answers][1] == ("404 Not Found", True)
    assert [a.by_server for a in answers][-1] is False
    assert "/secret" not in [path for path, _ in web.asked]


@needs_lychee
def test_no_token_and_no_setting_of_the_folder_goes_along(web, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_secret")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-secret")
    (tmp_path / "lychee.toml").write_text('header = { "X-Folder" = "secret" }\nexclude = [".*"]\n')
    monkeypatch.chdir(tmp_path)
    assert [a.answered for a in lychee.try_addresses([f"{web.url}/"], 30, private=True)] == [
        "alive"
    ]
    assert "secret" not in str(web.asked)


@needs_lychee
def test_nothing_of_a_private_network_is_asked(web):
    port = web.server.server_port
    hosts = [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "127.1",
    ]
    answers = lychee.try_addresses([f"http://{host}:{port}/" for host in hosts], 60)
    assert [a.answered for a in answers] == ["unknown"] * len(hosts)
    assert web.asked == []


@needs_lychee
def test_addresses_are_never_options(web):
    answers = lychee.try_addresses(["http://--help/", f"{web.url}/ok"], 60, private=True)
    assert answers[1].answered == "alive"


@needs_lychee
def test_time_is_limited(web):
    began = time.monotonic()
    answers = lychee.try_addresses([f"{web.url}/{n}" for n in range(5)], 0.5, private=True)
    assert {a.answered for a in answers} == {"unknown"}
    assert time.monotonic() - began < 20


def test_without_lychee_it_is_said_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="not installed"):
        lychee.find_lychee(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="a script stands in for the program")
def test_a_program_that_hangs_is_ended(tmp_path):
    script = tmp_path / "lychee"
    script.write_text(f"#!{sys.executable}\nimport time; time.sleep(120)\n")
    script.chmod(0o755)
    began = time.monotonic()
    answers = lychee.try_addresses(
        ["https://a.example/"], 2, private=True, lychee=lychee.find_lychee(tmp_path)
    )
    assert [a.answered for a in answers] == ["unknown"]
    assert time.monotonic() - began < 60


def report(**maps):
    return json.dumps({name: maps.get(name, {}) for name, _ in lychee._MAPS})


def row(line, **status):
    return {"url": "x", "span": {"line": line, "column": 1}, "status": {"text": "", **status}}


def test_a_report_is_read_by_its_lines():
    said = report(
        success_map={"a": [row(2, code=200, text="200 OK")]},
        timeout_map={"a": [row(3, text="Timeout")]},
        error_map={"a": [row(1, details="bad \x1b[31m\nhost " + "x" * 500)]},
    )
    dead, alive, late, none = lychee.read_report(said, ["p", "q", "r", "s"])
    assert (dead.answered, alive.answered, late.answered, none.answered) == (
        "dead",
        "alive",
        "dead",
        "unknown",
    )
    assert dead.said.isprintable()
    assert len(dead.said) <= 100


@pytest.mark.parametrize(
    "said",
    ["", "{}", "[]", "null", "[" * 100_000, report(error_map=[1]), report(error_map={"a": [1]}), report(error_map={"a": [row(9)]}),
     report(error_map={"a": [row(0)]}), report(error_map={"a": [{"span": {"line": "1"}, "status": {}}]}),
     report(error_map={"a": [{"span": {"line": 1}, "status": 3}]})],
)  # fmt: skip
def test_what_is_no_report_is_refused(said):
    with pytest.raises(UserError, match="cannot be read"):
        lychee.read_report(said, ["p"])
