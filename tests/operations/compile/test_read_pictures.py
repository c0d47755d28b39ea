"""Pictures and scans as sources, through whole runs: the model over real HTTP, and nobody at all."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import pytest
from docx.shared import Inches
from PIL import Image

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.processes import ocr
from pipeline.cli import main
from pipeline.core.errors import UserError
from pipeline.operations.compile.keep_proposal import (
    change_from_json,
    change_to_json,
    read_kept_change,
)
from pipeline.operations.compile.propose import build_proposal
from pipeline.operations.compile.read_pictures import PictureReading, read_pictures
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers import scripted
from tests.helpers.pictures import png, scan, with_pictures_on, with_scanned_pages
from tests.helpers.repos import SCHEMA, team
from tests.helpers.server import MessagesServer, ok
from tests.readers.common import FILES
from tests.readers.making import document, saved
from tests.readers.pdf.making import pdf

LOOKS = SCHEMA.replace("librarian: auto ", "pictures: model\nlibrarian: auto ")
DAY = ["--date", "2026-11-22"]


@pytest.fixture
def served(monkeypatch):
    with MessagesServer(scripted.answer) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        yield server


def compiled(made, *more):
    return main(["-C", str(made.root), "compile", *DAY, *more])


def asked_for_pictures(server):
    return [seen.body for seen in server.requests if scripted.step_of(seen.body) == "transcribe"]


def proposal(made):
    (text,) = (made.root / ".git/wiki/proposals").glob("*.md")
    return text.read_text("utf-8")


def test_a_picture_becomes_a_proposal_that_a_person_compares_with_it(tmp_path, served, capsys):
    made = team(tmp_path / "w", {"board.png": png("Saturn has 274 known moons.")}, LOOKS)
    assert compiled(made) == 0
    (body,) = asked_for_pictures(served)
    image, text = body["messages"][0]["content"]
    shown = Image.open(io.BytesIO(base64.b64decode(image["source"]["data"])))
    assert (image["type"], image["source"]["media_type"], shown.size) == (
        "image",
        "image/png",
        (900, 500),
    )
    assert "board" not in text["text"]
    (branch,) = made.branches()
    kept = made.at(branch, "wiki/texts/board.png.md")
    assert "reader: image\nreader_version: 1\nread_by: claude-sonnet-5-5\n" in kept
    assert kept.endswith(
        "\n---\n\n<!-- words -->\nSaturn has 274 known moons.\n\n<!-- description -->\n"
        "## What the picture shows\n\nA planet is drawn. A ring lies around Saturn.\n"
    )
    page = made.at(branch, "wiki/sources/board-summary.md")
    assert (
        '([file](../../raw/board.png), read from an image): "Saturn has 274 known moons."' in page
    )
    assert (
        '([file](../../raw/board.png), from a description of an image): "A ring lies around Saturn."'
        in page
    )
    told = proposal(made)
    assert "- **A picture was read by claude-sonnet-5-5.** Code" in told.split("### More")[0]
    assert "`wiki/texts/board.png.md` with `raw/board.png`" in told
    made.merge(branch)
    capsys.readouterr()
    assert main(["-C", str(made.root), "check", "--base", "HEAD~1"]) == 0
    said = capsys.readouterr()
    assert "code cannot check them" in said.out + said.err
    assert main(["-C", str(made.root), "lint"]) == 0


def test_what_a_person_mends_in_the_text_is_the_record_and_is_not_read_again(tmp_path, served):
    made = team(tmp_path / "w", {"board.png": png("Saturn has 274 known moons.")}, LOOKS)
    compiled(made)
    (branch,) = made.branches()
    made.merge(branch)
    path = "wiki/texts/board.png.md"
    mended = made.at("HEAD", path).replace("A ring lies", "One ring lies")
    made.add(path, mended, "Mend what was misread")
    made.git("branch", "-qD", branch)
    assert compiled(made, "--force", "raw/board.png") == 0
    assert len(asked_for_pictures(served)) == 1
    shown = [seen.text for seen in served.requests if scripted.step_of(seen.body) == "extract"]
    assert "One ring lies around Saturn." in shown[-1]
    (branch,) = made.branches()
    assert made.at(branch, path) == mended
    assert "was read by" not in proposal(made)


def test_of_a_pdf_only_the_pages_without_text_are_read(tmp_path, served):
    data = with_scanned_pages(
        (FILES / "handbook.pdf").read_bytes(), ["Saturn has 274 known moons."]
    )
    made = team(tmp_path / "w", {"handbook.pdf": data}, LOOKS)
    assert compiled(made) == 0
    (body,) = asked_for_pictures(served)
    assert "one page of a document" in body["messages"][0]["content"][1]["text"]
    kept = made.at(made.branches()[0], "wiki/texts/handbook.pdf.md")
    marks = re.findall(r"<!-- (.*) -->", kept)
    assert marks[-3:] == [f"page {len(marks) - 2}", "words", "description"]
    assert all(mark.startswith("page ") for mark in marks[:-2])
    made.merge(*made.branches())
    (page,) = [path.read_text("utf-8") for path in (made.root / "wiki/sources").glob("*.md")]
    assert re.search(r"\[file\]\(../../raw/handbook.pdf#page=\d+\), read from an image\)", page)
    assert main(["-C", str(made.root), "check", "--base", "HEAD~1"]) == 0


class Nobody:
    """A reader of pictures who makes nothing out."""

    by = "nobody"

    def transcribe(self, pictures):
        return [UserError(f"no words were recognised in page {p.number}.", "") for p in pictures]


def test_a_page_in_which_nothing_is_made_out_costs_the_others_nothing(tmp_path):
    data = with_scanned_pages((FILES / "handbook.pdf").read_bytes(), ["So."])
    made = team(tmp_path / "w", {"handbook.pdf": data, "scan.pdf": scan(["One"])}, LOOKS)
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())

        def read(path):
            given = snapshot.source(path)
            return read_pictures(given, "", snapshot, lambda: PictureReading(Nobody()), list)

        found = read("raw/handbook.pdf")
        assert found.source.text == snapshot.source("raw/handbook.pdf").text
        (note,) = found.notes
        assert note.startswith("Not read: no words were recognised in page ")
        with pytest.raises(UserError, match=r"raw/scan\.pdf: no words were recognised in page 1"):
            read("raw/scan.pdf")


def test_of_a_scan_all_pages_are_read_but_blank_ones(tmp_path, served):
    made = team(tmp_path / "w", {"scan.pdf": scan(["One"], None, ["Three"])}, LOOKS)
    assert compiled(made) == 0
    assert len(asked_for_pictures(served)) == 2
    kept = made.at(made.branches()[0], "wiki/texts/scan.pdf.md")
    assert re.findall(r"<!-- (page \d) -->", kept) == ["page 1", "page 3"]
    assert "2 pages (1, 3) are pictures and were read by" in proposal(made)


def test_to_a_server_that_may_drop_pictures_none_is_sent(tmp_path, served, capsys):
    made = team(tmp_path / "w", {"board.webp": b"", "scan.pdf": scan(["One"])})
    made.add("raw/board.webp", png("One"), "Add a picture that lies about its kind")
    schema = SCHEMA.replace("librarian: auto ", "pictures: auto\nlibrarian: auto ")
    made.add("schema.md", schema, "Read pictures")
    assert compiled(made) == 1
    said = capsys.readouterr().err
    assert "its name says WEBP, and it is a picture in PNG" in said
    assert asked_for_pictures(served) == []


@pytest.mark.parametrize("reply", ["no JSON", '{"words": "", "description": ""}'])
def test_a_reply_of_no_use_is_sent_back_once_and_then_the_source_fails(
    tmp_path, monkeypatch, capsys, reply
):
    with MessagesServer(ok(reply)) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        made = team(tmp_path / "w", {"board.png": png("One")}, LOOKS)
        assert compiled(made) == 1
        assert len(server.requests) == 2
        assert server.requests[1].body["messages"][0]["content"][0]["type"] == "image"
    assert "the picture was not usable, also when asked again" in capsys.readouterr().err
    assert made.branches() == []


def test_the_estimate_counts_what_the_pictures_take(tmp_path, served, capsys):
    made = team(tmp_path / "w", {"scan.pdf": scan(*[["One"]] * 3)}, LOOKS)
    assert compiled(made, "--estimate") == 0
    tokens = int(re.search(r"\(([\d,]+) tokens", capsys.readouterr().out)[1].replace(",", ""))
    assert tokens > 3 * 1_600


def test_the_job_that_writes_makes_the_same_files_of_what_it_is_handed_and_asks_nobody(
    tmp_path, served
):
    made = team(tmp_path / "w", {"board.png": png("Saturn has 274 known moons.")}, LOOKS)
    compiled(made)
    (branch,) = made.branches()
    asked = len(served.requests)
    with open_repository(made.root) as repo:
        snapshot, change = take_snapshot(repo, repo.head()), read_kept_change(repo, branch)
        assert change.transcript.by == "claude-sonnet-5-5"
        handed = change_from_json(change_to_json(change))
        files = {f.path: f.after for f in build_proposal(handed, snapshot).files}
    assert len(served.requests) == asked
    there = {path: made.at(branch, path) for path in files}
    assert files == there
    assert "wiki/texts/board.png.md" in files


@pytest.mark.parametrize(
    ("page", "words", "why"),
    [
        (0, "Saturn has 2 moons.", "quote-not-found"),
        (3, "Saturn has 274 known moons.", "the transcript has number 3, which is no picture"),
    ],
    ids=["other words", "a page that is no picture"],
)
def test_a_transcript_that_does_not_bear_its_claims_out_is_refused(
    tmp_path, served, page, words, why
):
    made = team(tmp_path / "w", {"board.png": png("Saturn has 274 known moons.")}, LOOKS)
    compiled(made)
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        change = read_kept_change(repo, *made.branches())
        picture = replace(change.transcript.pictures[0], number=page, words=words)
        forged = replace(change, transcript=replace(change.transcript, pictures=(picture,)))
        with pytest.raises(UserError, match=why):
            build_proposal(forged, snapshot)


def test_a_file_that_is_renamed_takes_its_text_along_and_is_not_read_again(tmp_path, served):
    made = team(tmp_path / "w", {"board.png": png("Saturn has 274 known moons.")}, LOOKS)
    compiled(made)
    (branch,) = made.branches()
    made.merge(branch)
    made.git("branch", "-qD", branch)
    made.git("mv", "raw/board.png", "raw/moons.png")
    made.git("commit", "-qm", "Rename it")
    asked = len(served.requests)
    assert compiled(made) == 0
    assert len(served.requests) == asked
    (branch,) = made.branches()
    assert "A ring lies around Saturn." in made.at(branch, "wiki/texts/moons.png.md")
    made.merge(branch)
    assert main(["-C", str(made.root), "check", "--base", "HEAD~1"]) == 0


def test_without_a_model_a_picture_is_told_with_what_would_read_it(tmp_path, capsys):
    pictures = {"board.png": png("Saturn has 274 known moons."), "assets/b.png": png("Two")}
    made = team(tmp_path / "w", pictures)
    code = compiled(made, "--librarian", "extractive")
    said = capsys.readouterr()
    assert "b.png" not in said.out
    if ocr.is_installed():
        assert code == 0
        assert "read_by: rapidocr" in made.at(made.branches()[0], "wiki/texts/board.png.md")
        return
    assert code == 1
    assert "raw/board.png: it is a picture, and nobody read it" in said.err.replace(
        "failed    ", ""
    )
    assert "`make ocr` installs text recognition" in said.err
    assert made.branches() == []


def test_more_than_ten_scanned_pages_are_not_recognised_unasked(tmp_path, capsys):
    made = team(tmp_path / "w", {"scan.pdf": scan(*[["One"]] * 11)})
    assert compiled(made, "--librarian", "extractive") == 1
    said = capsys.readouterr().err
    assert "it is a scan of 11 pages, and nobody read it" in said
    assert ("`pictures: ocr` in schema.md" if ocr.is_installed() else "`make ocr`") in said


def test_where_pictures_are_off_they_are_no_sources_and_scans_say_so(tmp_path, capsys):
    schema = SCHEMA.replace("librarian: auto ", "pictures: off\nlibrarian: auto ")
    made = team(tmp_path / "w", {"board.png": png("One"), "scan.pdf": scan(["One"])}, schema)
    assert compiled(made, "--librarian", "extractive") == 1
    assert "schema.md says `pictures: off`" in capsys.readouterr().err
    main(["-C", str(made.root), "status"])
    assert "raw/board.png  kept, but not compiled: `pictures: off`" in capsys.readouterr().out


def office_document(*files):
    made = document("Titan is the largest moon of Saturn.")
    for file in files:
        made.add_picture(io.BytesIO(file), Inches(2))
        made.add_paragraph("It has 97 stones.")
    return saved(made)


def test_pictures_in_a_document_are_read_where_they_stand(tmp_path, served, capsys):
    data = office_document(png("Saturn has 274 known moons."), png("Jupiter has 97 known moons."))
    made = team(tmp_path / "w", {"moons.docx": data}, LOOKS)
    assert compiled(made) == 0
    assert len(asked_for_pictures(served)) == 2
    (branch,) = made.branches()
    kept = made.at(branch, "wiki/texts/moons.docx.md")
    assert kept.split("---\n\n", 1)[1].startswith(
        "# Titan\n\nTitan is the largest moon of Saturn.\n\n<!-- picture 1 -->\n<!-- words -->\n"
        "Saturn has 274 known moons.\n\n<!-- description -->\nWhat the picture shows:\n\n"
        "A planet is drawn. A ring lies around Saturn.\n\n<!-- text -->\nIt has 97 stones.\n"
    )
    assert "2 pictures in it were read by claude-sonnet-5-5." in proposal(made)
    made.merge(branch)
    assert main(["-C", str(made.root), "check", "--base", "HEAD~1"]) == 0
    capsys.readouterr()
    asked = len(served.requests)
    assert compiled(made, "--force") == 0
    assert not [x for x in served.requests[asked:] if scripted.step_of(x.body) == "transcribe"]


def test_a_broken_picture_in_a_document_costs_no_other(tmp_path, served):
    whole = png("Jupiter has 97 known moons.")
    broken = whole[:300] + bytes(200) + whole[500:]
    made = team(
        tmp_path / "w",
        {"moons.docx": office_document(broken, png("Saturn has 274 known moons."))},
        LOOKS,
    )
    assert compiled(made) == 0
    (branch,) = made.branches()
    kept = made.at(branch, "wiki/texts/moons.docx.md")
    assert "<!-- picture 2 -->" in kept
    assert "<!-- picture 1 -->" not in kept
    assert "Not read: raw/moons.docx/picture.png: the picture is broken" in proposal(made)


def test_without_a_model_a_document_with_pictures_is_compiled_and_says_so(tmp_path):
    made = team(tmp_path / "w", {"moons.docx": office_document(png("Saturn has 274 moons."))})
    assert compiled(made, "--librarian", "extractive") == 0
    assert "1 picture in it, which nobody read: " in proposal(made)


def test_figures_of_a_pdf_are_read_behind_their_captions_or_told(tmp_path, served, capsys):
    page = pdf(["Titan is the largest moon of Saturn.", "", "Figure 1: Moons."], ["It is large."])
    data = with_scanned_pages(
        with_pictures_on(page, (0, 72, 400, 300, 180, ["Saturn has 274 known moons."])), ["Three."]
    )
    made = team(tmp_path / "w", {"moons.pdf": data}, LOOKS)
    assert compiled(made) == 0
    assert len(asked_for_pictures(served)) == 2
    (branch,) = made.branches()
    kept = made.at(branch, "wiki/texts/moons.pdf.md")
    marks = re.findall(r"<!-- (.*) -->", kept)
    assert marks == [
        *("page 1", "picture 1000101", "words", "description", "page 2"),
        *("page 3", "words", "description"),
    ]
    assert "1 figure on page 1, and 1 page without text, were read by" in proposal(made)
    made.merge(branch)
    assert main(["-C", str(made.root), "check", "--base", "HEAD~1"]) == 0
    other = team(tmp_path / "o", {"moons.pdf": data})
    assert compiled(other, "--librarian", "extractive") == 0
    if not ocr.is_installed():
        told = proposal(other)
        assert "Page 3 is a picture; 1 figure on page 1, which nobody read: the embedded" in told
