"""Slides are measured by two programs that get no input, no environment of ours and bounded time."""

import json
import stat
import sys
import time

import pytest

from pipeline.adapters.processes.render_slides import (
    SlideRenderer,
    find_overfull,
    find_renderer,
)
from pipeline.core.errors import UserError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts")
PAGE = "<html><head></head><body><section></section></body></html>"
TOLD = "print('<p>MEASURED [0,1,40] END</p>')"
LONG = "\n".join(f"- Line {number}, and some words behind it." for number in range(30))
DECK = f"---\nmarp: true\n---\n\n# Title\n\n---\n\n## A\n\n- One\n\n---\n\n## B\n\n{LONG}\n"


@pytest.fixture
def stand_ins(tmp_path):
    """Make the two programs; each notes how it was called, and does what `bodies` say."""

    def make(marp=f"open('deck.html', 'w').write({PAGE!r})", browser=TOLD):
        for name, body in (("marp", marp), ("chromium", browser)):
            path = tmp_path / name
            path.write_text(
                f"#!{sys.executable}\nimport json, os, sys, time\n"
                f"with open({str(tmp_path / 'calls')!r}, 'a') as file:\n"
                "    print(json.dumps([sys.argv, dict(os.environ), sys.stdin.read()]), file=file)\n"
                f"{body}\n"
            )
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return SlideRenderer(str(tmp_path / "marp"), str(tmp_path / "chromium"))

    return make


def test_the_numbers_of_slides_that_are_too_full_are_told(tmp_path, stand_ins, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-secret")
    assert find_overfull(stand_ins(), b"# A", {"a.svg": b"<svg/>"}) == (2,)
    calls = [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]
    assert [argv[0].rpartition("/")[2] for argv, _, _ in calls] == ["marp", "chromium"]
    assert "--no-html" in calls[0][0]
    for _, environ, given in calls:
        assert "sk-ant-secret" not in json.dumps(environ)
        assert given == ""


def test_the_page_may_run_and_load_nothing_but_ours(stand_ins):
    keep = "print(open('deck.html').read())\n" + TOLD
    assert find_overfull(stand_ins(browser=keep), b"# A", {}) == (2,)
    show = "import base64; raise SystemExit(open('deck.html').read().split('<head>')[1][:60])"
    with pytest.raises(UserError, match="Content-Security-Policy"):
        find_overfull(stand_ins(browser=show), b"# A", {})


@pytest.mark.parametrize(
    ("programs", "said"),
    [
        ({"marp": "raise SystemExit('no deck')"}, "Marp failed: no deck"),
        ({"marp": "pass"}, "Marp wrote nothing"),
        ({"browser": "print('<p>MEASURED [\"x\"] END</p>')"}, "The browser measured nothing"),
        ({"browser": "raise SystemExit('no display')"}, "The browser failed: no display"),
    ],
)
def test_what_fails_is_said(stand_ins, programs, said):
    with pytest.raises(UserError, match=said):
        find_overfull(stand_ins(**programs), b"# A", {})


def test_a_program_that_hangs_is_ended(stand_ins):
    begun = time.monotonic()
    with pytest.raises(UserError, match="Marp took longer than 1 seconds"):
        find_overfull(stand_ins(marp="time.sleep(60)"), b"# A", {}, seconds=1)
    assert time.monotonic() - begun < 20


def test_both_programs_are_looked_for(tmp_path, stand_ins, monkeypatch):
    stand_ins()
    monkeypatch.delenv("CHROME_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_renderer() == SlideRenderer(str(tmp_path / "marp"), str(tmp_path / "chromium"))
    (tmp_path / "chromium").unlink()
    assert find_renderer() is None
    other = tmp_path / "other"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("CHROME_PATH", str(other))
    assert find_renderer() == SlideRenderer(str(tmp_path / "marp"), str(other))


@pytest.mark.skipif(find_renderer() is None, reason="Marp CLI and a browser are not installed")
def test_marp_itself_shows_which_slide_is_too_full():
    assert find_overfull(find_renderer(), DECK.encode(), {}) == (2,)
