"""Check what the wiki needs, one thing after another, and first what the commit holds.

A check says only what it found; what GitHub does not let this token see is reported as not seen,
never as good.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.adapters.processes.bounded_reading import SHARED
from pipeline.core.errors import UserError
from pipeline.core.issues.checklist import ChecklistItem, ItemState
from pipeline.core.paths import is_kept_path
from pipeline.core.setup.start_issue import START_WORKFLOW
from pipeline.core.strict_json import parse_json
from pipeline.operations.setup import branch_checks, credential_checks, settings_checks
from pipeline.operations.setup.doctor_view import (
    WORKFLOWS_FOLDER,
    CheckResult,
    DoctorSite,
    DoctorView,
    list_names,
)

EXAMPLE_FILE = "pipeline/example.json"


def examine(site: DoctorSite) -> list[ChecklistItem]:
    """Check everything that can be seen from here; `UserError` where GitHub does not answer."""
    look = DoctorView(site)
    base = f"{site.hub.server}/{site.hub.repository}" if site.hub else ""
    there = {"commit": site.repo is not None, "environment": True, "github": site.hub is not None}
    items = []
    for each in CHECKS:
        if not there[each.needs]:
            continue
        try:
            found = each.check(look)
        except UserError as error:
            found = CheckResult("unseen", error.message, error.hint)
        address = f"{base}/{found.page}" if base and found.page else ""
        items.append(
            ChecklistItem(
                each.key, each.title, found.state, found.said, found.do, found.place, address
            )
        )
    return items


# --- what the commit holds ---


def schema(look: DoctorView) -> CheckResult:
    """Check that schema.md can be read."""
    try:
        look.schema()
    except UserError as error:
        do = error.hint or "Correct what is named; all keys are in docs/schema.md."
        return CheckResult(
            "bad", error.message, do, "Edit schema.md", f"edit/{look.branch}/schema.md"
        )
    return CheckResult("good", "It can be read.")


def workflow_files(look: DoctorView) -> CheckResult:
    """Check that all workflow files of the product are there."""
    missing = [path for path in look.wanted_workflows() if path not in look.files]
    if missing:
        do = "Restore them from the template, with `wiki upgrade` or by hand."
        return CheckResult(
            "bad",
            f"Missing: {list_names(missing)}.",
            do,
            WORKFLOWS_FOLDER,
            f"tree/{look.branch}/{WORKFLOWS_FOLDER.rstrip('/')}",
        )
    return CheckResult("good", "All of them are there.")


def example(look: DoctorView) -> CheckResult:
    """Check that the example was emptied."""
    try:
        said = parse_json(look.read(EXAMPLE_FILE) or b"{}")
    except ValueError:
        said = {}
    known: Mapping[str, object] = said if isinstance(said, dict) else {}
    there = [
        path
        for path, sha in known.items()
        if path.startswith(("raw/", "wiki/")) and _sha256(look, path) == sha
    ]
    if not there or there == ["wiki/index.md"]:
        return CheckResult("good", "It was emptied.")
    if look.about and look.about.is_template:
        return CheckResult("good", "This is the template, where it belongs.")
    if look.is_gone_here(there):
        return CheckResult(
            "advice",
            "It was emptied here, and that is not committed.",
            "`git add -A && git commit -m 'Start our wiki'`.",
        )
    state: ItemState = "bad" if look.about else "advice"
    said = "Sources or pages of the example are still in raw/ and wiki/."
    do = "Press “Run workflow”: an issue asks how the wiki begins. Or `wiki init` in a clone."
    return CheckResult(state, said, do, "Actions → setup", f"actions/workflows/{START_WORKFLOW}")


def _sha256(look: DoctorView, path: str) -> str:
    data = look.read(path)
    return hashlib.sha256(data).hexdigest() if data is not None else ""


def kept_texts(look: DoctorView) -> CheckResult:
    """Check that today's readers made the texts that are kept, and that their sources are there."""
    from pipeline.operations.repository.kept_texts import count_kept_texts  # pages are parsed
    from pipeline.operations.repository.snapshot import take_snapshot

    repo = look.site.repo
    if repo is None or not any(map(is_kept_path, look.files)):
        return CheckResult("good", "None is kept.")
    found = count_kept_texts(take_snapshot(repo, look.commit))
    alone = (
        f"The source of {found.alone} is gone: `wiki lint` says of which." if found.alone else ""
    )
    if not found.older:
        return (
            CheckResult("advice", alone)
            if alone
            else CheckResult("good", "Today's readers made all.")
        )
    said = f"An older reader made {found.older} of them; what quotes them stays valid. {alone}"
    return CheckResult("advice", said.strip(), "On your machine: `wiki compile --reread`.")


def reading(look: DoctorView) -> CheckResult:
    """Check what holds of the process in which foreign files are parsed."""
    if not sys.platform.startswith("linux"):
        return CheckResult(
            "advice",
            "Foreign files are parsed in a process with bounded time; this system bounds neither"
            " its memory nor its network.",
            "Compile files of people you do not know on Linux, or on GitHub.",
        )
    if SHARED.leaves_network():
        return CheckResult(
            "good", "Foreign files are parsed with bounded time and memory, and without a network."
        )
    return CheckResult(
        "good",
        "Foreign files are parsed with bounded time and memory. The network is not taken from their"
        " parsers, because this system lets no process leave it.",
    )


@dataclass(frozen=True)
class DoctorCheck:
    """A check, with the key by which the doctor's issue remembers it and the title that it shows.

    `needs` says where the check looks, and thereby when it is left out: where there is no
    repository, or no way to GitHub. The environment is always there.
    """

    key: str
    title: str
    check: Callable[[DoctorView], CheckResult]
    needs: Literal["commit", "environment", "github"]


CHECKS = (
    DoctorCheck("schema", "schema.md", schema, "commit"),
    DoctorCheck("workflow-files", "Workflow files", workflow_files, "commit"),
    DoctorCheck("example", "The example", example, "commit"),
    DoctorCheck("kept-texts", "Texts that were kept", kept_texts, "commit"),
    DoctorCheck(
        "credential", "Credential for the model", credential_checks.credential, "environment"
    ),
    DoctorCheck("reading", "Foreign files", reading, "environment"),
    DoctorCheck("pull-requests", "Opening pull requests", settings_checks.pull_requests, "github"),
    DoctorCheck("token", "Who opens pull requests", settings_checks.token, "github"),
    DoctorCheck("labels", "Labels", settings_checks.labels, "github"),
    DoctorCheck("workflows", "Workflows", settings_checks.workflows_on, "github"),
    DoctorCheck("schedule", "The nightly run", settings_checks.schedule, "github"),
    DoctorCheck("quiet", "Schedules in a quiet repository", settings_checks.quiet, "github"),
    DoctorCheck("protection", "The default branch", branch_checks.protection, "github"),
    DoctorCheck("required-checks", "Required checks", branch_checks.required_checks, "github"),
    DoctorCheck("signatures", "Signed commits", branch_checks.signatures, "github"),
    DoctorCheck("merging", "Ways to merge", branch_checks.merging, "github"),
    DoctorCheck("proposal-branches", "Branches of proposals", branch_checks.proposals, "github"),
    DoctorCheck("failures", "Sources that wait", settings_checks.parked_sources, "github"),
)
