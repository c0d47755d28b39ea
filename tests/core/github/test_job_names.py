"""Under which names the jobs of workflow files report, and a required check is met."""

import pytest

from pipeline.core.github.job_names import JobNames, name_of_job
from tests.helpers.repos import ROOT

CHECKS = (ROOT / ".github/workflows/checks.yml").read_text("utf-8")


@pytest.mark.parametrize(
    ("job", "reports", "not_"),
    [
        ("check:\n    runs-on: x", ["check"], ["checks / check", "Check", "check (1)"]),
        ("check:\n    name: Judge it", ["Judge it"], ["check"]),
        ("a:\n    strategy: {matrix: {n: [1, 2]}}", ["a (1)", "a (1, x)"], ["a", "a ()"]),
        (
            "a:\n    name: t ${{ matrix.n }}!\n    strategy: {matrix: {n: [1]}}",
            ["t 1!"],
            ["t 1", "a"],
        ),
        ("a:\n    uses: ./.github/workflows/b.yml", ["a / b"], ["a", "b"]),
        ("a:\n    name: c++ (x)", ["c++ (x)"], ["cccc (x)"]),
    ],
)
def test_a_job_reports_under_its_name(job, reports, not_):
    names = JobNames({"a.yml": f"on: [push, pull_request]\njobs:\n  {job}\n"})
    assert [names.report(each) for each in reports] == [True] * len(reports)
    assert [names.report(each) for each in not_] == [False] * len(not_)


@pytest.mark.parametrize(
    ("on", "reports"),
    [
        ("pull_request", True),
        ("{pull_request: {types: [opened]}}", True),
        ("[push]", True),
        ("schedule", False),
        ("{workflow_dispatch: }", False),
    ],
)
def test_only_a_workflow_that_runs_for_pull_requests_reports(on, reports):
    assert JobNames({"a.yml": f"on: {on}\njobs: {{a: {{}}}}\n"}).report("a") is reports


@pytest.mark.parametrize(
    "text",
    ["", "- a", "on: push", "on: push\njobs: [a]", "{", "on: [push]\njobs: {a: b}", "[" * 5000],
)
def test_a_file_that_is_no_workflow_reports_nothing(text):
    assert not JobNames({"a.yml": text}).report("a")


def test_our_own_check_reports_as_its_file_says():
    assert name_of_job(CHECKS, "check") == "check"
    assert name_of_job(CHECKS, "gone") == ""
    assert JobNames({"checks.yml": CHECKS}).report("check")
