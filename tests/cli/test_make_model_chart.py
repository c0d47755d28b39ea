"""`wiki make chart` where a model chooses the values, over real HTTP: code asks first, and strikes what it cannot find."""

import json

import pytest

from pipeline.core.charts.spec import read_spec
from tests.cli.test_make_report import DAY, pump, run  # noqa: F401
from tests.helpers.answering import routed
from tests.helpers.server import ok

NAMED, FREE = "power draw of the Pump", "Where does all the wattage go?"
GOOD = (("rule-1-1", "200"), ("rule-2-1", "800"), ("rule-3-1", "2100"))


def charted(*rows, title="Power draw", form="line", unknown=()):
    """A reply to the step `chart`."""
    values = [
        {"label": label, "written": written, "of": "Pump", "across_label": "", "across_written": ""}
        for label, written in rows
    ]
    head = {"title": title, "form": form, "quantity": "power draw", "across_quantity": ""}
    return ok(json.dumps({**head, "values": values, "unknown": [*unknown]}))


def offered(pump):  # noqa: F811
    (branch,) = pump.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()
    return branch, json.loads(pump.at(branch, "wiki/outputs/charts/power-draw.json"))


def test_code_chooses_first_and_then_nobody_is_paid(run):  # noqa: F811
    code, _, err, seen = run("chart", NAMED, "--date", DAY)
    assert (code, seen) == (0, []), err


def test_a_model_chooses_where_the_words_name_no_page(run, pump):  # noqa: F811
    replies = [routed("pump"), charted(*GOOD)]
    code, out, err, seen = run("chart", FREE, "--date", DAY, replies=replies)
    assert code == 0, err
    assert "2 calls, $" in err
    assert '"mark": "rule-1-1", "quotes": ["Increase the power draw of the Pump' in seen[1]
    _, spec = offered(pump)
    assert [value["value"] for value in spec["data"]["values"]] == [50, 200, 800, 2100]
    assert (spec["asked"], spec["chosen_by"]) == (FREE, "model")
    assert "Make a chart: Power draw" in out


def test_what_a_quote_does_not_hold_is_asked_for_once_more_and_then_struck(run, pump):  # noqa: F811
    bad = charted(*GOOD, ("rule-2-1", "9000"))
    replies = [routed("pump"), bad, bad]
    code, _, err, seen = run("chart", FREE, "--date", DAY, replies=replies)
    assert code == 0
    assert "no quote of rule-2-1 gives “9000” as it is" in seen[2]
    assert "note: not in the chart: struck: 9000 of Pump (rule-2-1): no quote" in err
    assert "9000" not in json.dumps(offered(pump)[1])


def test_a_long_title_costs_no_call_and_only_the_page_cuts_it(run, pump):  # noqa: F811
    title = " ".join(["Power draw of the Pump as one rule after another has set it"] * 3)
    code, _, err, seen = run(
        "chart", FREE, "--date", DAY, replies=[routed("pump"), charted(*GOOD, title=title)]
    )
    assert (code, len(seen)) == (0, 2), err
    (branch,) = pump.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()
    files = pump.git("ls-tree", "-r", "--name-only", branch, "wiki/outputs").split()
    page, spec, picture = (
        pump.at(branch, next(x for x in files if x.endswith(end)))
        for end in (".md", ".json", ".svg")
    )
    cut = "Power draw of the Pump as one rule after another has set it Power draw of the…"
    assert f"title: {cut}\n" in page
    assert f"![Line chart: {title}. " in page
    assert json.loads(spec)["title"] == title
    assert f"<title>{title}</title>" in picture


def test_a_long_question_of_a_chart_is_kept_and_read_again(run, pump):  # noqa: F811
    asked = f"{FREE} {'And when, and by which rule? ' * 15}".strip()
    replies = [routed("pump"), charted(*GOOD)]
    code, _, err, _ = run("chart", asked, "--date", DAY, replies=replies)
    assert code == 0, err
    _, spec = offered(pump)
    assert read_spec(json.dumps(spec), "spec").asked == asked


def test_a_model_that_finds_nothing_to_show_says_what_is_missing(run, pump):  # noqa: F811
    unknown = "The wiki does not say where the wattage goes."
    replies = [routed("pump"), charted(unknown=[unknown])]
    code, _, err, _ = run("chart", FREE, "--date", DAY, replies=replies)
    assert (code, unknown in err) == (1, True)
    assert pump.git("branch", "--list", "wiki/upkeep/*") == ""


@pytest.mark.parametrize(
    ("options", "replies", "said"),
    [
        (("--librarian", "extractive"), (), "No page of the wiki is named"),
        (("--librarian", "extractive", "--pages", "pump"), (), "`--pages` are read by a model"),
        (("--pages", "pump"), (charted(("rule-1-1", "1")),) * 2, "Nothing that could be shown"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_written(run, pump, options, replies, said):  # noqa: F811
    code, _, err, _ = run("chart", FREE, *options, replies=replies)
    assert (code, said in err) == (1, True), err
    assert pump.git("branch", "--list", "wiki/upkeep/*") == ""


def test_for_a_timeline_a_model_finds_the_pages_and_chooses_no_values(run, pump):  # noqa: F811
    asked = "When were the rules about wattage published?"
    replies = [routed("pump")]
    code, out, err, seen = run("chart", asked, "--form", "timeline", "--date", DAY, replies=replies)
    assert (code, len(seen)) == (0, 1), err
    (branch,) = pump.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()
    files = pump.git("ls-tree", "-r", "--name-only", branch, "wiki/outputs/charts").split()
    (file,) = [path for path in files if path.endswith(".json")]
    spec = json.loads(pump.at(branch, file))
    assert spec["title"] == asked.rstrip("?")
    days = [value["day"] for value in spec["data"]["values"]]
    assert days == sorted(days)
    assert len(days) > 2
    assert "Look closer" not in out


def test_for_a_timeline_the_embedded_librarian_finds_the_pages_too(run, pump):  # noqa: F811
    options = ("--form", "timeline", "--pages", "pump", "--librarian", "extractive", "--dry-run")
    code, out, err, seen = run("chart", FREE, *options, "--date", DAY)
    assert (code, seen) == (0, []), err
    assert "Make a chart: Where does all the wattage go" in out
