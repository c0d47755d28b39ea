"""Ask by GraphQL who edited a text last, which the other endpoints do not tell."""

from __future__ import annotations

from pipeline.adapters.github.rest import Rest

_QUERY = """
query($id: ID!) {
  node(id: $id) {
    ... on IssueComment { editor { __typename login } }
    ... on Issue { editor { __typename login } }
  }
}
"""


def last_editor(rest: Rest, node: str) -> str:
    """Return the login of a person; "" where it was none, or nobody has edited the text."""
    editor = ((rest.graphql(_QUERY, {"id": node}) or {}).get("node") or {}).get("editor") or {}
    return str(editor.get("login") or "") if editor.get("__typename") == "User" else ""
