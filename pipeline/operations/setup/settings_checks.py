"""Check the settings of the repository on GitHub."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

from pipeline.core.github.inert import make_code
from pipeline.core.github.state import FAILED_LABEL, LABELS, is_ours, read_marker
from pipeline.core.issues.checklist import ItemState
from pipeline.core.text import counted
from pipeline.operations.github.plan_queue import MOST_TRIES
from pipeline.operations.setup.doctor_view import (
    WORKFLOWS_FOLDER,
    CheckResult,
    DoctorView,
    is_set,
    list_names,
)

COMPILE_WORKFLOW = "compile.yml"
QUIET_DAYS = 3  # the nightly run may be late or dropped once
# Without a push for so many days GitHub turns the schedules of a public repository off. The doctor
# looks once a week, so it must begin to warn more than a week before.
MOST_QUIET_DAYS, QUIET_DAYS_TO_WARN, QUIET_DAYS_TO_SAY = 60, 50, 30
MOST_NAMED = 5  # sources; the issues list all


def pull_requests(look: DoctorView) -> CheckResult:
    """Check that GitHub Actions may open pull requests, or that a GitHub App does."""
    if look.has_app():
        return CheckResult(
            "good",
            "The GitHub App opens pull requests; the setting for GitHub Actions does not matter.",
        )
    if not look.site.in_actions:
        return CheckResult(
            "unseen", "Only a run on GitHub can tell whether GitHub Actions may open pull requests."
        )
    may = look.hub.may_create_pulls()
    if may is None:
        return CheckResult(
            "unseen", "GitHub did not say whether GitHub Actions may open pull requests."
        )
    if may:
        return CheckResult("good", "GitHub Actions may open them.")
    return CheckResult(
        "bad",
        "GitHub Actions may not open them: sources are compiled, and nothing is proposed.",
        "Under Workflow permissions tick “Allow GitHub Actions to create and approve pull requests”"
        " and save. If it is grey, the organisation must allow it first.",
        "Settings → Actions → General",
        "settings/actions",
    )


def token(look: DoctorView) -> CheckResult:
    """Check with whose token pull requests are opened."""
    if not look.site.in_actions:
        return CheckResult("unseen", "Only a run on GitHub sees whether a GitHub App is set up.")
    client, key = (
        bool(look.environ.get("WIKI_APP_CLIENT_ID")),
        is_set(look.environ, "HAS_WIKI_APP_KEY"),
    )
    if client and key:
        return CheckResult(
            "good", "A GitHub App does it: checks on its pull requests start by themselves."
        )
    if client:
        said = (
            "`WIKI_APP_CLIENT_ID` names a GitHub App, and its key is missing: every run that asks"
            " for its token fails."
        )
        do = "New repository secret `WIKI_APP_PRIVATE_KEY`, or delete the variable."
        return CheckResult(
            "bad",
            said,
            do,
            "Settings → Secrets and variables → Actions",
            "settings/secrets/actions",
        )
    said = (
        "`GITHUB_TOKEN` does it: checks on its pull requests wait until a writer presses “Approve"
        " workflows to run”."
    )
    if key:
        said += (
            " The secret `WIKI_APP_PRIVATE_KEY` is set and not used, for the variable is missing."
        )
    do = (
        "Set `WIKI_APP_CLIENT_ID` and the secret `WIKI_APP_PRIVATE_KEY` to let a GitHub App do it,"
        " which needs no press."
    )
    place = "Settings → Secrets and variables → Actions → Variables"
    return CheckResult("advice", said, do, place, "settings/variables/actions")


def labels(look: DoctorView) -> CheckResult:
    """Check that all labels are there, and make those that are missing where that is allowed."""
    if look.site.writes:
        look.hub.ensure_labels(LABELS)
        return CheckResult("good", "All of them are there; what was missing was made.")
    missing = [label.name for label in look.hub.missing_labels(LABELS)]
    if missing:
        return CheckResult(
            "advice",
            f"Missing: {list_names(missing)}. The next run of the doctor on GitHub makes them.",
        )
    return CheckResult("good", "All of them are there.")


def workflows_on(look: DoctorView) -> CheckResult:
    """Check that none of the wiki's workflows is turned off."""
    states = look.hub.workflows()
    off = {
        name: state
        for name, state in states.items()
        if state != "active" and WORKFLOWS_FOLDER + name in look.wanted_workflows()
    }
    if not off:
        return CheckResult("good", "None of the wiki's workflows is turned off.")
    first = sorted(off, key=lambda name: (name != COMPILE_WORKFLOW, name))[0]
    slept = [name for name, state in off.items() if state == "disabled_inactivity"]
    why = f" GitHub turned {list_names(slept)} off after 60 days without activity." if slept else ""
    do = f"Press “Enable workflow”{' on the page of each' if len(off) > 1 else ''}."
    place = f"Actions → {first.removesuffix('.yml')}"
    return CheckResult(
        "bad",
        f"Turned off: {list_names(sorted(off))}.{why}",
        do,
        place,
        f"actions/workflows/{quote(first)}",
    )


def schedule(look: DoctorView) -> CheckResult:
    """Check that the nightly compile runs."""
    last = look.hub.last_run(COMPILE_WORKFLOW, "schedule")[:10]
    place, page = "Actions → compile", f"actions/workflows/{COMPILE_WORKFLOW}"
    if not last:
        said = "The nightly compile has not run yet."
        if look.about and _days_between(look.about.created[:10], look.site.day) <= QUIET_DAYS:
            return CheckResult("good", f"{said} The first is due within a day.")
        return CheckResult(
            "advice",
            said,
            "If this is still here tomorrow, press “Run workflow” and read the log.",
            place,
            page,
        )
    if _days_between(last, look.site.day) <= QUIET_DAYS:
        return CheckResult("good", "The nightly compile runs.")
    do = (
        "Press “Enable workflow” if it is off, else “Run workflow”; the log of the last run says"
        " more."
    )
    return CheckResult("bad", f"The nightly compile did not run since {last}.", do, place, page)


def _days_between(earlier: str, later: str) -> int:
    try:
        return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    except ValueError:
        return 0


def quiet(look: DoctorView) -> CheckResult:
    """Check how long it is until GitHub turns scheduled workflows off because nobody pushes."""
    about = look.about
    if about is None or not about.is_public:
        return CheckResult("good", "GitHub turns schedules off in public repositories only.")
    last = about.pushed[:10]
    days = _days_between(last, look.site.day)
    if not last or days < QUIET_DAYS_TO_SAY:
        return CheckResult("good", "GitHub turns them off after 60 days without a push.")
    end = (date.fromisoformat(last) + timedelta(days=MOST_QUIET_DAYS)).isoformat()
    said = (
        f"The last push was on {last}. On {end} GitHub turns the scheduled workflows of this public"
        " repository off, 60 days after it."
    )
    do = (
        "Push any commit before that day, such as a source or a mended sentence. After it, press"
        " “Enable workflow” on the page of each."
    )
    state: ItemState = "bad" if days >= QUIET_DAYS_TO_WARN else "advice"
    return CheckResult(state, said, do, "Actions", "actions")


def parked_sources(look: DoctorView) -> CheckResult:
    """Check whether sources wait for a person, or are tried again."""
    waiting, parked, others = [], [], 0
    for issue in look.hub.issues(FAILED_LABEL.name):
        values = read_marker("failure", issue.body) if is_ours(issue, look.hub.bots) else None
        source, tries = (values or {}).get("source"), (values or {}).get("tries")
        if not isinstance(source, str) or not isinstance(tries, int):
            others += 1
        elif (values or {}).get("asks") is True:
            waiting.append(f"{make_code(source)} (#{issue.number})")
        elif tries >= MOST_TRIES:
            parked.append(f"{make_code(source)} (#{issue.number})")
        else:
            others += 1
    if not waiting and not parked and not others:
        return CheckResult("good", "No source waits because it failed.")
    said, do = [], []
    if parked:
        said.append(f"Failed {MOST_TRIES} times and left alone: {_list_some(parked)}.")
        do.append("`/recompile` in the issue of a source tries it again; so does a change of it.")
    if waiting:
        said.append(f"Waiting for a yes: {_list_some(waiting)}.")
        do.append("`/recompile --yes` in the issue says it.")
    if others:
        said.append(f"Failed, and tried again by the next run: {counted(others, 'issue')}.")
    do.append("Each issue says what to do.")
    wanted = f'is:issue is:open label:"{FAILED_LABEL.name}"'
    page = f"issues?q={quote(wanted, safe='')}"
    return CheckResult("advice", " ".join(said), " ".join(do), "Issues", page)


def _list_some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
