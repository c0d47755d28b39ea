"""Read the review threads of a pull request by GraphQL, which alone knows which are resolved."""

from __future__ import annotations

from pipeline.adapters.github import items
from pipeline.adapters.github.rest import Rest
from pipeline.core.errors import UserError
from pipeline.core.github.state import ReviewThread

_QUERY = """
query($owner: String!, $name: String!, $number: Int!, $cursor: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 50, after: $cursor) {
        nodes {
          isResolved
          isOutdated
          path
          line
          comments(first: 50) { nodes { author { __typename login } body diffHunk } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
"""


def review_threads(rest: Rest, repository: str, number: int) -> list[ReviewThread]:
    """Return every thread, resolved or not, each with its first fifty comments."""
    owner, _, name = repository.partition("/")
    found: list[ReviewThread] = []
    cursor = None
    while True:
        data = rest.graphql(
            _QUERY, {"owner": owner, "name": name, "number": number, "cursor": cursor}
        )
        pull = (data.get("repository") or {}).get("pullRequest")
        if pull is None:
            raise UserError(
                f"GitHub has no pull request #{number} in {repository}.", "Check the number."
            )
        page = pull["reviewThreads"]
        found += [items.review_thread(node) for node in page["nodes"] if node]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        cursor = page["pageInfo"]["endCursor"]
