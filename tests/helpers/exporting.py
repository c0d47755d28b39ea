"""A small wiki with an old value, a new one and foreign markup, and what an export holds of it."""

from pipeline.core.claims.candidate_pairs import find_candidate_pairs
from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.claims.judgement import Judged
from pipeline.core.export.contents import gather_contents
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.extractive.referee import ExtractiveReferee
from tests.helpers.claims import page, record, wiki_of
from tests.helpers.repos import SCHEMA

PLAIN = (
    record("survey", "2019-05-02", title="A survey of dams"),
    record("report", "2024-03-01", status="Final", title="Report on the Old Dam"),
    page(
        "Old Dam",
        "The height of the Old Dam is 12 metres.[^report-1] The Old Dam holds the "
        "[[mill-lake|Mill Lake]].[^report-2]\n\n## How it changed\n\n"
        "- **2019-05**: The height of the Old Dam is 14 metres.[^survey-1]",
        {
            "report-1": "The height of the Old Dam is 12 metres.",
            "report-2": "The Old Dam holds the Mill Lake.",
            "survey-1": "The height of the Old Dam is 14 metres.",
        },
        kind="entity",
        folder="entities",
    ),
    page(
        "Mill Lake",
        "The Mill Lake is a lake behind the [[old-dam|Old Dam]].[^report-3] "
        "The depth of the Mill Lake is 6 metres.[^report-4]",
        {
            "report-3": "The Mill Lake is a lake behind the Old Dam.",
            "report-4": "The depth of the Mill Lake is 6 metres.",
        },
        kind="entity",
        folder="entities",
    ),
)
HOSTILE = page(
    "'A </script> & <b onclick=1> [x](javascript:alert)'",
    "A thing & <other> \u2028 weighs 3 kg.[^report-9]",
    {"report-9": "weighs 3 kg &lt;script>"},
    slug="hostile",
)


def contents_of(*parts, language="en", licences=None, others=()):
    """What an export holds of a wiki made of these parts, verdicts of the embedded rules included."""
    wiki = wiki_of(*parts)
    schema = Schema.parse(SCHEMA)
    statements = collect_statements(wiki, schema)
    pairs = [p for p in find_candidate_pairs(statements, 10, wiki) if p.b.slug]
    verdicts = ExtractiveReferee().judge(pairs, schema)
    judged = [
        Judged(p, v, "extractive")
        for p, v in zip(pairs, verdicts, strict=True)
        if v.kind != "unsure"
    ]
    return gather_contents(wiki, language, statements, judged, licences, others)
