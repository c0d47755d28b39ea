"""Check whether the rules of branches let proposals be made, judged and merged."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pipeline.core.errors import UserError
from pipeline.core.github.branch_rules import ACTIONS_APP, RequiredCheck
from pipeline.core.github.inert import make_code
from pipeline.core.github.job_names import JobNames, name_of_job
from pipeline.core.issues.checklist import ItemState
from pipeline.operations.setup.doctor_view import WORKFLOWS_FOLDER, CheckResult, DoctorView

CHECKS_FILE, CHECKS_JOB = f"{WORKFLOWS_FOLDER}checks.yml", "check"
RULES_PAGE = ("Settings → Rules → Rulesets", "settings/rules")
_MOST_PULLS = 3  # of which it is asked what reported on them
_HINDERING = {  # rules that refuse what the bot does to its branches, and how GitHub calls them
    "creation": "Restrict creations",
    "update": "Restrict updates",
    "non_fast_forward": "Block force pushes",
    "pull_request": "Require a pull request before merging",
    "required_status_checks": "Require status checks to pass",
    "required_linear_history": "Require linear history",
    "required_deployments": "Require deployments to succeed",
    "merge_queue": "Require merge queue",
    "workflows": "Require workflows to pass",
    "code_scanning": "Require code scanning results",
}
_DOUBTFUL = {  # rules that refuse some pushes, and it depends on what they say
    "branch_name_pattern": "Restrict branch names",
    "commit_message_pattern": "Restrict commit messages",
    "commit_author_email_pattern": "Restrict the emails of authors",
    "committer_email_pattern": "Restrict the emails of committers",
    "file_path_restriction": "Restrict file paths",
    "file_extension_restriction": "Restrict file extensions",
    "max_file_path_length": "Restrict file path length",
    "max_file_size": "Restrict file size",
}
_UNSEEN = "GitHub does not show the rules of branches to this token."


def protection(look: DoctorView) -> CheckResult:
    """Check that the default branch is protected."""
    if look.rules is None:
        return CheckResult("unseen", "GitHub does not say whether the default branch is protected.")
    if look.rules.kinds:
        return CheckResult("good", "The default branch has rules.")
    said = (
        "Nothing keeps anybody with write access from pushing to the default branch past a review."
    )
    do = (
        "New branch ruleset: require a pull request, and the status check"
        f" {make_code(_our_check(look))} of “GitHub Actions”, exactly so."
    )
    return CheckResult("advice", said, do, *RULES_PAGE)


def required_checks(look: DoctorView) -> CheckResult:
    """Check that whatever must pass before a merge is reported by somebody."""
    if look.rules is None:
        return CheckResult("unseen", _UNSEEN)
    ours, required = _our_check(look), look.rules.checks
    if not required:
        if not look.rules.kinds:
            return CheckResult("good", "None is required.")
        do = f"Require the status check {make_code(ours)} of “GitHub Actions”, exactly so."
        return CheckResult(
            "advice", "None is required: a merge does not wait for ours.", do, *RULES_PAGE
        )
    unmet, unclear = _find_unreported(look, required)
    if unmet:
        said = (
            f"Required, and reported by no job: {_list_checks(unmet)}. Pull requests wait for"
            " this for ever."
        )
        do = (
            f"Take it off the rule. The check of this wiki is called {make_code(ours)}, without the"
            " name of its workflow, and is reported by “GitHub Actions”."
        )
        return CheckResult("bad", said, do, *RULES_PAGE)
    if unclear:
        said = f"Required, and not seen on a pull request yet: {_list_checks(unclear)}."
        do = "If the next pull request waits for it for ever, correct its name in the rule."
        return CheckResult("advice", said, do, *RULES_PAGE)
    if ours not in {each.context for each in required}:
        said = f"Required: {_list_checks(required)}. Ours, {make_code(ours)}, is not among them."
        do = f"Require {make_code(ours)} of “GitHub Actions” as well, exactly so."
        return CheckResult("advice", said, do, *RULES_PAGE)
    return CheckResult("good", f"Required, and reported: {_list_checks(required)}.")


def _our_check(look: DoctorView) -> str:
    """Return the name under which our check reports, as its workflow file says."""
    data = look.read(CHECKS_FILE) or b""
    return name_of_job(data.decode("utf-8", "replace"), CHECKS_JOB) or CHECKS_JOB


def _find_unreported(
    look: DoctorView, required: tuple[RequiredCheck, ...]
) -> tuple[list[RequiredCheck], list[RequiredCheck]]:
    """Return the checks that nobody reports, and those of which nobody can tell yet."""
    jobs = JobNames(
        {
            path: (look.read(path) or b"").decode("utf-8", "replace")
            for path in look.files
            if path.startswith(WORKFLOWS_FOLDER) and path.endswith((".yml", ".yaml"))
        }
    )
    left = [c for c in required if c.app not in (0, ACTIONS_APP) or not jobs.report(c.context)]
    if not left:
        return [], []
    seen = _reported_lately(look)
    if seen is not None:
        left = [c for c in left if not any(_meets(each, c) for each in seen)]
    # Without a pull request to look at, only of GitHub Actions is it known what will report.
    known = [c for c in left if seen is not None or (c.app == ACTIONS_APP and look.files)]
    return known, [c for c in left if c not in known]


def _meets(reported: RequiredCheck, required: RequiredCheck) -> bool:
    return reported.context == required.context and required.app in (0, reported.app)


def _reported_lately(look: DoctorView) -> frozenset[RequiredCheck] | None:
    """Return what reported on the newest pull requests; None where nothing is seen of any."""
    found: frozenset[RequiredCheck] = frozenset()
    try:
        for pull in islice(look.hub.pulls("all"), _MOST_PULLS):
            found |= look.hub.reported_checks(pull.head_sha)
    except UserError:
        return None
    return found or None


def _list_checks(checks: Iterable[RequiredCheck]) -> str:
    """Return the exact names of checks, each once, with an App that is not GitHub Actions."""
    shown = (
        make_code(each.context)
        + (f" (of the App {each.app})" if each.app not in (0, ACTIONS_APP) else "")
        for each in checks
    )
    return ", ".join(dict.fromkeys(shown))


def signatures(look: DoctorView) -> CheckResult:
    """Check that no rule asks for signed commits, which the bot does not make."""
    proposals = look.proposal_rules
    if look.rules is None or proposals is None:
        return CheckResult("unseen", _UNSEEN)
    place, page = RULES_PAGE
    if "required_signatures" in look.rules.kinds:
        said = (
            "The default branch takes signed commits only. The bot's commits are not signed, and"
            " GitHub lets nobody but a pull request's author squash it: none of its pull requests"
            " can be merged there."
        )
        do = "Untick “Require signed commits”, or merge on your machine (docs/adopt.md)."
        return CheckResult("bad", said, do, place, page)
    if "required_signatures" in proposals.kinds:
        said = "A rule for the bot's branches asks for signed commits; its pushes are refused."
        do = "Exclude `wiki/**` from the ruleset that says “Require signed commits”."
        return CheckResult(_unless_app(look), said, _bypass(look, do), place, page)
    return CheckResult("good", "No rule asks for them.")


def merging(look: DoctorView) -> CheckResult:
    """Check that a pull request can be merged otherwise than by a rebase."""
    if look.rules is None:
        return CheckResult("unseen", _UNSEEN)
    settings = look.hub.merge_methods()
    left = settings & look.rules.methods
    if left & {"merge", "squash"}:
        return CheckResult("good", "Pull requests can be merged or squashed.")
    said = (
        "Pull requests can only be rebased. GitHub rebases no branch that holds a merge commit, and"
        " the bot adds one where the default branch has overtaken a proposal."
    )
    if settings & {"merge", "squash"}:
        do = "In the rule “Require a pull request before merging”, allow “Squash” as well."
        return CheckResult("bad", said, do, *RULES_PAGE)
    do = "Under Pull Requests tick “Allow squash merging” or “Allow merge commits”."
    return CheckResult("bad", said, do, "Settings → General", "settings")


def proposals(look: DoctorView) -> CheckResult:
    """Check that no rule keeps the bot from making and renewing its branches."""
    if look.proposal_rules is None:
        return CheckResult("unseen", _UNSEEN)
    kinds = look.proposal_rules.kinds
    hindering = [name for kind, name in _HINDERING.items() if kind in kinds]
    do = (
        "Exclude `wiki/**` from the rulesets that say so, also from those of the organisation; the"
        " bot creates, updates and force-pushes these branches."
    )
    if hindering:
        said = f"Rules hold for the bot's branches that refuse its pushes: {_quote(hindering)}."
        return CheckResult(_unless_app(look), said, _bypass(look, do), *RULES_PAGE)
    if doubtful := [name for kind, name in _DOUBTFUL.items() if kind in kinds]:
        said = f"Rules hold for the bot's branches that may refuse its pushes: {_quote(doubtful)}."
        return CheckResult("advice", said, do, *RULES_PAGE)
    return CheckResult("good", "No rule keeps the bot from its branches.")


def _unless_app(look: DoctorView) -> ItemState:
    """Return how bad a rule is: an App may stand on its bypass list, which nobody is shown."""
    return "advice" if look.has_app() else "bad"


def _bypass(look: DoctorView, do: str) -> str:
    return f"{do} Or put the App on their bypass list." if look.has_app() else do


def _quote(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
