"""The tables of docs/github.md, made from the workflow files and the program, so that the page says what they do."""

from __future__ import annotations

import ast
import re
from dataclasses import fields

import yaml

from pipeline.adapters.github import patience
from pipeline.core.changes import pull_request, touched_files
from pipeline.core.github import state
from pipeline.core.wiki.schema import AskRules, BudgetRules, LintRules, Rules
from pipeline.operations.github import (
    comment,
    plan_queue,
    publish,
    queue,
    results,
    reviewer_remarks,
)
from tests.helpers.repos import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
_NAME = re.compile(r"(?:GITHUB|WIKI|ANTHROPIC|HAS|ACTIONS)_[A-Z_]+")
_DEFAULT = "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"
_SETTING = re.compile(r"\b(vars|secrets)\.([A-Z_]+)( != '')?")

SETTINGS = {  # name → what it is for
    "ANTHROPIC_API_KEY": "key for the model; goes before federation",
    "ANTHROPIC_BASE_URL": "another server that speaks the Messages API",
    "ANTHROPIC_FEDERATION_RULE_ID": "federation: the rule (`fdrl_…`); that it is set makes the program ask for identity tokens",
    "ANTHROPIC_ORGANIZATION_ID": "federation: the organization",
    "ANTHROPIC_SERVICE_ACCOUNT_ID": "federation: the service account (`svac_…`)",
    "ANTHROPIC_WORKSPACE_ID": "federation: the workspace (`wrkspc_…`); only where the rule is enabled in more than one",
    "WIKI_APP_CLIENT_ID": "GitHub App: its client id; that it is set makes the jobs ask for its token",
    "WIKI_APP_PRIVATE_KEY": "GitHub App: its private key, the whole file",
}
ENVIRONMENT = {  # name → what it says; the settings above come on top
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "what GitHub gives a job with `id-token: write`, to ask for identity tokens with",
    "ACTIONS_ID_TOKEN_REQUEST_URL": "where it asks",
    "ANTHROPIC_AUTH_TOKEN": "a bearer token for the model, instead of a key",
    "ANTHROPIC_CONFIG_DIR": "where the profiles of the `anthropic` SDK are",
    "ANTHROPIC_CUSTOM_HEADERS": "further headers for a proxy, one a line",
    "ANTHROPIC_IDENTITY_TOKEN": "federation outside of GitHub: the identity token itself; goes before what GitHub gives",
    "ANTHROPIC_IDENTITY_TOKEN_FILE": "federation outside of GitHub: the file that holds the identity token",
    "ANTHROPIC_PROFILE": "which profile of the `anthropic` SDK",
    "GITHUB_ACTIONS": "`true` in a workflow run: annotations, and settings that only a run can see",
    "GITHUB_API_URL": "GitHub's API; `https://api.github.com` unless it is set",
    "GITHUB_EVENT_NAME": "what started the run",
    "GITHUB_EVENT_PATH": "the file with the event",
    "GITHUB_JOB": "named in the `User-Agent`",
    "GITHUB_OUTPUT": "the file for a step's outputs",
    "GITHUB_REPOSITORY": "`owner/name`",
    "GITHUB_RUN_ID": "the run that pull requests and issues link to",
    "GITHUB_SERVER_URL": "GitHub's pages, and git; `https://github.com` unless it is set",
    "GITHUB_STEP_SUMMARY": "the file for a step's summary",
    "GITHUB_TOKEN": "the token for the API and for git",
    "GITHUB_WORKFLOW": "named in the `User-Agent`",
    "HAS_ANTHROPIC_KEY": "for the doctor and *setup*: whether the secret is set",
    "HAS_WIKI_APP_KEY": "for the doctor and *setup*: whether the secret is set",
    "WIKI_BOT": "login of the GitHub App's bot, such as `acme-wiki[bot]`; empty with the plain token",
    "WIKI_DATE": "the day that pages and log say; today in UTC unless it is set",
    "WIKI_GITHUB_PACE": "seconds between two writes to GitHub; 1.0 unless it is set",
    "WIKI_GITHUB_PATIENCE": "seconds of waiting for GitHub's rate limits, in all; 600 unless it is set",
    "WIKI_MCP_TOKEN": "the token that clients of `wiki mcp --http` must send; a new one is printed without it",
    "WIKI_MODEL_ANSWER": "for the doctor: what the model's server said to the credential, by one word",
    "WIKI_QUEUE": "what the plan job decided, for the jobs after it",
    "WIKI_VECTORS_KEY": "the key of the endpoint of `vectors` in `schema.md`, for `wiki search`; no workflow needs it",
}


def load(path):
    """A workflow file; all values stay text, so that `on` is no boolean."""
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


def read_by_the_program() -> set[str]:
    """Every environment variable whose name stands in the program, or is set by a workflow file."""
    found = set()
    for file in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and _NAME.fullmatch(node.value)
            ):
                found.add(node.value)
    for path in WORKFLOWS:
        for job in load(path)["jobs"].values():
            for step in job["steps"]:
                found |= {name for name in step.get("env", {}) if _NAME.fullmatch(name)}
    return found


def settings_read() -> dict[str, tuple[str, dict[str, str]]]:
    """Secrets and variables of the repository that the workflows read: name → its kind, and job → how it is used."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for path in WORKFLOWS:
        for id_, job in load(path)["jobs"].items():
            for kind, name, asks in _SETTING.findall(yaml.dump(job, width=10**6)):
                jobs = found.setdefault(name, ("secret" if kind == "secrets" else "variable", {}))[
                    1
                ]
                whole = "" if kind == "vars" or not asks else " (whether it is set)"
                jobs[f"{path.stem}/{id_}"] = whole if jobs.get(f"{path.stem}/{id_}", whole) else ""
    return dict(sorted(found.items()))


# --- the tables ---


def table(head: str, rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    cells = head.split(" | ")
    lines = [
        f"| {head} |",
        f"|{' --- |' * len(cells)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def starts() -> str:
    """When each workflow starts."""
    rows = []
    for path in WORKFLOWS:
        data = load(path)
        on = [_event(name, spec or {}, data) for name, spec in data["on"].items()]
        about = path.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        rows.append((f"[{path.stem}](../.github/workflows/{path.name})", about, "<br>".join(on)))
    return table("workflow | what | starts on", rows)


def _event(name, spec, data) -> str:
    guarded = all(
        _DEFAULT in job.get("if", "") or job.get("needs") for job in data["jobs"].values()
    )
    where = " to the default branch" if guarded else ""
    if name == "push":
        return f"push{where} under {', '.join(f'`{p}`' for p in spec['paths'])}"
    if name == "schedule":
        return ", ".join(f"schedule `{each['cron']}` (UTC)" for each in spec)
    if name == "workflow_dispatch":
        inputs = ", ".join(f"`{key}`" for key in spec.get("inputs", {}))
        return f"*Run workflow*{f' with {inputs}' if inputs else ''}"
    return f"`{name}`{' (' + ', '.join(spec['types']) + ')' if spec.get('types') else ''}"


def jobs() -> str:
    """What each job may do, and which of the program's commands it runs."""
    rows = []
    for path in WORKFLOWS:
        for id_, job in load(path)["jobs"].items():
            scopes = ", ".join(f"{scope}: {level}" for scope, level in job["permissions"].items())
            lines = (
                line.strip() for step in job["steps"] for line in step.get("run", "").splitlines()
            )
            verbs = "<br>".join(f"`{line}`" for line in lines if line.startswith("wiki "))
            verbs = verbs or "; ".join(
                step["name"].lower() for step in job["steps"] if "name" in step
            )
            line = (job.get("concurrency") or load(path).get("concurrency") or {}).get("group", "")
            group = re.sub(r"\$\{\{.*?\}\}", "…", line)
            rows.append(
                (
                    f"{path.stem}/{id_}",
                    verbs,
                    scopes or "none",
                    f"`{group}`",
                    job["timeout-minutes"],
                )
            )
    return table("job | runs | permissions | concurrency group | minutes at most", rows)


def settings() -> str:
    """Secrets and variables, and which jobs see them."""
    rows = []
    for name, (kind, used) in settings_read().items():
        rows.append(
            (
                f"`{name}`",
                kind,
                SETTINGS[name],
                ", ".join(f"{job}{how}" for job, how in used.items()),
            )
        )
    return table("name | kind | what for | read by", rows)


def labels() -> str:
    return table(
        "label | what it says", [(f"`{label.name}`", label.description) for label in state.LABELS]
    )


def environment() -> str:
    return table(
        "variable | what it says",
        [(f"`{name}`", ENVIRONMENT[name]) for name in sorted(ENVIRONMENT)],
    )


def commands() -> str:
    """What can be typed, as `/wiki help` answers it."""
    return f"{comment.HELP_TEXT}\n"


def limits() -> str:
    rules, budget, lint, ask = (
        {one.name: one for one in fields(kind)}
        for kind in (Rules, BudgetRules, LintRules, AskRules)
    )
    rows = [
        (
            "open pull requests; further sources wait",
            f"{rules['open_pull_requests'].default}",
            "`open_pull_requests`",
        ),
        (
            "dollars for one source",
            f"{budget['dollars_per_source'].default:.2f}",
            "`dollars_per_source`",
        ),
        ("dollars for one run", f"{budget['dollars_per_run'].default:.2f}", "`dollars_per_run`"),
        (
            "tokens in and out for one source",
            f"{budget['tokens_per_source'].default:,}",
            "`tokens_per_source`",
        ),
        (
            "seconds for one source",
            f"{budget['seconds_per_source'].default:,}",
            "`seconds_per_source`",
        ),
        (
            "dollars for judging claims in one lint",
            f"{budget['dollars_per_lint'].default:.2f}",
            "`dollars_per_lint`",
        ),
        (
            "issues that one lint may open, and close on a judge's word alone; the others wait",
            f"{lint['new_issues'].default}",
            "`new_issues`",
        ),
        (
            "questions of one person answered in a day",
            f"{ask['per_person_and_day'].default}",
            "`ask`",
        ),
        ("questions answered in a day, in all", f"{ask['per_day'].default}", "`ask`"),
        (
            "dollars for one question",
            f"{budget['dollars_per_question'].default:.2f}",
            "`dollars_per_question`",
        ),
        (
            "dollars for one run of the golden questions",
            f"{budget['dollars_per_eval'].default:.2f}",
            "`dollars_per_eval`",
        ),
        ("failures after which a source waits for a person", f"{plan_queue.MOST_TRIES}", ""),
        ("sources of one run", f"{queue.MOST_QUEUED}", ""),
        ("sources of one pull request", f"{publish.MOST_SOURCES}", ""),
        ("characters of a pull request's text", f"{pull_request.LONGEST_BODY:,}", ""),
        ("characters of one remark that a compile reads", f"{reviewer_remarks.REMARK_LIMIT:,}", ""),
        ("characters of all of them", f"{reviewer_remarks.FEEDBACK_LIMIT:,}", ""),
        ("bytes of one result between the jobs", f"{results.MOST_RESULT_BYTES:,}", ""),
        ("bytes of one file under raw/", f"{touched_files.MOST_RAW_BYTES:,}", ""),
        (
            "seconds that one job waits for GitHub's rate limits, in all",
            f"{patience.LONGEST_WAIT:,.0f}",
            "",
        ),
    ]
    return table("what | at most | key in schema.md", rows)


PARTS = {
    "workflows": starts,
    "jobs": jobs,
    "settings": settings,
    "comments": commands,
    "labels": labels,
    "limits": limits,
    "environment": environment,
}
