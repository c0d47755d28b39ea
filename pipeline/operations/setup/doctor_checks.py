"""Check the files of the commit and the settings of the repository on GitHub, one by one.

A check says only what it found; what GitHub does not let this token see is reported as not seen,
never as good.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from pipeline.adapters.git.repository import Blob, Repository
from pipeline.adapters.messages.credentials import has_credential
from pipeline.adapters.processes.bounded_reading import SHARED
from pipeline.core.errors import UserError
from pipeline.core.github.state import FAILED_LABEL, LABELS, RepositoryInfo
from pipeline.core.issues.checklist import ChecklistItem, ItemState
from pipeline.core.paths import is_kept_path
from pipeline.core.setup.start_issue import START_WORKFLOW
from pipeline.core.strict_json import parse_json
from pipeline.core.wiki.schema import Schema
from pipeline.operations.setup.product import MANIFEST, Product

if TYPE_CHECKING:
    from pipeline.adapters.github.client import GitHub  # most of a second, and not always needed

COMPILE_WORKFLOW = "compile.yml"
EXAMPLE_FILE = "pipeline/example.json"
QUIET_DAYS = 3  # the nightly run may be late or dropped once
WORKFLOWS_FOLDER = ".github/workflows/"
FEDERATION_VARIABLES = (
    "ANTHROPIC_FEDERATION_RULE_ID",
    "ANTHROPIC_ORGANIZATION_ID",
    "ANTHROPIC_SERVICE_ACCOUNT_ID",
)


@dataclass(frozen=True)
class DoctorSite:
    """Where the doctor looks, and by what right.

    `in_actions`: as a workflow run, which alone knows what secrets are set.
    """

    repo: Repository | None
    hub: GitHub | None
    environ: Mapping[str, str]
    day: str
    in_actions: bool
    writes: bool  # whether labels may be made
    commit: str = ""  # whose files are looked at; those of HEAD, unless it is said


@dataclass(frozen=True)
class CheckResult:
    """What a check found, and what to do.

    `page` is the address, below the repository's, of the page on which it is mended.
    """

    state: ItemState
    said: str
    do: str = ""
    place: str = ""
    page: str = ""


class DoctorView:
    """The commit's files and GitHub's word on the repository, read once for all checks."""

    def __init__(self, site: DoctorSite) -> None:
        self.site = site
        self.environ = site.environ
        self.about: RepositoryInfo | None = site.hub.about() if site.hub else None
        self.branch = quote(self.about.default_branch, safe="") if self.about else "HEAD"
        self.commit = ""
        self.files: dict[str, Blob] = {}
        if site.repo:
            self.commit = site.commit or site.repo.head()
            self.files = {blob.path: blob for blob in site.repo.tree(self.commit)}

    @property
    def hub(self) -> GitHub:
        """Return GitHub; `UserError` where there is no way to it."""
        if self.site.hub is None:
            raise UserError("There is no way to GitHub.")
        return self.site.hub

    def read(self, path: str) -> bytes | None:
        """Return the content of a file of the commit, or None."""
        blob = self.files.get(path)
        return self.site.repo.read(blob.sha) if self.site.repo and blob else None

    def schema(self) -> Schema:
        """Return the schema; `UserError` where it cannot be read."""
        text = self.read("schema.md")
        if text is None:
            raise UserError(
                "There is no schema.md at the root of the repository.",
                "Restore it from the template.",
            )
        return Schema.parse(text.decode("utf-8", "replace"))

    def has_app(self) -> bool:
        """Tell whether a GitHub App is set up for the workflows, with its name and its key."""
        return bool(self.environ.get("WIKI_APP_CLIENT_ID")) and is_set(
            self.environ, "HAS_WIKI_APP_KEY"
        )


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


def is_set(environ: Mapping[str, str], name: str) -> bool:
    """Tell whether a workflow's expression such as `secrets.X != ''` came out true."""
    return environ.get(name, "").lower() == "true"


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
    missing = [path for path in _wanted_workflows(look) if path not in look.files]
    if missing:
        do = "Restore them from the template, with `wiki upgrade` or by hand."
        return CheckResult(
            "bad",
            f"Missing: {_list_names(missing)}.",
            do,
            WORKFLOWS_FOLDER,
            f"tree/{look.branch}/{WORKFLOWS_FOLDER.rstrip('/')}",
        )
    return CheckResult("good", "All of them are there.")


def _wanted_workflows(look: DoctorView) -> list[str]:
    data = look.read(MANIFEST)
    if data is None:
        raise UserError(
            f"{MANIFEST} is missing, which lists the product's files.",
            "Restore it from the template.",
        )
    return [path for path in Product.parse(data).files if path.startswith(WORKFLOWS_FOLDER)]


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


# --- the credential ---


def credential(look: DoctorView) -> CheckResult:
    """Check that a credential for the model is set where one is needed."""
    if look.site.repo and _named_librarian(look) == "extractive":
        return CheckResult(
            "good", "The embedded librarian needs none (`librarian: extractive` in schema.md)."
        )
    if look.site.in_actions:
        return _credential_of_repository(look.environ)
    here = "one was found" if has_credential(look.environ) else "none was found"
    if look.site.hub:
        return CheckResult(
            "unseen",
            "Only a run on GitHub sees which secrets are set. For compiles on this machine"
            f" {here}.",
        )
    if has_credential(look.environ):
        return CheckResult("good", "One was found in the environment.")
    do = "Set ANTHROPIC_API_KEY, or the variables of workload identity federation."
    return CheckResult("bad", "None was found in the environment: the model cannot be asked.", do)


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


def _credential_of_repository(environ: Mapping[str, str]) -> CheckResult:
    if is_set(environ, "HAS_ANTHROPIC_KEY"):
        also = (
            " The variables of federation are set as well; the key goes first."
            if environ.get(FEDERATION_VARIABLES[0])
            else ""
        )
        return CheckResult("good", f"The secret `ANTHROPIC_API_KEY` is set.{also}")
    missing = [name for name in FEDERATION_VARIABLES if not environ.get(name)]
    if not missing:
        return CheckResult("good", "Workload identity federation is set up; no key is stored.")
    if len(missing) < len(FEDERATION_VARIABLES):
        said = f"Workload identity federation is set up in part; {_list_names(missing)} is empty."
        place, page = (
            "Settings → Secrets and variables → Actions → Variables",
            "settings/variables/actions",
        )
        return CheckResult(
            "bad", said, "Add what is missing as a repository variable.", place, page
        )
    return CheckResult(
        "bad",
        "Neither a key nor workload identity federation is set: the model cannot be asked.",
        "New repository secret `ANTHROPIC_API_KEY`; or the variables of federation (docs/adopt.md);"
        " or write `librarian: extractive` into schema.md if the embedded librarian is what you"
        " want.",
        "Settings → Secrets and variables → Actions",
        "settings/secrets/actions/new",
    )


def _named_librarian(look: DoctorView) -> str:
    try:
        return look.schema().rules.librarian
    except UserError:
        return ""  # the check of the schema says it


# --- settings on GitHub ---


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
            f"Missing: {_list_names(missing)}. The next run of the doctor on GitHub makes them.",
        )
    return CheckResult("good", "All of them are there.")


def workflows_on(look: DoctorView) -> CheckResult:
    """Check that none of the wiki's workflows is turned off."""
    states = look.hub.workflows()
    off = {
        name: state
        for name, state in states.items()
        if state != "active" and WORKFLOWS_FOLDER + name in _wanted_workflows(look)
    }
    if not off:
        return CheckResult("good", "None of the wiki's workflows is turned off.")
    first = sorted(off, key=lambda name: (name != COMPILE_WORKFLOW, name))[0]
    slept = [name for name, state in off.items() if state == "disabled_inactivity"]
    why = (
        f" GitHub turned {_list_names(slept)} off after 60 days without activity." if slept else ""
    )
    do = f"Press “Enable workflow”{' on the page of each' if len(off) > 1 else ''}."
    place = f"Actions → {first.removesuffix('.yml')}"
    return CheckResult(
        "bad",
        f"Turned off: {_list_names(sorted(off))}.{why}",
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


def protection(look: DoctorView) -> CheckResult:
    """Check that the default branch is protected."""
    protected = look.hub.is_protected(look.about.default_branch) if look.about else None
    if protected is None:
        return CheckResult("unseen", "GitHub does not say whether the default branch is protected.")
    if protected:
        return CheckResult("good", "The default branch has rules.")
    said = (
        "Nothing keeps anybody with write access from pushing to the default branch past a review."
    )
    do = "New branch ruleset: require a pull request and the status check of the workflow `checks`."
    return CheckResult("advice", said, do, "Settings → Rules", "settings/rules")


def failures(look: DoctorView) -> CheckResult:
    """Check whether sources wait because they failed."""
    count = sum(1 for _ in look.hub.issues(FAILED_LABEL.name))
    if not count:
        return CheckResult("good", "No source waits because it failed.")
    wanted = f'is:issue is:open label:"{FAILED_LABEL.name}"'
    page = f"issues?q={quote(wanted, safe='')}"
    said = (
        "Source that failed: 1 open issue."
        if count == 1
        else f"Sources that failed: {count} open issues."
    )
    return CheckResult("advice", said, "Each issue says what to do.", "Issues", page)


def _list_names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


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
    DoctorCheck("credential", "Credential for the model", credential, "environment"),
    DoctorCheck("reading", "Foreign files", reading, "environment"),
    DoctorCheck("pull-requests", "Opening pull requests", pull_requests, "github"),
    DoctorCheck("token", "Who opens pull requests", token, "github"),
    DoctorCheck("labels", "Labels", labels, "github"),
    DoctorCheck("workflows", "Workflows", workflows_on, "github"),
    DoctorCheck("schedule", "The nightly run", schedule, "github"),
    DoctorCheck("protection", "The default branch", protection, "github"),
    DoctorCheck("failures", "Failed sources", failures, "github"),
)
