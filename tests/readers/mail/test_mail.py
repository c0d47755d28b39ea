import contextlib
import time
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match


def mail(text="Words of a mail.\n", kind="plain", **headers):
    made = EmailMessage(policy=SMTP)
    for name, said in ({"From": "Ann <ann@a.example>", "Subject": "Locks"} | headers).items():
        made[name.replace("_", "-")] = said
    made.set_content(text, subtype=kind)
    return made


def read(made, name="raw/locks.eml"):
    return read_source(name, made if isinstance(made, bytes) else made.as_bytes())


def refusal(data, name="raw/locks.eml"):
    with pytest.raises(UserError) as caught:
        read(data, name)
    return str(caught.value)


@pytest.fixture(scope="module")
def gate():
    return read((FILES / "gate.eml").read_bytes(), "raw/gate.eml")


def test_the_headers_are_metadata_and_open_the_text(gate):
    assert gate.title == "Closing the northern gate – in May"
    assert (gate.author, gate.published) == ("Ida Kaland", "2024-05-03")
    assert gate.language == "en-GB"
    assert gate.text.startswith(
        "# Re: Closing the northern gate – in May\n\n- From: Ida Kaland <ida@harbour.example>\n"
    )
    assert "- Cc: Käthe Öhm <k@harbour.example>" in gate.text
    assert_lines_and_locators_match(gate)


def test_what_is_quoted_is_a_block_quote_below_who_wrote_it(gate):
    assert (
        "\n\nOn Thu, 2 May 2024 at 09:12, Bo Lind <bo@harbour.example> wrote:\n\n"
        "> The northern gate closes at 2.8 metres.\n>\n> Is that still right?\n"
        "> > The gate was built in 1974.\n\nI would not change the southern gate.\n" in gate.text
    )


def test_a_signature_is_no_heading(gate):
    assert gate.text.endswith("\n\n--\nIda Kaland\nHarbour master")


def test_attachments_are_named_as_sources_of_their_own(gate):
    assert gate.notes == (
        "the attachment gate-plan.pdf is a source of its own: save it under raw/",
        "the attachment levels.csv is a source of its own: save it under raw/",
    )


def test_a_mail_in_html_is_read_as_markdown_with_its_tables():
    source = read((FILES / "pumps.eml").read_bytes(), "raw/pumps.eml")
    assert "the pumps move **512 litres** a second." in source.text
    assert "| North | 512 |" in source.text
    assert "> - **From:** Ida Kaland" in source.text
    assert source.text.endswith("> How much do they move?")
    assert source.notes == ("1 picture in it is in no kind that is read, or broken",)


@pytest.mark.parametrize(
    "introduction",
    [
        "-----Original Message-----\nFrom: Bo <bo@b.example>\nSent: Monday\nTo: Ann\nSubject: Locks",
        "________________________________\nVon: Bo\nGesendet: Montag\nAn: Ann\nBetreff: Locks",
        "From: Bo\nDate: Monday\nTo: Ann",
    ],
)
def test_a_mail_repeated_without_signs_is_a_quote_all_the_same(introduction):
    text = read(mail(f"It is open.\n\n{introduction}\n\nIs it open?\nI doubt it.\n")).text
    own, quoted = text.split("\n\n> - ", 1)
    assert own.endswith("It is open.")
    assert quoted.endswith("\n> Is it open?\n> I doubt it.")


@pytest.mark.parametrize(
    "line",
    [
        "On 3 May 2024, Bo Lind wrote:",
        "Am 03.05.2024 um 10:15 schrieb Bo Lind:",
        "Le ven. 3 mai 2024 à 10:15, Bo Lind <bo@b.example> a écrit :",
        "On Fri, 3 May 2024 at 10:15, Bo Lind of the harbour\n<bo@b.example> wrote:",
    ],
)
def test_the_line_that_introduces_a_quote_is_parted_from_the_sentence_above(line):
    assert (
        f"It is open.\n\n{line}\n\n> Is it?" in read(mail(f"It is open.\n{line}\n> Is it?\n")).text
    )


def test_what_is_forwarded_stands_under_its_own_heading_with_its_own_sender():
    text = read(
        mail(
            "Look.\n\n---------- Forwarded message ---------\nFrom: Bo\nDate: Monday\n\nIt leaks.\n"
        )
    ).text
    assert text.endswith("Look.\n\n## Forwarded message\n\n- From: Bo\n- Date: Monday\n\nIt leaks.")


def test_a_plain_text_that_only_says_it_is_html_gives_way_to_the_html():
    made = mail("Your mail program cannot display this HTML mail.\n")
    made.add_alternative("<p>The lock is open.</p>", subtype="html")
    assert read(made).text.endswith("The lock is open.")


def test_lines_that_a_program_broke_are_joined():
    flowed = (
        b"Subject: Locks\nContent-Type: text/plain; format=flowed\n\n"
        b"The lock \nis open.\n> Is \n> it?\n-- \nAnn\n"
    )
    assert read(flowed).text.endswith("The lock is open.\n\n> Is it?\n\n--\nAnn")


def test_encodings_are_those_that_the_parts_name():
    latin = b"Subject: =?iso-8859-1?q?Schl=F6sser?=\nContent-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdfe.\n"
    source = read(latin)
    assert (source.title, source.text.split("\n")[-1], source.notes) == ("Schlösser", "Grüße.", ())


def test_each_mail_of_a_mailbox_is_a_section():
    box = b"".join(
        b"From ann@a.example Fri May  3 10:15:00 2024\n"
        + mail(
            f"The lock is {state}.\n\n>From here on.\n", Date=f"Fri, 0{day} May 2024 10:15:00 +0000"
        ).as_bytes()
        + b"\n"
        for day, state in ((3, "open"), (4, "shut"))
    )
    source = read(box, "raw/2024-locks.mbox")
    assert source.text.count("\n## Locks\n") + source.text.startswith("## Locks") == 2
    assert (source.author, source.modified) == ("Ann", "2024-05-04")
    assert "From here on." in source.text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("multipart/encrypted; boundary=x", "encrypted (PGP or S/MIME)"),
        ("application/pkcs7-mime; smime-type=enveloped-data", "encrypted (S/MIME)"),
    ],
)
def test_an_encrypted_mail_is_refused_with_the_remedy(kind, said):
    data = f"From: a@a.example\nSubject: x\nContent-Type: {kind}\n\n--x\n\nabc\n--x--\n".encode()
    assert said in refusal(data)


def test_an_encrypted_text_is_refused():
    text = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    assert "encrypted (PGP)" in refusal(mail(text).as_bytes())


def test_the_frame_of_a_signed_text_is_no_text_of_it():
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt is open.\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----\n"
    )
    assert read(mail(text)).text.endswith("\n\nIt is open.")


@pytest.mark.parametrize(
    ("maintype", "subtype", "said"),
    [
        ("text", "calendar", "calendar part"),
        ("application", "ms-tnef", "winmail.dat"),
        ("application", "pgp-signature", "signature is not checked"),
    ],
)
def test_parts_that_are_no_documents_are_told(maintype, subtype, said):
    made = mail()
    made.add_attachment(b"BEGIN", maintype=maintype, subtype=subtype, filename="winmail.dat")
    notes = read(made).notes
    assert any(said in note for note in notes)
    assert not any("under raw/" in note for note in notes)


def test_a_mail_of_attachments_alone_is_refused_and_names_them():
    made = mail("\n")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
    assert "only attachments (plan.pdf)" in refusal(made.as_bytes())


def test_what_is_no_mail_is_refused():
    assert "no e-mail" in refusal(b"Just a letter.\nWithout headers.\n")


def nested(levels):
    head = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(levels)
    )
    return f"From: a@a.example\n{head}\nWords.\n".encode()


@pytest.mark.parametrize(
    "data",
    [
        nested(19),
        nested(400),
        nested(299),
        b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nWords.\n",
        b"From: " + b"(" * 100_000 + b"\n\nWords.\n",
        b"To: " + b"<a@b>," * 100_000 + b"\nFrom: a\n\nWords.\n",
        b"From: a\nContent-Type: text/plain; " + b"x*0*=a;" * 20_000 + b"\n\nWords.\n",
        b"From: a\n\n" + b">" * 500_000 + b"\n",
        b"From: a\n\n" + b"> " * 100_000 + b"words\n",
        b"From: a\n\n" + b"From: a\nTo: b\nDate: c\n\n" * 20_000 + b"words\n",
        b"From: a\n\n" + b"On wrote wrote " * 50_000 + b":\n> x\n",
        b"From: a\nContent-Type: text/html\n\n" + b"<blockquote>" * 50_000 + b"words\n",
        b"From x 10:15\n" * 30_000,
    ],
    ids=range(13),
)
def test_hostile_mails_are_read_or_refused_in_little_time(data):
    begun = time.process_time()
    with contextlib.suppress(UserError):
        read(data)
    assert time.process_time() - begun < 8


@pytest.mark.parametrize(
    "introduction",
    [
        "Van: Bo Lind\nVerzonden: maandag 5 mei 2024 17:00\nAan: Ann\nOnderwerp: Sluizen",
        "De : Bo<mailto:bo@b.example>\nEnvoyé le :lundi 5 mai 2024\nÀ : Ann\nObjet :Écluses",
        "-------- Oprindelig besked --------\nFra: Bo\nTil: Ann\nEmne: Sluser",
        "От: Бо\nОтправлено: понедельник\nКому: Анна\nТема: Шлюзы",
        "发件人: 波\n发送时间: 2024年5月5日\n收件人: 安\n主题: 船闸",
        "From: The Office of the Harbour\n<bo@b.example>\nSent: Monday\nTo: Ann\nSubject: Locks",
        "---- On Mon, 5 May 2024 17:00:00 +0200 Bo Lind wrote ----",
        "----- Original message -----",
    ],
)
def test_mails_are_repeated_without_signs_in_many_languages(introduction):
    text = read(mail(f"It is open.\n\n{introduction}\n\nIs it open?\nI doubt it.\n")).text
    own, quoted = text.split("\n\n>", 1)
    assert own.endswith("It is open.")
    assert quoted.endswith("\n> Is it open?\n> I doubt it.")


@pytest.mark.parametrize(
    "line",
    [
        "W dniu 2024-05-03 10:15:39 użytkownik Bo Lind <bo@b.example> napisał:",
        "pe 3. toukokuuta 2024 klo 10.15 Bo Lind\n<bo@b.example> kirjoitti:",
        '03.05.2024, 10.15, "Bo - Lind" <bo@b.example>:',
        "2024-05-03 10:15 GMT+02:00 Bo Lind <bo@b.example>:",
        "On Fri, 3 May 2024, at 10:15, Bo Lind <bo@b.example<\nmailto:bo@b.example>> wrote:",
    ],
)
def test_a_line_that_only_a_program_writes_introduces_a_mail_without_signs(line):
    text = read(mail(f"It is open.\n\n{line}\n\nIs it open?\n")).text
    assert text.endswith(f"It is open.\n\n> - {' '.join(line.split())}\n>\n> Is it open?")


@pytest.mark.parametrize(
    "own",
    [
        "On Thursday, I wrote to Bo:\n\nThe lock is open.",
        "Write to bo@b.example before 10:15 on 3 May 2024.\n\nThe lock is open.",
        "Our office (ann@a.example):\nopen 10:15 to 16:00\n\nThe lock is open.",
        "From: Monday on\nto: Friday\n\nThe lock is open.",
        "____________________\nThe harbour of Bergen\nTo: whom it may concern",
    ],
)
def test_what_only_looks_like_an_introduction_stays_the_words_of_the_sender(own):
    assert not [line for line in read(mail(f"{own}\n")).text.split("\n") if line[:1] == ">"]


def test_the_end_of_a_quoted_line_that_a_program_broke_is_no_word_of_the_sender():
    long = "> The northern gate has leaked since the flood of last winter, and nobody"
    text = read(mail(f"{long}\nknows why.\n> Do you?\nNo.\n> Really?\n")).text
    assert f"{long} knows why.\n> Do you?\n\nNo.\n\n> Really?" in text


def test_a_patch_is_code_and_the_dashes_above_it_make_no_heading():
    patch = (
        "diff --git a/lock.c b/lock.c\nindex 1a2b3c4..5d6e7f8 100644\n--- a/lock.c\n+++ b/lock.c\n"
        "@@ -1,2 +1,2 @@\n-int open = 0;\n+int open = 1;\n int depth;"
    )
    text = read(
        mail(f"Open it.\n\nSigned-off-by: Ann Bolt\n---\n lock.c | 2 +-\n\n{patch}\n-- \n2.40\n")
    ).text
    assert "Signed-off-by: Ann Bolt\n\n---\n" in text
    assert text.endswith(f"```diff\n{patch}\n```\n\n--\n2.40")
    assert "\n```diff\n" not in read(mail("--- three dashes\n- and an item\n")).text


def test_a_subject_is_read_in_the_encoding_that_holds_all_its_signs():
    # the second sign stands in GBK and not in GB 2312, which programs name all the same
    named = b"From: ann@a.example\nSubject: =?gb2312?B?1uzpRrv5?=\n\nIt costs more.\n"
    assert read(named).title == "朱镕基"
    joined = (
        b"From: ann@a.example\nSubject: =?utf-8?B?4oI=?= =?utf-8?B?rA==?= 5\n\nIt costs more.\n"
    )
    assert read(joined).title == "€ 5"


def test_an_attachment_has_the_name_that_its_program_wrote():
    head = b"From: ann@a.example\nSubject: Plan\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHere.\n"
    name = b'--b\nContent-Type: application/pdf; name="=?utf-8?B?UGzDpG5lLnBkZg==?="\n\nx\n--b--\n'
    assert (
        "the attachment Pläne.pdf is a source of its own: save it under raw/"
        in read(head + name).notes
    )


@pytest.mark.parametrize(
    ("head", "body", "said"),
    [
        (
            b"Content-Type: multipart/mixed; boundary=a",
            b"--b\n\nWords.\n--b--\n",
            "cannot be told apart",
        ),
        (
            b"Content-Type: application/pkcs7-mime; smime-type=signed-data",
            b"AA==\n",
            "packed into a signature",
        ),
    ],
)
def test_a_text_that_cannot_be_reached_is_told_and_nobody_is_asked_to_delete_it(head, body, said):
    refused = refusal(b"From: ann@a.example\nSubject: Plan\n" + head + b"\n\n" + body)
    assert said in refused
    assert "Delete" not in refused


def test_a_mail_that_is_a_named_text_alone_is_read():
    data = b'From: ann@a.example\nSubject: Plan\nContent-Type: text/plain; name="plan.txt"\n\nIt is open.\n'
    assert read(data).text.endswith("It is open.")
