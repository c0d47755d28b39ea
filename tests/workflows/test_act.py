"""The harness itself, on workflows of a few lines: what it must get right before a test may trust it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers.repos import Team
from tests.workflows import act

CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"
UPLOAD = "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f"
DOWNLOAD = "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"
CACHE = "27d5ce7f107fe9357f9df03efb73ab90386fccae"
APP = "actions/create-github-app-token@1b10c78c7865c340bc4f6099eb2f838309f1e8c3"


@dataclass(frozen=True)
class Bare:
    """As much of a forge as these workflows need: a repository, and an address that nobody asks."""

    bare: Path
    url: str = "http://127.0.0.1:9"


@pytest.fixture
def forge(tmp_path):
    """Return a function that makes a bare repository with one workflow, and a person's clone of it."""

    def make(workflow, files=()):
        person = Team(tmp_path / "person")
        person.root.mkdir()
        person.git("init", "-qb", "main")
        person.add(".github/workflows/tiny.yml", workflow)
        for path, text in dict(files).items():
            person.add(path, text)
        bare = tmp_path / "bare"
        subprocess.run(["git", "clone", "-q", "--bare", str(person.root), str(bare)], check=True)
        person.git("remote", "add", "origin", str(bare))
        return Bare(bare), person

    return make


def run(made, tmp_path, event="push", payload=None, **more):
    payload = payload or {"after": made[1].git("rev-parse", "HEAD").strip()}
    return act.run(made[0], "tiny.yml", event, payload, folder=tmp_path / "github", **more)


ONE_AFTER_ANOTHER = f"""
name: tiny
on: push
permissions: {{}}
concurrency:
  group: tiny
  queue: max
defaults: {{run: {{shell: bash}}}}
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs:
      matrix: ${{{{ steps.find.outputs.matrix }}}}
    steps:
      - id: find
        run: |
          echo 'matrix={{"include":[{{"source":"raw/a b.md","key":"1"}},{{"source":"raw/c.md","key":"2"}}]}}' >> "$GITHUB_OUTPUT"
          echo "# Plan" >> "$GITHUB_STEP_SUMMARY"
  compile:
    name: compile (${{{{ matrix.source }}}})
    needs: plan
    runs-on: ubuntu-latest
    strategy:
      max-parallel: 1
      fail-fast: false
      matrix: ${{{{ fromJSON(needs.plan.outputs.matrix) }}}}
    steps:
      - uses: {DOWNLOAD}
        with: {{pattern: result-*, merge-multiple: true, path: earlier}}
      - name: Work
        run: |
          ls earlier
          mkdir results && echo "$SOURCE" > "results/$KEY.json" && echo x > results/.hidden
          echo "::warning file=raw/c.md,line=3::careful"
          [ "$KEY" = 2 ]
        env:
          SOURCE: ${{{{ matrix.source }}}}
          KEY: ${{{{ matrix.key }}}}
      - uses: {UPLOAD}
        if: always()
        with: {{name: "result-${{{{ matrix.key }}}}", path: results}}
  publish:
    needs: [plan, compile]
    if: ${{{{ !cancelled() && needs.plan.result == 'success' }}}}
    runs-on: ubuntu-latest
    steps:
      - uses: {DOWNLOAD}
        with: {{pattern: result-*, merge-multiple: true, path: results}}
      - run: cat results/*.json
  never:
    needs: compile
    runs-on: ubuntu-latest
    steps:
      - run: echo never
"""


def test_a_run_tells_what_each_job_did_and_hands_artifacts_on(forge, tmp_path):
    done = run(forge(ONE_AFTER_ANOTHER), tmp_path)
    assert done.results == {
        "plan": "success",
        "compile (raw/a b.md)": "failure",
        "compile (raw/c.md)": "success",
        "publish": "success",
        "never": "skipped",
    }
    assert done.code == 1
    assert done.job("plan").summary == "# Plan\n"
    assert '"key":"1"' in done.job("plan").outputs["find"]["matrix"]
    assert done.job("compile (raw/a b.md)").steps["Work"] == "failure"
    assert done.job("compile (raw/c.md)").log == "1.json\n"
    assert done.job("compile (raw/c.md)").annotations == [("warning", "raw/c.md", 3, "careful")]
    assert done.job("publish").log == "raw/a b.md\nraw/c.md\n"
    assert done.artifact("result-1") == {"1.json": b"raw/a b.md\n"}
    assert "never" not in done.log
    assert done.seconds < 100


def test_the_checkout_has_the_commit_asked_for_and_no_credential(forge, tmp_path):
    made = forge(
        f"""
name: tiny
on: push
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      - uses: {CHECKOUT}
        with: {{persist-credentials: false}}
      - run: cat note.md; git rev-list --count HEAD; git status --short --branch; git config remote.origin.url
      - uses: {CHECKOUT}
        with: {{path: all, ref: side, fetch-depth: 0, persist-credentials: false}}
      - run: cat note.md; git rev-list --count HEAD; git config --get-regexp extraheader || echo no token
        working-directory: all
      - uses: {CHECKOUT}
        with: {{path: one, ref: "${{{{ github.event.before }}}}", persist-credentials: false}}
      - run: cat note.md; git rev-list --count HEAD
        working-directory: one
"""
    )
    person = made[1]
    person.add("note.md", "first\n")
    before = person.git("rev-parse", "HEAD").strip()
    person.add("note.md", "second\n")
    after = person.git("rev-parse", "HEAD").strip()
    person.add("note.md", "pushed meanwhile\n")
    person.git("checkout", "-qb", "side")
    person.add("note.md", "side\n")
    person.git("push", "-q", "origin", "main", "side")
    done = run(made, tmp_path, payload={"before": before, "after": after})
    assert done.results == {"look": "success"}
    assert done.log.splitlines() == [
        "second", "1", "## main...origin/main", f"https://github.com/{act.REPOSITORY}",
        "side", "5", "no token",
        "first", "1",
    ]  # fmt: skip


def test_a_checkout_that_keeps_the_token_is_found_out(forge, tmp_path):
    text = f"""
name: tiny
on: push
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      - uses: {CHECKOUT}
      - run: git config --get-regexp extraheader
"""
    with pytest.raises(act.Leak):
        run(forge(text), tmp_path)


LEAKS = {
    "log": 'echo "it is $KEY"',
    "summary": 'echo "$KEY" >> "$GITHUB_STEP_SUMMARY"',
    "output": 'echo "key=$KEY" >> "$GITHUB_OUTPUT"',
    "annotation": 'echo "::error::$KEY"',
    "base64": 'printf "x-access-token:%s" "$KEY" | base64 --wrap=0',
    "artifact": 'mkdir results; echo "{$KEY}" > results/a.json',
    "repository": 'cd "$BARE"; echo "{$KEY}" | git hash-object -w --stdin',
}


@pytest.mark.parametrize("how", LEAKS)
def test_a_credential_is_found_wherever_it_can_be_read(how, forge, tmp_path):
    text = f"""
name: tiny
on: push
jobs:
  leak:
    runs-on: ubuntu-latest
    steps:
      - run: {LEAKS[how]}
        env:
          KEY: ${{{{ secrets.ANTHROPIC_API_KEY }}}}
          BARE: {tmp_path}/bare
      - uses: {UPLOAD}
        with: {{path: results}}
"""
    made = forge(text.replace("run: ", "run: |\n          "))
    with pytest.raises(act.Leak) as said:
        run(made, tmp_path)
    assert act.SECRETS["ANTHROPIC_API_KEY"] not in str(said.value)


def test_a_file_that_act_cannot_read_is_no_run(forge, tmp_path):
    with pytest.raises(RuntimeError, match="act could not run"):
        run(
            forge(
                "name: tiny\non: push\njobs: {look: {runs-on: ubuntu-latest, nonsense: 1, steps: [{run: x}]}}\n"
            ),
            tmp_path,
        )


def test_masks_hide_what_github_would_hide(forge, tmp_path):
    text = """
name: tiny
on: push
jobs:
  hide:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "it is $KEY"
          echo "::add-mask::whisper"
          echo "whisper it"
        env:
          KEY: ${{ secrets.ANTHROPIC_API_KEY }}
"""
    assert run(forge(text), tmp_path, masked=True).log == "it is ***\n*** it\n"


def test_caches_live_from_run_to_run_and_the_newest_is_taken(forge, tmp_path):
    text = f"""
name: tiny
on: push
jobs:
  keep:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/cache/restore@{CACHE}
        with: {{path: .git/wiki, key: "wiki-${{{{ github.run_id }}}}", restore-keys: wiki-}}
      - run: mkdir -p .git/wiki; cat .git/wiki/* || true; echo "$GITHUB_RUN_ID" > .git/wiki/run
      - uses: actions/cache/save@{CACHE}
        with: {{path: .git/wiki, key: "wiki-${{{{ github.run_id }}}}"}}
"""
    made = forge(text)
    logs = [run(made, tmp_path, run_id=number).log for number in (7, 8, 9)]
    assert [
        "restored: nothing" in logs[0],
        "restored: wiki-7" in logs[1],
        "restored: wiki-8" in logs[2],
    ] == [True] * 3
    assert "8\n" in logs[2]


def test_an_app_gives_its_name_and_token_where_it_is_set_up(forge, tmp_path):
    text = f"""
name: tiny
on: workflow_dispatch
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - id: app
        if: vars.WIKI_APP_CLIENT_ID != ''
        uses: {APP}
        with:
          client-id: ${{{{ vars.WIKI_APP_CLIENT_ID }}}}
          private-key: ${{{{ secrets.WIKI_APP_PRIVATE_KEY }}}}
          permission-contents: write
      - run: echo "bot=$BOT length=${{#TOKEN}} at $GITHUB_API_URL for $GITHUB_ACTOR on $GITHUB_REF_NAME"
        env:
          BOT: ${{{{ steps.app.outputs.app-slug && format('{{0}}[bot]', steps.app.outputs.app-slug) || '' }}}}
          TOKEN: ${{{{ steps.app.outputs.token || github.token }}}}
"""
    made = forge(text)
    with_app = run(made, tmp_path, "workflow_dispatch", app="acme-wiki", run_id=1).job("ask").log
    without = run(made, tmp_path, "workflow_dispatch", run_id=2).job("ask").log
    assert with_app.endswith(
        f"bot=acme-wiki[bot] length={len(act.APP_TOKEN)} at http://127.0.0.1:9 for alice on main\n"
    )
    assert without.endswith(
        f"bot= length={len(act.TOKEN)} at http://127.0.0.1:9 for alice on main\n"
    )


def test_a_checkout_has_the_program_as_git_would_write_it(forge, tmp_path):
    text = f"""
name: tiny
on: push
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      - uses: {CHECKOUT}
      - run: |
          echo "changed: $(git status --porcelain | wc -l)"
          echo "linked: $(find pipeline -type f -links +1 | wc -l)"
          git -c core.trustCtime=true checkout-index --all --prefix="anew/"
          diff -r pipeline anew/pipeline && echo "no difference"
"""
    made = forge(text)
    _push(made, act.product())
    said = run(made, tmp_path).job("look").log
    program = sum(path.startswith("pipeline/") for path in act.product())
    assert said.splitlines() == ["changed: 0", f"linked: {program}", "no difference"]


def test_the_setup_action_runs_the_code_that_was_checked_out_and_installs_nothing(forge, tmp_path):
    text = f"""
name: tiny
on: push
jobs:
  version:
    runs-on: ubuntu-latest
    steps:
      - uses: {CHECKOUT}
        with: {{persist-credentials: false}}
      - uses: ./.github/actions/setup
      - run: wiki --version; wiki status
"""
    made = forge(text)
    files = act.product() | {
        "pipeline/__init__.py": b'"""The program."""\n\n__version__ = "9.9.9"\n',
        "raw/a.md": b"# A\n\nA is 1.\n",
    }
    _push(made, files)
    done = run(made, tmp_path)
    assert done.results == {"version": "success"}
    assert "wiki 9.9.9" in done.log
    assert "raw/a.md" in done.log
    assert "setting up" not in done.log


def _push(made, files):
    for path, content in files.items():
        (made[1].root / path).parent.mkdir(parents=True, exist_ok=True)
        (made[1].root / path).write_bytes(content)
    made[1].git("add", "-A")
    made[1].git("commit", "-qm", "The product's half")
    made[1].git("push", "-q", "origin", "main")
