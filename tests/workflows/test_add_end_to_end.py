"""The real commands.yml, add.yml, checks.yml and compile.yml: an address in the form *Add a source* becomes a source, and pages."""

from pipeline.core.sources.source_request import FORM_HEADING
from tests.helpers.questions import news
from tests.helpers.sites import ARTICLE, Sites, html
from tests.workflows.world import BOT, World

AT = "https://site.test/kettles"
DONE = dict.fromkeys(("start", "fetch", "offer"), "success")
WAY = "pipeline/adapters/web/way_out.py"


def test_an_address_in_the_form_becomes_a_file_then_pages_and_a_private_one_is_refused(tmp_path):
    with Sites() as sites:
        sites.page(AT, html(ARTICLE, "Kettles of 2026"))
        with World(tmp_path, {WAY: sites.as_module()}) as world:
            forge = world.forge
            body = f"{FORM_HEADING}\n\n{AT} $(touch x) `id`\nhttps://evil.test/latest/meta-data"
            number = forge.open_issue("mallory", "A source", body)
            assert world.act("commands.yml", "issues", "mallory", number=number).code == 0
            assert not forge.dispatched

            number = forge.open_issue("bob", "A source", body)
            world.act("commands.yml", "issues", "bob", number=number)
            assert world.dispatched().results == DONE
            (pull,) = forge.pulls.values()
            assert (pull.author, pull.title) == (BOT, "Add raw/kettles-of-2026.html")
            assert "not on the public web" in pull.body
            assert f"#{pull.number} adds it" in news(forge, number)
            writers = {(w.workflow, w.job) for w in forge.writes if w.path.endswith("/pulls")}
            assert writers == {("add", "offer")}
            agents = {headers["User-Agent"] for _, headers in sites.asked}
            assert agents == {"git-llm-wiki/test https://github.com/acme/wiki"}
            assert world.check(pull.number).results == {"check": "success"}

            forge.merge_pull(pull.number)
            assert forge.issues[number].state == "closed"
            assert world.act("compile.yml", "push").results["publish"] == "success"
            assert [*world.proposals().values()] == [["raw/kettles-of-2026.html"]]
            (page,) = [n for n in forge.pulls if n in world.proposals()]
            texts = forge.git.files(forge.pulls[page].head, "wiki/texts")
            assert any(f"address: {AT}".encode() in text for text in texts.values())
