"""A report of the embedded librarian: statements word for word, of what is asked, and none that hangs in the air."""

from pipeline.core.answers.read_pages import read_pages
from pipeline.librarian.extractive.outputs.reporter import ExtractiveReporter
from tests.helpers.charting import page, pump_wiki

FAN = "The Fan cools the hall."
LEANING = "It turns ninety times a minute in the hall."
AGAIN = "Its noise in the hall is low."
ASIDE = "This was never true of the hall, as [others] say."


def drafted(asked, *said):
    labels = ("rule-4-1", "rule-4-2", "rule-1-2", "rule-1-3")[: len(said)]
    body = "\n\n".join(f"{text}[^{label}]" for text, label in zip(said, labels, strict=True))
    fan = page("Fan", "entity", *labels)
    fan = f"{fan[: fan.index('---', 4) + 4]}\n{body}\n\n{fan[fan.index('[^rule-4-1]: ') :]}"
    wiki = pump_wiki(fan=fan)
    material = read_pages(["fan", "pump"], wiki)
    return ExtractiveReporter("en").draft_report(asked, material, lambda _: [])


def told(report, title):
    return [
        one.text
        for section in report.sections
        if section.heading == title
        for one in section.sentences
    ]


def test_a_statement_that_leans_on_another_stands_behind_it():
    report = drafted("How much noise is there?", FAN, LEANING, AGAIN)
    assert told(report, "Fan") == [FAN, LEANING, AGAIN]


def test_a_statement_whose_lead_cannot_be_told_is_left_out():
    report = drafted("What has the Fan to do with xylophones?", ASIDE, LEANING, FAN, AGAIN)
    assert [one.text for one in report.summary] == [FAN]
    assert told(report, "Fan") == [FAN, AGAIN]


def test_a_summary_of_a_named_thing_tells_of_no_other():
    report = drafted("What has the Fan to do with xylophones?", FAN, LEANING)
    assert report.summary
    assert all("Fan" in one.text for one in report.summary)
