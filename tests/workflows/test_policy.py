"""What act cannot show of the workflow files, read from the YAML; each rule is also shown a file that breaks it."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from pathlib import Path

import pytest
import yaml

from pipeline.cli import make_parser
from tests.helpers.repos import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))

READS = {"contents": "read", "issues": "read", "pull-requests": "read"}
WRITES = {"actions": "write", "contents": "write", "issues": "write", "pull-requests": "write"}
PERMISSIONS = {
    ("compile", "start"): {"contents": "read"},
    ("compile", "plan"): READS,
    ("compile", "restore"): {},
    ("compile", "compile"): READS | {"id-token": "write"},
    ("compile", "keep"): {},
    ("compile", "publish"): WRITES,
    ("commands", "read"): WRITES | {"contents": "read"},
    ("ask", "start"): {"contents": "read"},
    ("ask", "answer"): {"contents": "read", "id-token": "write", "issues": "read"},
    ("ask", "reply"): {"contents": "read", "issues": "write"},
    ("ask", "file"): {"contents": "write", "issues": "write", "pull-requests": "write"},
    ("add", "start"): {"contents": "read"},
    ("eval", "eval"): {"contents": "read", "id-token": "write"},
    ("add", "fetch"): READS,
    ("add", "offer"): {"contents": "write", "issues": "write", "pull-requests": "write"},
    ("make", "start"): {"contents": "read"},
    ("make", "draft"): {"contents": "read", "id-token": "write", "issues": "read"},
    ("make", "deliver"): {"contents": "write", "issues": "write", "pull-requests": "write"},
    ("setup", "look"): READS,
    ("setup", "open"): WRITES | {"actions": "read"},
    ("refresh", "refresh"): WRITES,
    ("checks", "check"): READS,
    ("doctor", "model"): {"contents": "read", "id-token": "write"},
    ("doctor", "doctor"): {
        "actions": "read",
        "checks": "read",
        "contents": "read",
        "issues": "write",
        "statuses": "read",
        "pull-requests": "write",
    },
    ("lint", "due"): {"contents": "read", "issues": "read"},
    ("lint", "start"): {"contents": "read"},
    ("lint", "restore"): {},
    ("lint", "analyse"): {"contents": "read", "id-token": "write"},
    ("lint", "triage"): {"contents": "read", "issues": "write"},
    ("lint", "fix"): {"contents": "write", "issues": "write", "pull-requests": "write"},
}
SECRETS = {  # job → secrets whose value it may have
    ("compile", "plan"): {"WIKI_APP_PRIVATE_KEY"},
    ("compile", "compile"): {"ANTHROPIC_API_KEY"},
    ("compile", "publish"): {"WIKI_APP_PRIVATE_KEY"},
    ("commands", "read"): {"WIKI_APP_PRIVATE_KEY"},
    ("ask", "answer"): {"ANTHROPIC_API_KEY"},
    ("eval", "eval"): {"ANTHROPIC_API_KEY"},
    ("doctor", "model"): {"ANTHROPIC_API_KEY"},
    ("ask", "file"): {"WIKI_APP_PRIVATE_KEY"},
    ("add", "offer"): {"WIKI_APP_PRIVATE_KEY"},
    ("make", "draft"): {"ANTHROPIC_API_KEY"},
    ("make", "deliver"): {"WIKI_APP_PRIVATE_KEY"},
    ("refresh", "refresh"): {"WIKI_APP_PRIVATE_KEY"},
    ("setup", "open"): {"WIKI_APP_PRIVATE_KEY"},
    ("lint", "analyse"): {"ANTHROPIC_API_KEY"},
    ("lint", "fix"): {"WIKI_APP_PRIVATE_KEY"},
}
TRIGGERS = {  # event → its filter, or the inputs of a dispatch
    "compile": {
        "push": {"paths": ["raw/**"]},
        "schedule": ...,
        "workflow_dispatch": {"sources", "force", "yes", "feedback", "pull", "remake"},
    },
    "commands": {
        "issue_comment": {"types": ["created", "edited"]},
        "issues": {"types": ["opened", "edited"]},
    },
    "ask": {"workflow_dispatch": {"issue", "comment", "file"}},
    "eval": {"schedule": ..., "workflow_dispatch": set()},
    "add": {
        "push": {"paths": ["raw/**/*.url", "raw/**/*.webloc", "raw/**/links.txt"]},
        "workflow_dispatch": {"issue", "comment"},
    },
    "make": {"schedule": ..., "workflow_dispatch": {"issue", "comment"}},
    "setup": {
        "push": {"paths": [".github/workflows/setup.yml", "raw/.gitkeep", "schema.md"]},
        "issues": {"types": ["edited"]},
        "workflow_dispatch": {"language", "librarian", "links", "tests"},
    },
    "refresh": {"push": {"paths": ["raw/**", "wiki/**", "log.md"]}, "workflow_dispatch": {"pull"}},
    "checks": {
        "pull_request": {
            "types": ["opened", "synchronize", "reopened", "edited", "labeled", "unlabeled"]
        },
        "merge_group": {},
    },
    "doctor": {
        "push": {"paths": [".github/**", "schema.md"]},
        "schedule": ...,
        "workflow_dispatch": set(),
    },
    "lint": {
        "push": {"paths": ["log.md"]},
        "schedule": ...,
        "workflow_dispatch": {"fix", "comment", "choice"},
    },
}
WAITS_IN_LINE = {  # where runs wait for one another, none dropped: workflow → job ("" for the whole) → group
    "compile": {"": "wiki-compile", "publish": "wiki-write"},
    "ask": {"": "wiki-ask${{ inputs.file && '-file' }}", "file": "wiki-write"},
    "add": {"": "wiki-add", "offer": "wiki-write"},
    "make": {"": "wiki-make", "deliver": "wiki-write"},
    "eval": {"": "wiki-eval"},
    "commands": {"read": "wiki-commands-${{ github.event.issue.number }}"},
    "refresh": {"refresh": "wiki-write"},
    "setup": {"": "wiki-setup", "open": "wiki-write"},
    "doctor": {"": "wiki-doctor"},
    "lint": {
        "due": "wiki-lint",
        "start": "wiki-lint",
        "restore": "wiki-lint",
        "analyse": "wiki-lint",
        "triage": "wiki-triage",
        "fix": "wiki-write",
    },
}
DEFAULT_BRANCH_ONLY = {
    ("compile", "start"),  # the other jobs need it
    ("refresh", "refresh"),
    ("doctor", "doctor"),
    ("doctor", "model"),
    ("lint", "due"),
    ("lint", "start"),
    ("lint", "fix"),
    ("ask", "start"),
    ("ask", "file"),
    ("add", "start"),
    ("make", "start"),
    ("eval", "eval"),
    ("setup", "look"),
}
# Where a commit may come from that is checked out: the event, for which GitHub vouches, or a job that reads no foreign text.
FROM_EVENT = re.compile(r"\$\{\{ github\.ref_name \}\}")
FROM_JOB = re.compile(r"\$\{\{ needs\.([\w-]+)\.outputs\.[\w-]+ \}\}")
BASE = "${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha }}"
READS_NOTHING = ("actions/checkout@",)  # what a job may use that says which commit the others run
OUTSIDE = re.compile(r"\$\{\{ runner\.temp \}\}/[a-z]+")
_IS_SET = re.compile(r"\$\{\{ secrets\.\w+ != '' \}\}")
_PINNED = re.compile(r"(?:- )?uses: (?:\./\S+|[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+)")


def load(text):
    """All values stay text, so that `on` is no boolean."""
    return yaml.load(text, yaml.BaseLoader)


def steps_of(data):
    """Every step of a workflow's jobs or of a composite action."""
    jobs = data["jobs"].values() if "jobs" in data else [data["runs"]]
    return [step for job in jobs for step in job.get("steps", [])]


def grants_nothing_by_itself(name, data, text):
    if data.get("permissions") != {}:
        yield "the top level must say `permissions: {}`"


def gives_each_job_what_it_needs(name, data, text):
    for id_, job in data["jobs"].items():
        if job.get("permissions") != PERMISSIONS.get((name, id_)):
            yield f"{id_} has {job.get('permissions')}"


def keeps_the_model_from_those_who_write(name, data, text):
    for id_, job in data["jobs"].items():
        scopes = job.get("permissions", {})
        said = _IS_SET.sub("", yaml.dump(job))
        asks = scopes.get("id-token") == "write" or re.search(
            r"secrets\.ANTHROPIC|ANTHROPIC_(API_KEY|AUTH_TOKEN|IDENTITY)", said
        )
        if asks and "write" in {level for scope, level in scopes.items() if scope != "id-token"}:
            yield f"{id_} can reach the model, and write"


def shows_secrets_only_to_steps_that_need_them(name, data, text):
    outside = {key: value for key, value in data.items() if key != "jobs"}
    parts = {"": outside} | {
        id_: {k: v for k, v in job.items() if k != "steps"} for id_, job in data["jobs"].items()
    }
    for id_, part in parts.items():
        if "secrets" in yaml.dump(part):
            yield f"{id_ or 'the top level'} hands a secret to all its steps"
    for id_, job in data["jobs"].items():
        said = _IS_SET.sub("", yaml.dump(job.get("steps", []), width=10**6))
        if extra := set(re.findall(r"secrets\.(\w+)", said)) - SECRETS.get((name, id_), set()):
            yield f"{id_} has {extra}"
        if re.search(r"secrets\s*[\[)]|toJSON\(\s*secrets", said):
            yield f"{id_} has all secrets at once"


def puts_no_expression_into_a_script(name, data, text):
    for step in steps_of(data):
        if "${{" in step.get("run", ""):
            yield f"an expression becomes part of the script: {step['run'][:60]}"


def pins_every_action(name, data, text):
    for line in text.splitlines():
        if (
            re.search(r"\buses:", line)
            and not line.lstrip().startswith("#")
            and not _PINNED.fullmatch(line.strip())
        ):
            yield f"not pinned, or without its version: {line.strip()}"


def ends_every_job_in_time(name, data, text):
    for id_, job in data["jobs"].items():
        if not job.get("timeout-minutes", "").isdigit():
            yield f"{id_} has no timeout-minutes"


def runs_in_bash_on_the_usual_machine(name, data, text):
    if data.get("defaults") != {"run": {"shell": "bash"}}:
        yield "the default shell has no pipefail"
    for id_, job in data["jobs"].items():
        if job.get("runs-on") != "ubuntu-latest":
            yield f"{id_} runs on {job.get('runs-on')}"


def leaves_no_token_in_a_checkout(name, data, text):
    for step in steps_of(data):
        if (
            step.get("uses", "").startswith("actions/checkout@")
            and step.get("with", {}).get("persist-credentials") != "false"
        ):
            yield "a checkout keeps its token"


def starts_when_promised(name, data, text):
    on = data["on"] if isinstance(data["on"], dict) else dict.fromkeys([data["on"]])
    if set(on) != set(TRIGGERS.get(name, {})):
        yield f"starts on {', '.join(on)}"
    for event, wanted in TRIGGERS.get(name, {}).items():
        got = on.get(event) or {}
        got = set(got.get("inputs", {})) if event == "workflow_dispatch" else got
        if wanted is not ... and got != wanted:
            yield f"{event}: {got}"
    for each in on.get("schedule") or []:
        if int(each["cron"].split()[0]) % 5 == 0:
            yield "a schedule at a round minute may be dropped"


def waits_without_dropping(name, data, text):
    wanted = WAITS_IN_LINE.get(name, {})
    found = {"": data.get("concurrency")} | {
        id_: job.get("concurrency") for id_, job in data["jobs"].items()
    }
    if name == "checks":  # the newest state alone is judged
        found.pop("")
    for id_, said in found.items():
        if said != ({"group": wanted[id_], "queue": "max"} if id_ in wanted else None):
            yield f"{id_ or 'the workflow'} has {said}"


def acts_on_the_default_branch_only(name, data, text):
    for id_, job in data["jobs"].items():
        guard = "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"
        if (name, id_) in DEFAULT_BRANCH_ONLY and guard not in job.get("if", ""):
            yield f"{id_} would act for any branch"


def cannot_be_skipped_where_it_judges(name, data, text):
    for id_, job in data["jobs"].items():
        if name == "checks" and "if" in job:
            yield f"{id_} would count as passed when it is skipped"


def keeps_every_result(name, data, text):
    for id_, job in data["jobs"].items():
        if (matrix := job.get("strategy")) and (
            matrix.get("fail-fast"),
            matrix.get("max-parallel"),
        ) != ("false", "1"):
            yield f"{id_}: one failure would stop the others, or two would run at once"
        for step in job.get("steps", []):
            if "upload-artifact" in step.get("uses", "") and step.get("if") != "always()":
                yield f"{id_}: a failure would hand nothing over"


def writes(job):
    return "write" in {
        level for scope, level in job.get("permissions", {}).items() if scope != "id-token"
    }


def uses(job, action):
    return [
        step
        for step in job.get("steps", [])
        if step.get("uses", "").startswith(f"actions/{action}")
    ]


def reads_nothing(job):
    """Whether nothing of what is checked out decides what a job says: it runs git, and no code of the repository or of others."""
    steps = job.get("steps", [])
    runs = [step["run"] for step in steps if "run" in step]
    used = [step["uses"] for step in steps if "uses" in step]
    return (
        all(use.startswith(READS_NOTHING) for use in used)
        and all(
            re.fullmatch(r'echo "\w+=\$\(git rev-parse HEAD\)" >>"\$GITHUB_OUTPUT"', run.strip())
            for run in runs
        )
        and not any(step.get("env") for step in steps)
    )


def runs_no_commit_that_foreign_text_can_name(name, data, text):
    for id_, job in data["jobs"].items():
        for step in uses(job, "checkout@"):
            ref = step.get("with", {}).get("ref", "")
            named = FROM_JOB.fullmatch(ref)
            if named:
                if not reads_nothing(data["jobs"].get(named[1], {"steps": [{"run": "?"}]})):
                    yield f"{id_} runs the commit that {named[1]} names, which may have read anything"
            elif ref and not FROM_EVENT.fullmatch(ref) and not (name == "checks" and ref == BASE):
                yield f"{id_} runs {ref}"
            if {"repository", "path", "submodules", "lfs"} & set(step.get("with", {})):
                yield f"{id_} checks out more than a commit of this repository"


def believes_a_job_that_reads_in_no_expression(name, data, text):
    """What a job that reads foreign text puts out may reach a job that writes as data in the environment, and skip it; no more."""
    for id_, job in data["jobs"].items():
        if not writes(job):
            continue
        for step in job.get("steps", []):
            for part in ("with", "uses", "working-directory", "shell", "if"):
                for other in re.findall(
                    r"needs\.([\w-]+)\.outputs", yaml.dump(step.get(part, ""), width=10**6)
                ):
                    if not reads_nothing(data["jobs"].get(other, {"steps": [{"run": "?"}]})):
                        yield f"{id_}: `{part}` of a step follows what {other} says"


def unpacks_a_cache_only_where_there_is_nothing(name, data, text):
    """Unpacking writes wherever the cache says, so it is done in a job without code, secrets, rights or outputs."""
    for id_, job in data["jobs"].items():
        steps = job.get("steps", [])
        if not [s for s in steps if re.match(r"actions/cache(/restore)?@", s.get("uses", ""))]:
            if writes(job) and uses(job, "cache"):
                yield f"{id_} writes, and fills a cache"
            continue
        if job.get("permissions") != {} or job.get("outputs") or job.get("environment"):
            yield f"{id_} unpacks a cache, and has rights or outputs"
        if "secrets." in yaml.dump(job, width=10**6) or any(
            "run" in s or "env" in s for s in steps
        ):
            yield f"{id_} unpacks a cache, and has a secret or runs something"
        if not all(
            s.get("uses", "").startswith(("actions/cache/restore@", "actions/upload-artifact@"))
            for s in steps
        ):
            yield f"{id_} unpacks a cache, and does more than hand it on"


def takes_no_packages_from_a_cache(name, data, text):
    for step in steps_of(data):
        if step.get("uses", "").startswith("actions/setup-") and {"cache", "pip-install"} & set(
            step.get("with", {})
        ):
            yield f"{step['uses']} restores a cache"


def takes_caches_of_its_own_workflow(name, data, text):
    for id_, job in data["jobs"].items():
        for step in uses(job, "cache"):
            said = step.get("with", {})
            for key in (said.get("key", ""), *said.get("restore-keys", "").split("\n")):
                if key.strip() and not key.strip().startswith(f"{name}-"):
                    yield f"{id_} has the cache key {key.strip()}"
            if not OUTSIDE.fullmatch(said.get("path", "")):
                yield f"{id_} has a cache in {said.get('path')}"


def takes_artifacts_outside_of_what_it_runs(name, data, text):
    for id_, job in data["jobs"].items():
        for step in uses(job, "download-artifact@"):
            said = step.get("with", {})
            if not OUTSIDE.fullmatch(said.get("path", "")):
                yield f"{id_} takes an artifact to {said.get('path')}"
            if set(said) & {"run-id", "github-token", "repository", "artifact-ids"} or not (
                said.get("name") or said.get("pattern")
            ):
                yield f"{id_} takes artifacts of another run, or all there are"
            if writes(job) and said.get("merge-multiple") == "true":
                yield f"{id_} lets one artifact overwrite the files of another"


def explains_every_right(name, data, text):
    """In so many words beside it; `contents: read`, which every checkout needs, as well."""
    for line in re.findall(r"^      [a-z-]+: (?:read|write)\b.*$", text, re.MULTILINE):
        if not re.search(r" # \S+ \S+", line):
            yield f"no reason is given for `{line.strip()}`"


def runs_verbs_that_exist(name, data, text):
    for step in steps_of(data):
        for line in map(str.strip, step.get("run", "").splitlines()):
            if line.startswith("wiki ") and (wrong := _misread(line)):
                yield wrong


def _misread(line):
    """Return what the program's own parser has against a command, "" where nothing."""
    try:
        make_parser().parse_args(
            [re.sub(r"^\$\w+$", "1" * 40, word) for word in shlex.split(line)[1:]]
        )
    except (argparse.ArgumentError, SystemExit):
        return f"not a command: {line}"
    return ""


RULES = (
    grants_nothing_by_itself,
    gives_each_job_what_it_needs,
    keeps_the_model_from_those_who_write,
    shows_secrets_only_to_steps_that_need_them,
    puts_no_expression_into_a_script,
    pins_every_action,
    ends_every_job_in_time,
    runs_in_bash_on_the_usual_machine,
    leaves_no_token_in_a_checkout,
    starts_when_promised,
    waits_without_dropping,
    acts_on_the_default_branch_only,
    cannot_be_skipped_where_it_judges,
    keeps_every_result,
    runs_no_commit_that_foreign_text_can_name,
    believes_a_job_that_reads_in_no_expression,
    unpacks_a_cache_only_where_there_is_nothing,
    takes_no_packages_from_a_cache,
    takes_caches_of_its_own_workflow,
    takes_artifacts_outside_of_what_it_runs,
    explains_every_right,
    runs_verbs_that_exist,
)
FOR_ACTIONS = (
    puts_no_expression_into_a_script,
    pins_every_action,
    leaves_no_token_in_a_checkout,
    takes_no_packages_from_a_cache,
    runs_verbs_that_exist,
)


def by_name(value):
    return (
        value.__name__ if callable(value) else value.parent.name if value in ACTIONS else value.stem
    )


def test_there_is_a_row_for_every_workflow():
    assert {f.stem for f in WORKFLOWS} == set(TRIGGERS)
    assert {(f.stem, id_) for f in WORKFLOWS for id_ in load(f.read_text("utf-8"))["jobs"]} == set(
        PERMISSIONS
    )


@pytest.mark.parametrize("file", WORKFLOWS, ids=by_name)
@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_a_workflow(rule, file):
    text = file.read_text("utf-8")
    assert not list(rule(file.stem, load(text), text))


@pytest.mark.parametrize("file", ACTIONS, ids=by_name)
@pytest.mark.parametrize("rule", FOR_ACTIONS, ids=by_name)
def test_a_composite_action(rule, file):
    text = file.read_text("utf-8")
    assert not list(rule(file.parent.name, load(text), text))


JOB = "jobs:\n  publish:\n    "
STEP = JOB + "steps:\n      - "
READER = "jobs:\n  read:\n    permissions: {contents: read}\n    steps:\n      - run: wiki lint\n"
WRITER = "  write:\n    permissions: {issues: write}\n    steps:\n      - "
CHECKOUT = WRITER + "uses: actions/checkout@x\n        "
CACHE = "uses: actions/cache/restore@x\n        with: {path: '${{ runner.temp }}/store', "
TAKE = "uses: actions/download-artifact@x\n        with: {path: '${{ runner.temp }}/a'"
BAD = [
    (grants_nothing_by_itself, "jobs: {}"),
    (grants_nothing_by_itself, "permissions: read-all\njobs: {}"),
    (gives_each_job_what_it_needs, JOB + "runs-on: x"),
    (gives_each_job_what_it_needs, JOB + "permissions: write-all"),
    (gives_each_job_what_it_needs, JOB + "permissions: {contents: write, packages: write}"),
    (gives_each_job_what_it_needs, "jobs:\n  new:\n    permissions: {contents: read}"),
    (keeps_the_model_from_those_who_write, JOB + "permissions: {contents: write, id-token: write}"),
    (
        keeps_the_model_from_those_who_write,
        JOB
        + "permissions: {issues: write}\n    steps: [{run: x, env: {KEY: '${{ secrets.ANTHROPIC_API_KEY }}'}}]",
    ),
    (
        keeps_the_model_from_those_who_write,
        JOB
        + "permissions: {issues: write}\n    steps: [{run: x, env: {ANTHROPIC_AUTH_TOKEN: '${{ inputs.x }}'}}]",
    ),
    (
        shows_secrets_only_to_steps_that_need_them,
        "env: {KEY: '${{ secrets.WIKI_APP_PRIVATE_KEY }}'}\njobs: {}",
    ),
    (
        shows_secrets_only_to_steps_that_need_them,
        JOB + "env: {KEY: '${{ secrets.WIKI_APP_PRIVATE_KEY }}'}",
    ),
    (shows_secrets_only_to_steps_that_need_them, JOB + "secrets: inherit"),
    (
        shows_secrets_only_to_steps_that_need_them,
        STEP + "env: {KEY: '${{ secrets.ANTHROPIC_API_KEY }}'}",
    ),
    (shows_secrets_only_to_steps_that_need_them, STEP + "env: {KEY: '${{ toJSON(secrets) }}'}"),
    (
        shows_secrets_only_to_steps_that_need_them,
        STEP + "env: {KEY: \"${{ secrets['ANTHROPIC_API_KEY'] }}\"}",
    ),
    (
        shows_secrets_only_to_steps_that_need_them,
        STEP + "env: {KEY: \"${{ secrets.OTHER != '' && secrets.OTHER }}\"}",
    ),
    (puts_no_expression_into_a_script, STEP + "run: echo ${{ github.event.comment.body }}"),
    (
        puts_no_expression_into_a_script,
        "runs:\n  steps:\n    - run: |\n        echo\n        echo ${{ inputs.x }}",
    ),
    (pins_every_action, STEP + "uses: actions/checkout@v7"),
    (pins_every_action, STEP + "uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"),
    (pins_every_action, STEP + "uses: docker://alpine"),
    (pins_every_action, STEP + "uses: acme/wiki/.github/actions/setup@main # v1.0.0"),
    (ends_every_job_in_time, JOB + "runs-on: ubuntu-latest"),
    (ends_every_job_in_time, JOB + "timeout-minutes: ${{ inputs.minutes }}"),
    (runs_in_bash_on_the_usual_machine, JOB + "runs-on: ubuntu-latest"),
    (
        runs_in_bash_on_the_usual_machine,
        "defaults: {run: {shell: bash}}\n" + JOB + "runs-on: [self-hosted]",
    ),
    (leaves_no_token_in_a_checkout, STEP + "uses: actions/checkout@x"),
    (
        leaves_no_token_in_a_checkout,
        STEP + "uses: actions/checkout@x\n        with: {persist-credentials: true}",
    ),
    (starts_when_promised, "on: {pull_request_target: {}}\njobs: {}"),
    (starts_when_promised, "on: push\njobs: {}"),
    (
        starts_when_promised,
        "on: {push: {paths: ['**']}, schedule: [{cron: 37 2 * * *}], workflow_dispatch: {inputs: "
        "{sources: {}, force: {}, feedback: {}, pull: {}}}}\njobs: {}",
    ),
    (
        starts_when_promised,
        "on: {push: {paths: ['raw/**']}, schedule: [{cron: 37 2 * * *}], workflow_dispatch: {inputs: {sources: {}}}}\njobs: {}",
    ),
    (
        starts_when_promised,
        "on: {push: {paths: ['raw/**']}, schedule: [{cron: 0 2 * * *}], workflow_dispatch: {inputs: "
        "{sources: {}, force: {}, feedback: {}, pull: {}}}}\njobs: {}",
    ),
    (
        waits_without_dropping,
        "concurrency: wiki-compile\n" + JOB + "concurrency: {group: wiki-write, queue: max}",
    ),
    (
        waits_without_dropping,
        "concurrency: {group: wiki-compile, queue: max}\n" + JOB + "runs-on: x",
    ),
    (
        waits_without_dropping,
        "concurrency: {group: wiki-compile, cancel-in-progress: true}\n"
        + JOB
        + "concurrency: {group: wiki-write, queue: max}",
    ),
    (acts_on_the_default_branch_only, "jobs:\n  start:\n    runs-on: x"),
    (acts_on_the_default_branch_only, "jobs:\n  start:\n    if: github.ref_name == 'main'"),
    (keeps_every_result, JOB + "strategy: {matrix: {}, max-parallel: 1}"),
    (keeps_every_result, JOB + "strategy: {matrix: {}, fail-fast: false}"),
    (keeps_every_result, STEP + "uses: actions/upload-artifact@x"),
    (
        runs_no_commit_that_foreign_text_can_name,
        READER + CHECKOUT + "with: {ref: '${{ needs.read.outputs.commit }}'}",
    ),
    (
        runs_no_commit_that_foreign_text_can_name,
        STEP + "uses: actions/checkout@x\n        with: {ref: '${{ inputs.ref }}'}",
    ),
    (
        runs_no_commit_that_foreign_text_can_name,
        STEP + "uses: actions/checkout@x\n        with: {ref: '${{ env.REF }}'}",
    ),
    (
        runs_no_commit_that_foreign_text_can_name,
        STEP
        + "uses: actions/checkout@x\n        with: {ref: '${{ needs.read.outputs.commit || github.sha }}'}",
    ),
    (
        runs_no_commit_that_foreign_text_can_name,
        STEP
        + "uses: actions/checkout@x\n        with: {ref: '${{ needs.nobody.outputs.commit }}'}",
    ),
    (
        runs_no_commit_that_foreign_text_can_name,
        STEP + "uses: actions/checkout@x\n        with: {repository: eve/wiki}",
    ),
    (
        runs_no_commit_that_foreign_text_can_name,
        STEP + "uses: actions/checkout@x\n        with: {path: elsewhere}",
    ),
    (
        believes_a_job_that_reads_in_no_expression,
        READER + WRITER + "if: needs.read.outputs.go == 'true'\n        run: x",
    ),
    (
        believes_a_job_that_reads_in_no_expression,
        READER
        + WRITER
        + "uses: actions/download-artifact@x\n        with: {path: '${{ needs.read.outputs.path }}'}",
    ),
    (
        believes_a_job_that_reads_in_no_expression,
        READER + WRITER + "run: x\n        working-directory: ${{ needs.read.outputs.folder }}",
    ),
    (unpacks_a_cache_only_where_there_is_nothing, STEP + "uses: actions/cache/restore@x"),
    (
        unpacks_a_cache_only_where_there_is_nothing,
        JOB + "permissions: {}\n    steps:\n      - uses: actions/cache@x",
    ),
    (
        unpacks_a_cache_only_where_there_is_nothing,
        JOB
        + "permissions: {}\n    outputs: {a: b}\n    steps:\n      - uses: actions/cache/restore@x",
    ),
    (
        unpacks_a_cache_only_where_there_is_nothing,
        JOB
        + "permissions: {}\n    steps:\n      - uses: actions/cache/restore@x\n      - run: sh kept/install",
    ),
    (
        unpacks_a_cache_only_where_there_is_nothing,
        JOB
        + "permissions: {}\n    steps:\n      - uses: actions/checkout@x\n      - uses: actions/cache/restore@x",
    ),
    (
        unpacks_a_cache_only_where_there_is_nothing,
        "jobs:\n" + WRITER + "uses: actions/cache/save@x",
    ),
    (
        takes_caches_of_its_own_workflow,
        STEP + "uses: actions/cache/restore@x\n        with: {path: .git/wiki, key: compile-1}",
    ),
    (takes_caches_of_its_own_workflow, STEP + CACHE + "key: compile-1, restore-keys: lint-}"),
    (takes_caches_of_its_own_workflow, STEP + CACHE + "key: lint-1}"),
    (
        takes_no_packages_from_a_cache,
        STEP + "uses: actions/setup-python@x\n        with: {cache: pip}",
    ),
    (
        takes_caches_of_its_own_workflow,
        STEP + CACHE + "key: compile-1, restore-keys: 'compile-\n\n  wiki-'}",
    ),
    (
        takes_artifacts_outside_of_what_it_runs,
        STEP + "uses: actions/download-artifact@x\n        with: {name: a, path: results}",
    ),
    (
        takes_artifacts_outside_of_what_it_runs,
        STEP + "uses: actions/download-artifact@x\n        with: {name: a}",
    ),
    (takes_artifacts_outside_of_what_it_runs, STEP + TAKE + "}"),
    (takes_artifacts_outside_of_what_it_runs, STEP + TAKE + ", name: a, run-id: '1'}"),
    (
        takes_artifacts_outside_of_what_it_runs,
        "jobs:\n" + WRITER + TAKE + ", pattern: a-*, merge-multiple: true}",
    ),
    (explains_every_right, JOB + "permissions:\n      contents: write\n"),
    (explains_every_right, JOB + "permissions:\n      contents: read #\n"),
    (runs_verbs_that_exist, STEP + "run: wiki explode"),
    (runs_verbs_that_exist, STEP + "run: |\n          echo\n          wiki status --explode"),
]


@pytest.mark.parametrize(
    ("rule", "text"), BAD, ids=[f"{rule.__name__}-{n}" for n, (rule, _) in enumerate(BAD)]
)
def test_a_rule_finds_what_breaks_it(rule, text):
    assert list(rule("compile", load(text), text))


def test_a_check_that_can_be_skipped_is_found():
    text = "jobs:\n  check:\n    if: github.event.action != 'labeled'"
    assert list(cannot_be_skipped_where_it_judges("checks", load(text), text))


def test_every_rule_has_been_seen_to_fail():
    assert {rule for rule, _ in BAD} | {cannot_be_skipped_where_it_judges} == set(RULES)


def test_an_action_has_one_commit_and_one_version_everywhere():
    used = {}
    for file in [*WORKFLOWS, *ACTIONS]:
        for name, pin in re.findall(r"uses: ([\w-]+/[\w-]+)\S*?@(.+)", file.read_text("utf-8")):
            used.setdefault(name, set()).add(pin)
    assert {name: pins for name, pins in used.items() if len(pins) != 1} == {}


def wrong_dispatches(tree, inputs):
    """Yield the calls of `dispatch` whose workflow or inputs do not exist, as far as the module writes them out."""
    targets = [
        (t, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for t in node.targets
    ]
    named = {target.id: value for target, value in targets if isinstance(target, ast.Name)}
    for call in ast.walk(tree):
        if not (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "dispatch"
        ):
            continue
        words = [node.value for node in call.args if isinstance(node, ast.Constant)]
        files = [word for word in words if str(word).endswith(".yml")]
        given = [*call.args, *(k.value for k in call.keywords)]
        tables = [named.get(node.id) if isinstance(node, ast.Name) else node for node in given]
        keys = {
            key.value
            for t in tables
            if isinstance(t, ast.Dict)
            for key in t.keys
            if isinstance(key, ast.Constant)
        }
        if any(file not in inputs or not keys <= inputs[file] for file in files):
            yield ast.unparse(call)


DISPATCHED = {
    f.name: set((on["workflow_dispatch"] or {}).get("inputs", {}))
    for f in WORKFLOWS
    if "workflow_dispatch" in (on := load(f.read_text("utf-8"))["on"])
}


def test_a_dispatch_names_a_workflow_and_inputs_that_exist():
    texts = {f: f.read_text("utf-8") for f in (ROOT / "pipeline").rglob("*.py")}
    calling = {f: text for f, text in texts.items() if "dispatch" in text}
    assert len(calling) > 1
    found = {f: [*wrong_dispatches(ast.parse(text), DISPATCHED)] for f, text in calling.items()}
    assert {f: wrong for f, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "call",
    [
        "hub.dispatch('nowhere.yml', ref, {})",
        "hub.dispatch('lint.yml', ref, {'issue': '1'})",
        "hub.dispatch('compile.yml', ref, {'source': p})",
        "hub.dispatch('checks.yml', ref, {})",
        "inputs = {'source': p}\nhub.dispatch('compile.yml', ref, inputs)",
    ],
)
def test_a_dispatch_to_nowhere_is_found(call):
    assert list(wrong_dispatches(ast.parse(call), DISPATCHED))
    assert not list(
        wrong_dispatches(ast.parse("hub.dispatch('compile.yml', ref, {'sources': p})"), DISPATCHED)
    )


def test_the_tools_find_what_is_wrong(tmp_path):
    """Each tool of `static.py` is shown a file that it must refuse."""
    import subprocess

    from tests.workflows import static

    bad = tmp_path / ".github"
    texts = {
        "workflows/bad.yml": "on: push\njobs:\n  a:\n    runs-on: nowhere\n    nonsense: 1\n    steps:\n"
        "      - run: echo ${{ github.event.comment.body }}\n      - uses: actions/checkout@v4\n",
        "actions/bad/action.yml": "name: bad\nruns: {using: composite}\n",
        "dependabot.yml": "version: 2\nupdates: [{package-ecosystem: nothing}]\n",
        "ISSUE_TEMPLATE/bad.yml": "name: bad\nbody: []\n",
        "ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: perhaps\n",
    }
    for name, text in texts.items():
        (bad / name).parent.mkdir(parents=True, exist_ok=True)
        (bad / name).write_text(text)
    found = static.commands(tmp_path)
    assert len(found) == 2 + len(static.SCHEMAS)
    for name, *rest in found:
        assert (
            subprocess.run(
                [Path(static.BIN) / name, *rest], capture_output=True, cwd=tmp_path, timeout=60
            ).returncode
            != 0
        )
