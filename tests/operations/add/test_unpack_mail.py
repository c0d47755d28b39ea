"""What an e-mail carries becomes sources in a folder beside it, whatever the names are."""

from email.message import EmailMessage

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.operations.add.addition import GivenFile
from pipeline.operations.add.plan_additions import AdditionPlanner
from pipeline.operations.repository.working_tree import read_working_tree
from tests.helpers.repos import source, team


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"one.md": source("One", "One is 1.")})


def mail(*files, text="The plan is attached."):
    made = EmailMessage()
    made["Subject"], made["From"] = "Plan", "ada@example.org"
    made.set_content(text)
    for name, data in files:
        if isinstance(data, EmailMessage):
            made.add_attachment(data)
        else:
            made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made


def planned(wiki, message, folder=""):
    with open_repository(wiki.root) as repo:
        tree = read_working_tree(repo, "raw", "schema.md")
        given = GivenFile("Plan.eml", "Plan.eml", folder, data=message.as_bytes(), named=True)
        return [(a.state, a.path) for a in AdditionPlanner(tree).plan([given])]


def test_attachments_lie_in_a_folder_of_the_mails_name(wiki):
    found = planned(
        wiki,
        mail(("Q3 plan.md", b"Kettles are planned."), ("../../x.md", b"One."), ("logo.xyz", b"x")),
        "post",
    )
    assert found == [
        ("added", "raw/post/plan.eml"),
        ("added", "raw/post/plan/q3-plan.md"),
        ("added", "raw/post/plan/x.md"),
        ("no reader", ""),
    ]


def test_a_mail_in_a_mail_is_taken_apart_too_and_an_end_is_made(wiki):
    inner = mail(("a.md", b"A kettle boils."), text="The inner text.")
    assert planned(wiki, mail(("", inner))) == [
        ("added", "raw/plan.eml"),
        ("added", "raw/plan/plan.eml"),
        ("added", "raw/plan/plan/a.md"),
    ]
    for n in range(6):
        inner = mail(("", inner), text=f"Around it, {n}.")
    assert len(planned(wiki, inner)) == 4


def test_what_is_no_mail_brings_nothing(wiki):
    found = planned(wiki, EmailMessage())
    assert [state for state, _ in found] == ["refused"]
