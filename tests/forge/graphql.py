"""The questions for which GitHub has no REST endpoint, or none that a workflow's token may ask.

They are the review threads of a pull request, and which are resolved; and by which methods pull requests may be merged.
"""

import re

from tests.forge import access

FIRST = re.compile(r"(reviewThreads|comments)\s*\(([^)]*)\)")


METHODS = re.compile(r"\{\s*mergeCommitAllowed\s+squashMergeAllowed\s+rebaseMergeAllowed\s*\}")


def answer(forge, caller, body):
    """Answer a query for reviewThreads with variables owner, name, number, cursor, or for the methods of merging.

    Anything else is an error.
    """
    query, variables = body.get("query") or "", body.get("variables") or {}
    if "editor" in query and "node(" in query:
        return _editor(forge, caller, variables)
    if METHODS.search(query):
        return _merge_methods(forge, variables)
    sizes = {name: _size(arguments) for name, arguments in FIRST.findall(query)}
    if not all(word in query for word in ("repository", "pullRequest", "pageInfo")) or set(
        sizes
    ) != {
        "reviewThreads",
        "comments",
    }:
        return _error(
            "Only the reviewThreads of a pull request, with their comments, are answered here"
        )
    if None in sizes.values():
        return _error("You must provide a `first` value from 1 to 100")
    if not isinstance(variables.get("number"), int):
        return _error("Variable $number of type Int! was provided invalid value")
    access.check(forge, caller, ("pull-requests",), "read")
    if f"{variables.get('owner')}/{variables.get('name')}" != forge.repository:
        return _missing("Could not resolve to a Repository", None)
    if (pull := forge.pulls.get(variables["number"])) is None:
        return _missing("Could not resolve to a PullRequest", {"pullRequest": None})
    return {
        "data": {
            "repository": {
                "pullRequest": {"reviewThreads": _threads(forge, pull, variables, sizes)}
            }
        }
    }


def _editor(forge, caller, variables):
    """Who edited a comment or an issue last, by the id of its node."""
    access.check(forge, caller, ("issues",), "read")
    kind, _, number = str(variables.get("id")).partition("_")
    known = {"IC": forge.comments, "I": forge.items}.get(kind, {})
    if not number.isdigit() or int(number) not in known:
        return _missing("Could not resolve to a node", None)
    login = known[int(number)].editor
    kind = "Bot" if login.endswith("[bot]") else "User"
    editor = {"__typename": kind, **_author(login)} if login else None
    return {"data": {"node": {"editor": editor}}}


def _merge_methods(forge, variables):
    if f"{variables.get('owner')}/{variables.get('name')}" != forge.repository:
        return _missing("Could not resolve to a Repository", None)
    words = {"merge": "mergeCommit", "squash": "squashMerge", "rebase": "rebaseMerge"}
    allowed = {f"{word}Allowed": how in forge.merge_methods for how, word in words.items()}
    return {"data": {"repository": allowed}}


def _size(arguments):
    found = re.search(r"first\s*:\s*(\d+)", arguments)
    return int(found[1]) if found and 1 <= int(found[1]) <= 100 else None


def _threads(forge, pull, variables, sizes):
    start = int(variables.get("cursor") or 0)
    end = start + sizes["reviewThreads"]
    return {
        "pageInfo": {
            "hasNextPage": end < len(pull.threads),
            "endCursor": str(min(end, len(pull.threads))),
        },
        "nodes": [
            _thread(forge, pull, thread, sizes["comments"]) for thread in pull.threads[start:end]
        ],
    }


def _thread(forge, pull, thread, most):
    line = forge.moved_line(pull, thread)
    remarks = [
        {"author": _author(remark.login), "body": remark.text, "diffHunk": thread.hunk}
        for remark in thread.remarks
    ]
    return {
        "isResolved": thread.resolved,
        "isOutdated": line is None,
        "path": thread.path,
        "line": line,
        "comments": {
            "nodes": remarks[:most],
            "pageInfo": {"hasNextPage": len(remarks) > most, "endCursor": str(most)},
        },
    }


def _author(login):
    """In GraphQL the login of a bot has no `[bot]`."""
    return {"login": login.removesuffix("[bot]")} if login else None


def _error(message):
    return {"errors": [{"message": message}]}


def _missing(message, repository):
    return {
        "data": {"repository": repository},
        "errors": [{"type": "NOT_FOUND", "message": message}],
    }
