"""Read from GitHub what decides whether a pull request may be merged."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from pipeline.adapters.github.refusals import Refused
from pipeline.adapters.github.rest import Rest
from pipeline.core.github.branch_rules import (
    MERGE_METHODS,
    BranchRules,
    RequiredCheck,
    combine_rules,
)

_METHODS_QUERY = """
query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    mergeCommitAllowed
    squashMergeAllowed
    rebaseMergeAllowed
  }
}
"""
_METHOD_FIELDS = {
    "merge": "mergeCommitAllowed",
    "squash": "squashMergeAllowed",
    "rebase": "rebaseMergeAllowed",
}


def read_rules(rest: Rest, root: str, branch: str) -> BranchRules | None:
    """Return what rulesets say of a branch of this name, whether or not there is one.

    None where GitHub does not let us see it. An older server has no rulesets.
    """
    try:
        found = list(rest.pages(f"{root}/rules/branches/{quote(branch, safe='')}"))
    except Refused as error:
        return BranchRules() if error.status == 404 else None
    return combine_rules(_rule(data) for data in found)


def _rule(data: Any) -> BranchRules:
    kind, said = str(data.get("type") or ""), data.get("parameters") or {}
    checks: tuple[RequiredCheck, ...] = ()
    methods = MERGE_METHODS
    if kind == "required_status_checks":
        listed = said.get("required_status_checks") or ()
        checks = tuple(
            RequiredCheck(str(each["context"]), each.get("integration_id") or 0) for each in listed
        )
    if kind == "pull_request" and said.get("allowed_merge_methods"):
        methods = MERGE_METHODS & {str(each) for each in said["allowed_merge_methods"]}
    return BranchRules(frozenset({kind}), checks, methods)


def read_protection(rest: Rest, root: str, branch: str) -> BranchRules | None:
    """Return what a branch's protection of the older kind says; None where there is no branch.

    Without an administrator's rights GitHub tells of it that there is one, and which checks it
    requires.
    """
    try:
        data = rest.get(f"{root}/branches/{quote(branch, safe='')}")
    except Refused:
        return None
    if not data.get("protected"):
        return BranchRules()
    required = (data.get("protection") or {}).get("required_status_checks") or {}
    by_app = {
        str(each["context"]): max(each.get("app_id") or 0, 0)  # -1 is any
        for each in required.get("checks") or ()
    }
    checks = tuple(
        RequiredCheck(context, by_app.get(context, 0))
        for context in dict.fromkeys((*map(str, required.get("contexts") or ()), *by_app))
    )
    return BranchRules(frozenset({"protection"}), checks)


def read_merge_methods(rest: Rest, repository: str) -> frozenset[str]:
    """Return by which methods the settings of the repository let pull requests be merged.

    REST tells this to administrators alone.
    """
    owner, _, name = repository.partition("/")
    data = rest.graphql(_METHODS_QUERY, {"owner": owner, "name": name})
    allowed = data.get("repository") or {}
    return frozenset(how for how, field in _METHOD_FIELDS.items() if allowed.get(field))


def read_reported_checks(rest: Rest, root: str, sha: str) -> frozenset[RequiredCheck]:
    """Return what has reported on a commit: check runs by their App, and statuses, of no App."""
    runs = rest.pages(f"{root}/commits/{quote(sha, safe='')}/check-runs", "check_runs")
    found = {RequiredCheck(str(run["name"]), (run.get("app") or {}).get("id") or 0) for run in runs}
    said = rest.get(f"{root}/commits/{quote(sha, safe='')}/status", per_page=100)
    return frozenset(found | {RequiredCheck(str(each["context"])) for each in said["statuses"]})
