"""What act writes, read back: one JSON object a line becomes what each job did."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass
class Job:
    """What one job of a run did. `outputs` are those of its steps by step id, `log` is what its steps printed."""

    id: str
    name: str
    matrix: dict = field(default_factory=dict)
    result: str = "skipped"
    outputs: dict = field(default_factory=dict)
    summary: str = ""
    log: str = ""
    annotations: list = field(default_factory=list)  # (level, path, line, message)
    steps: dict = field(default_factory=dict)  # name → result


def jobs_of(raw: str, workflow: dict) -> tuple[Job, ...]:
    """Return the jobs of a run in the order they began, and after them those that never did."""
    jobs: dict[str, Job] = {}
    for line in raw.splitlines():
        entry = entry_of(line)
        if "jobID" not in entry:
            continue
        key = entry["job"] + json.dumps(entry.get("matrix") or {}, sort_keys=True)
        job = jobs.setdefault(
            key, Job(entry["jobID"], _name(entry, workflow), entry.get("matrix") or {})
        )
        _note(job, entry)
    begun = {job.id for job in jobs.values()}
    return (*jobs.values(), *(Job(id_, id_) for id_ in workflow["jobs"] if id_ not in begun))


def entry_of(line: str) -> dict:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _name(entry: dict, workflow: dict) -> str:
    """Return the job's name with its matrix filled in; act numbers the jobs of a matrix instead."""
    declared = str(workflow["jobs"][entry["jobID"]].get("name", entry["jobID"]))
    for key, value in (entry.get("matrix") or {}).items():
        declared = declared.replace(f"${{{{ matrix.{key} }}}}", str(value))
    return declared


def _note(job: Job, entry: dict) -> None:
    """Add one line of the log to its job."""
    if "jobResult" in entry:  # of a matrix act tells the sum of the jobs that have ended
        job.result = (
            entry["jobResult"] if not job.matrix or "failure" in job.steps.values() else "success"
        )
    if "stepResult" in entry and entry.get("stage") == "Main" and len(entry.get("stepID", [])) == 1:
        job.steps[entry["step"].strip()] = entry["stepResult"]
    match entry.get("command"):
        case "summary":
            job.summary += entry.get("content", "")
        case "set-output":
            job.outputs.setdefault(".".join(entry.get("stepID", [])), {})[entry["name"]] = (
                entry.get("arg", "")
            )
        case "error" | "warning" | "notice" as level:
            at = entry.get("kvPairs") or {}
            job.annotations.append(
                (level, at.get("file", ""), int(at.get("line") or 0), entry.get("arg", ""))
            )
    if entry.get("raw_output"):
        job.log += entry["msg"]
