"""Under which names the jobs of a workflow file report to a pull request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

# A run that these start reports on the head of a pull request.
_REPORTING_EVENTS = frozenset({"pull_request", "pull_request_target", "push"})
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)


class JobNames:
    """The names under which workflow files report: by them a required check is met or not."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """Read the texts of workflow files, by path; one that is no workflow reports nothing."""
        self._patterns = [p for text in files.values() for p in _read_patterns(text)]

    def report(self, context: str) -> bool:
        """Tell whether some job reports under exactly this name."""
        return any(pattern.fullmatch(context) for pattern in self._patterns)


def name_of_job(text: str, job: str) -> str:
    """Return the name under which a job without a matrix reports; "" where there is no such job."""
    said = _read_jobs(_read_workflow(text)).get(job)
    return "" if said is None else str(said.get("name") or job)


def _read_patterns(text: str) -> list[re.Pattern[str]]:
    data = _read_workflow(text)
    if not _REPORTING_EVENTS & _read_events(data):
        return []
    return [_pattern_of_job(job, said) for job, said in _read_jobs(data).items()]


def _pattern_of_job(job: str, said: Mapping[str, Any]) -> re.Pattern[str]:
    """Return what the name of a job looks like.

    An expression may become anything, a matrix adds its values in brackets, and a workflow that is
    called adds the name of its own job behind a stroke.
    """
    given = str(said.get("name") or "")
    parts = [re.escape(part) for part in _EXPRESSION.split(given or job)]
    pattern = ".+".join(parts)
    if said.get("strategy") and not _EXPRESSION.search(given):
        pattern += r" \(.+\)"
    if said.get("uses"):
        pattern += " / .+"
    return re.compile(pattern, re.DOTALL)


def _read_workflow(text: str) -> Mapping[str, Any]:
    """Return a workflow file with all values as text, so that `on` is no truth value."""
    try:
        data = yaml.load(text, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _read_events(data: Mapping[str, Any]) -> set[str]:
    on = data.get("on")
    return {on} if isinstance(on, str) else {str(event) for event in on or ()}


def _read_jobs(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    jobs = data.get("jobs")
    found = jobs if isinstance(jobs, dict) else {}
    return {str(name): job for name, job in found.items() if isinstance(job, dict)}
