import contextlib
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.readers.mail.attachments import attachments, safe_name


def mail(*names):
    made = EmailMessage()
    made["Subject"] = "Locks"
    made.set_content("Words.\n")
    for at, name in enumerate(names):
        made.add_attachment(
            f"content {at}".encode(), maintype="application", subtype="pdf", filename=name
        )
    return made


def test_attachments_are_files_with_names_that_are_safe_and_stand_once():
    made = mail("plan.pdf", "../../etc/plan.pdf", "PLAN.pdf", "a\\b\\Käthe's plan.pdf")
    assert attachments(made.as_bytes()) == [
        ("plan.pdf", b"content 0"),
        ("plan-2.pdf", b"content 1"),
        ("PLAN-3.pdf", b"content 2"),
        ("Käthe's-plan.pdf", b"content 3"),
    ]


def test_an_attachment_without_a_name_gets_one_by_its_type():
    made = mail()
    made.add_attachment(b"a,b\n", maintype="text", subtype="csv")
    assert [name for name, _ in attachments(made.as_bytes())] == ["attachment-1.csv"]


def test_a_mail_that_is_attached_is_a_file_named_by_its_subject():
    made = mail()
    made.add_attachment(mail("inner.pdf"))
    ((name, data),) = attachments(made.as_bytes())
    assert name == "Locks.eml"
    assert [inner for inner, _ in attachments(data)] == ["inner.pdf"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("..", ""),
        (".bashrc", "bashrc"),
        ("con.txt", "file-con.txt"),
        ("a\x00b\u202ecod.txt", "a-bcod.txt"),
        ("a" * 300 + ".pdf", "a" * 97 + ".pdf"),
        ("x/..", ""),
    ],
)
def test_a_name_is_what_a_folder_may_hold(said, name):
    assert safe_name(said) == name


@given(st.text())
def test_no_name_leaves_its_folder(said):
    name = safe_name(said)
    assert not {*"/\\\0\n"} & {*name}
    assert not name.startswith(".")
    assert len(name) <= 101


@given(st.binary())
def test_any_bytes_have_attachments_or_are_refused(data):
    with contextlib.suppress(UserError):
        attachments(data)
