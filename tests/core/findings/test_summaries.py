"""Source summaries outside the web of pages: a few are told one by one, many in one finding."""

import pytest

from tests.rules.test_lint_rules import subjects, text, view
from tests.rules.test_rules import lint


def summaries(count, body="Words."):
    """As many source summaries, which no page links to and none of which links to a page."""
    return {
        f"wiki/sources/s{n}.md": text(
            f"S{n}", body, "source-summary", source=f"raw/s{n}.md", label=f"s{n}", sha256=f"{n}"
        )
        for n in range(count)
    }


@pytest.mark.parametrize("rule", ["orphan-page", "dead-end"])
def test_more_than_three_summaries_outside_the_web_are_one_finding(rule):
    page = {"wiki/concepts/a.md": text("A", "See [[b]]."), "wiki/concepts/b.md": text("B", "[[a]]")}
    assert subjects(view(page | summaries(3)), rule) == ["s0", "s1", "s2"]
    (found,) = lint(view(page | summaries(8)), rule)
    assert (found.path, found.subject) == ("wiki/index.md", "summaries")
    assert found.message.startswith("8 source summaries ")
    assert found.message.endswith(": s0, s1, s2, s3, s4, and 3 more")


@pytest.mark.parametrize("rule", ["orphan-page", "dead-end"])
def test_a_summary_with_a_comment_for_the_lint_is_told_by_itself(rule):
    silenced = f"Words.\n\n<!-- lint-ignore-page {rule}: it is on the reading list -->"
    texts = {
        "wiki/concepts/a.md": text("A", "See [[b]]."),
        "wiki/concepts/b.md": text("B", "[[a]]"),
    }
    texts |= summaries(6) | {"wiki/sources/s1.md": summaries(2, silenced)["wiki/sources/s1.md"]}
    assert subjects(view(texts), rule) == ["summaries", "s1"]
    assert "s0, s2, s3, s4, s5" in lint(view(texts), rule)[0].message
