"""`wiki compile` over real HTTP: what the user sees when the model answers well, badly, late, cut off, or not at all.

Every failure leaves the repository as it was: that is asserted with each of them.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.cli import main
from tests.helpers import scripted
from tests.helpers.repos import SCHEMA, source, team
from tests.helpers.server import (
    MessagesServer,
    drop,
    error_event,
    hang_up,
    ok,
    refused,
    status,
    stopped,
)

KEY = "sk-ant-test-0123456789abcdef"
ONE = source(
    "Moons in 2019",
    "Saturn has 82 known moons in this list. Titan is the largest moon of Saturn.",
    "2019-10-08",
)
TWO = source(
    "Moons in 2023",
    "Saturn has 145 known moons in this list. Titan was reached by a probe in 2005.",
    "2023-05-23",
)


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"one.md": ONE})


@pytest.fixture
def compile_with(monkeypatch, capsys):
    """Run `wiki compile` against a server; return exit code, what was printed, and the server."""

    def run(team_, answers, *args):
        with MessagesServer(answers) if callable(answers) else MessagesServer(*answers) as server:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
            code = main(["-C", str(team_.root), "compile", "--date", "2026-01-02", *args])
        out = capsys.readouterr()
        assert KEY not in out.out + out.err
        return code, out.out + out.err, server

    return run


def only(step, change):
    """Answer as a sensible model, but for one step, where `change(body)` decides.

    For the steps that write one page, no request for several pages is answered to its end.
    """
    cut = ("pages",) if step in ("create", "update") else ()

    def answer(body):
        asked = scripted.step_of(body)
        if asked in cut:
            return stopped("max_tokens", '{"new": [')
        return change(body) if asked == step else scripted.answer(body)

    return answer


def first_time(change):
    """Do something else the first time, then answer sensibly."""
    seen = []

    def answer(body):
        seen.append(body)
        return change(body) if len(seen) == 1 else scripted.answer(body)

    return answer


def changed(**values):
    """Return the sensible reply with some of its fields replaced."""
    return lambda body: ok(json.dumps({**scripted.reply(body), **values}))


def proposal_text(team_):
    return next((team_.root / ".git/wiki/proposals").glob("*.md")).read_text()


def fails_alone(wiki, result, sentence):
    """The run ends with 1 and the sentence, and the repository is as it was."""
    code, said, _ = result
    assert code == 1
    assert sentence in said
    assert not wiki.branches()
    assert wiki.git("status", "--porcelain") == ""


# --- answers that are good ---


def test_a_source_becomes_a_branch_with_one_commit_and_a_text(wiki, compile_with):
    code, said, _ = compile_with(wiki, scripted.answer)
    (branch,) = wiki.branches()
    assert code == 0
    assert f"branch {branch}\n" in said
    assert "merge `wiki accept raw/one.md`" in said
    assert wiki.git("log", "--format=%s", f"main..{branch}").splitlines() == [
        "Compile Moons in 2019"
    ]
    assert "Saturn has 82 known moons in this list.[^one-1]" in wiki.at(
        branch, "wiki/entities/saturn.md"
    )
    assert "Wiki-Model: claude-sonnet-5-5" in wiki.git("log", "-1", "--format=%B", branch)
    assert "**Read by** the model librarian (claude-sonnet-5-5)" in proposal_text(wiki)
    assert wiki.git("status", "--porcelain") == ""


def test_a_second_source_updates_the_page_and_keeps_what_it_said(wiki, compile_with):
    compile_with(wiki, scripted.answer)
    wiki.merge(wiki.branches()[0])
    wiki.add("raw/two.md", TWO)
    compile_with(wiki, scripted.answer)
    wiki.merge(next(b for b in wiki.branches() if "two" in b))
    page = wiki.at("main", "wiki/entities/saturn.md")
    assert "[^one-1]" in page
    assert "[^two-1]" in page
    assert (
        compile_with(wiki, scripted.answer)[1].strip()
        == "Nothing to do: every committed source in raw/ is compiled."
    )


def test_running_again_asks_nothing_and_moves_nothing(wiki, compile_with):
    compile_with(wiki, scripted.answer)
    before = wiki.state()
    code, said, server = compile_with(wiki, scripted.answer)
    assert code == 0
    assert "unchanged raw/one.md" in said
    assert server.requests == []
    assert wiki.state() == before


def test_paid_replies_are_kept_and_only_force_asks_anew(wiki, compile_with):
    compile_with(wiki, scripted.answer)
    wiki.git("branch", "-qD", wiki.branches()[0])
    _, said, server = compile_with(wiki, scripted.answer)
    assert server.requests == []
    assert "$0.0000" in said
    assert "Replies taken from the cache" in proposal_text(wiki)
    assert compile_with(wiki, scripted.answer, "--force")[2].requests != []


def test_a_reply_that_was_of_no_use_is_asked_for_again_the_next_time(wiki, compile_with):
    fails_alone(
        wiki,
        compile_with(wiki, only("plan", lambda body: ok('{"nope": 1}'))),
        "step plan was not usable",
    )
    code, _, server = compile_with(wiki, scripted.answer)
    assert code == 0
    assert "plan" in [scripted.step_of(r.body) for r in server.requests]


def test_a_page_that_was_refused_is_asked_for_again_the_next_time(wiki, compile_with):
    def forge(body):
        return ok(
            json.dumps(
                {
                    "tldr": "Saturn.[^nope-9]",
                    "sections": [{"heading": "Key points", "text": "Old.[^nope-9]"}],
                }
            )
        )

    fails_alone(wiki, compile_with(wiki, only("create", forge)), "its summary page was refused")
    assert compile_with(wiki, scripted.answer)[0] == 0


def test_the_rules_and_the_shared_part_are_marked_for_the_prompt_cache(wiki, compile_with):
    _, _, server = compile_with(wiki, only("create", scripted.answer))
    writes = [r.body for r in server.requests if scripted.step_of(r.body) in ("pages", "create")]
    assert len(writes) == 4
    assert all(w["system"][0]["cache_control"] == {"type": "ephemeral"} for w in writes)
    assert (
        len({json.dumps(w["system"]) + w["messages"][0]["content"][0]["text"] for w in writes}) == 1
    )
    assert all("cache_control" in w["messages"][0]["content"][0] for w in writes)


# --- answers that are not ---


def test_prose_instead_of_json_is_asked_for_once_more_and_then_the_source_fails(wiki, compile_with):
    result = compile_with(wiki, [ok("I am sorry, I cannot do that.")])
    fails_alone(
        wiki, result, "the model's answer to the step extract was not usable, also when asked again"
    )
    assert len(result[2].requests) == 2
    assert "the answer is not one JSON object" in result[2].requests[1].text


def test_json_of_another_shape_is_repaired_once_with_the_errors(wiki, compile_with):
    code, _, server = compile_with(wiki, first_time(changed(claims=[{"text": "x"}])))
    assert code == 0
    assert "claims.0.quotes: Field required" in json.dumps(server.requests[1].body["messages"][-1])


def test_a_fabricated_quote_is_asked_for_again_then_dropped_and_listed(wiki, compile_with):
    def invent(body):
        reply = scripted.reply(body)
        claim = {
            "text": "Saturn is blue.",
            "quotes": ["Saturn is blue"],
            "importance": 3,
            "concepts": ["Saturn"],
            "heading": "",
        }
        return ok(json.dumps({**reply, "claims": [*reply["claims"], claim]}))

    code, _, server = compile_with(wiki, only("extract", invent))
    (branch,) = wiki.branches()
    assert code == 0
    assert "Saturn is blue" in next(
        r.text for r in server.requests if scripted.step_of(r.body) == "quotes"
    )
    assert "the source does not hold the quote" in proposal_text(wiki)
    assert "blue" not in wiki.at(branch, "wiki/entities/saturn.md")


def test_a_page_that_drops_a_claim_is_refused_and_the_wiki_keeps_it(wiki, compile_with):
    compile_with(wiki, scripted.answer)
    wiki.merge(wiki.branches()[0])
    wiki.add("raw/two.md", TWO)

    def forget(body):
        text = scripted.update(scripted.text_of(body))["edits"][0]["text"]
        edit = {"op": "replace_section", "heading": "Key points", "text": text}
        return ok(
            json.dumps(
                {
                    "edits": [edit, {"op": "revise_tldr", "text": text.splitlines()[0][2:]}],
                    "removes": [],
                }
            )
        )

    code, _, _ = compile_with(wiki, only("update", forget))
    branch = next(b for b in wiki.branches() if "two" in b)
    assert code == 1
    assert "wiki/entities/saturn.md" not in wiki.git("diff", "--name-only", f"main..{branch}")
    text = (
        wiki.root / f".git/wiki/proposals/{branch.removeprefix('wiki/compile/')}.md"
    ).read_text()
    assert "the citation one-1 is gone from the page, without a reason" in text
    assert "**Not written yet:**" in text
    wiki.merge(branch)
    code, said, _ = compile_with(wiki, scripted.answer)
    assert "1 pages new" not in said
    assert "[^two-1]" in wiki.at(
        next(b for b in wiki.branches() if "two" in b), "wiki/entities/saturn.md"
    )


def test_a_removal_that_names_a_whole_text_excuses_nothing_and_costs_no_other_page(
    wiki, compile_with
):
    """The job that publishes would refuse the whole change set for it."""
    compile_with(wiki, scripted.answer)
    wiki.merge(wiki.branches()[0])
    wiki.add("raw/two.md", TWO)

    def forget(body):
        text = scripted.update(scripted.text_of(body))["edits"][0]["text"]
        edit = {"op": "replace_section", "heading": "Key points", "text": text}
        tldr = {"op": "revise_tldr", "text": text.splitlines()[0][2:]}
        removes = [{"what": "words " * 60 + "one-1 82 2019", "reason": "said twice"}]
        return ok(json.dumps({"edits": [edit, tldr], "removes": removes}))

    _, _, server = compile_with(wiki, only("update", forget))
    branch = next(b for b in wiki.branches() if "two" in b)
    files = wiki.git("diff", "--name-only", f"main..{branch}")
    assert "wiki/entities/saturn.md" not in files
    assert "wiki/entities/titan.md" not in files  # `forget` answered for it as well
    assert "wiki/sources/" in files
    assert any("name the mark, number or link alone" in r.text for r in server.requests)


def test_the_summary_of_another_source_is_not_planned(wiki, compile_with):
    compile_with(wiki, scripted.answer)
    wiki.merge(wiki.branches()[0])
    wiki.add("raw/two.md", TWO)

    def stray(body):
        reply = scripted.reply(body)
        stray = {**reply["pages"][0], "page": "moons-in-2019", "title": "Moons in 2019"}
        told = {
            "topic": "moons",
            "relation": "contradicts",
            "current": stray["claims"],
            "other": [],
            "since": "",
            "note": "",
        }
        conflicts = [{**told, "pages": ["Moons in 2019"]}]
        return ok(json.dumps({**reply, "pages": [*reply["pages"], stray], "conflicts": conflicts}))

    _, _, server = compile_with(wiki, only("plan", stray))
    branch = next(b for b in wiki.branches() if "two" in b)
    assert "wiki/entities/saturn.md" in wiki.git("diff", "--name-only", f"main..{branch}")
    assert "[^two-" not in wiki.at(branch, "wiki/sources/moons-in-2019.md")
    assert any("the program makes the summary page itself" in r.text for r in server.requests)


@pytest.mark.parametrize(
    "title",
    [
        "../../.github/workflows/x",
        "..\\..\\evil",
        "/etc/passwd",
        "wiki/../../x",
        "CON",
        "a\u202eb",
        "x" * 400,
    ],
)
def test_a_title_that_tries_to_escape_becomes_a_plain_file_name(wiki, compile_with, title):
    def escape(body):
        reply = scripted.reply(body)
        return ok(json.dumps({**reply, "pages": [{**p, "title": title} for p in reply["pages"]]}))

    compile_with(wiki, only("plan", escape))
    for branch in wiki.branches():
        changed_paths = wiki.git("diff", "--name-only", f"main..{branch}").splitlines()
        assert all(
            p == "log.md" or (p.startswith("wiki/") and ".." not in p) for p in changed_paths
        )


def test_a_page_that_names_an_unknown_claim_is_asked_for_again_then_refused(wiki, compile_with):
    def forge(body):
        return ok(
            json.dumps(
                {
                    "tldr": "Saturn is old.[^one-99]",
                    "sections": [{"heading": "Key points", "text": "Old.[^one-99]"}],
                }
            )
        )

    result = compile_with(wiki, only("create", forge))
    fails_alone(wiki, result, "its summary page was refused")
    assert any(
        "[^one-99] is not among the claims of this page" in json.dumps(r.body["messages"])
        for r in result[2].requests
    )


def test_a_cut_off_extraction_is_asked_for_in_halves(tmp_path, compile_with):
    long = team(
        tmp_path / "long",
        {
            "one.md": source(
                "Long", "\n\n".join(f"Saturn has {n} known moons in list {n}." for n in range(120))
            )
        },
    )
    seen = []

    def cut(body):
        seen.append(len(scripted.text_of(body)))
        return (
            stopped("max_tokens", '{"title": "half of') if len(seen) == 1 else scripted.answer(body)
        )

    code, _, _ = compile_with(long, only("extract", cut))
    assert code == 0
    assert len(seen) == 3
    assert max(seen[1:]) < seen[0]
    assert "list 119" in long.at(long.branches()[0], "wiki/entities/saturn.md")


def test_an_extraction_cut_off_however_short_fails_with_a_sentence(wiki, compile_with):
    fails_alone(
        wiki, compile_with(wiki, [stopped("max_tokens", "{")]), "cut off even for a short part"
    )


def test_a_plan_cut_off_is_asked_for_in_halves(tmp_path, compile_with):
    many = team(
        tmp_path / "many",
        {
            "one.md": source(
                "Many", " ".join(f"Saturn has {n} known moons in list {n}." for n in range(8))
            )
        },
    )
    code, _, server = compile_with(
        many, only("plan", first_time(lambda body: stopped("max_tokens", "{")))
    )
    assert code == 0
    assert sum(scripted.step_of(r.body) == "plan" for r in server.requests) == 3


@pytest.mark.parametrize(
    "sections",
    [
        [("Key points", "So."), ("key points!", "So too.")],
        [("Key points", "So.\n\n## Inside\n\nSo.")],
        [("Key points", "So.\n\n[^one-1]: mine")],
        [("", "So.")],
    ],
)
def test_a_half_of_a_cut_off_page_that_does_not_fit_costs_that_page_alone(
    tmp_path, compile_with, sections
):
    words = " ".join(f"Saturn has {80 + n} known moons in list {n} of this text." for n in range(6))
    many = team(
        tmp_path / "many", {"one.md": source("Moons in 2019", words, "2019-10-08"), "two.md": TWO}
    )
    asked = []

    def halves(body):
        if "Moons in 2019" not in scripted.text_of(body):
            return scripted.answer(body)
        asked.append(body)
        if len(asked) == 1:
            return stopped("max_tokens", "{")
        return ok(
            json.dumps(
                {"tldr": "So.", "sections": [{"heading": h, "text": t} for h, t in sections]}
            )
        )

    code, said, _ = compile_with(many, only("create", halves))
    assert code == 1
    assert "mistake in the program" not in said
    assert "the first half of the page Moons in 2019 does not fit it" in said
    assert [branch for branch in many.branches() if "two" in branch] == many.branches()


def test_a_page_cut_off_is_written_in_two_parts(tmp_path, compile_with):
    many = team(
        tmp_path / "many",
        {
            "one.md": source(
                "Many", " ".join(f"Saturn has {n} known moons in list {n}." for n in range(8))
            )
        },
    )
    code, _, _ = compile_with(
        many, only("create", first_time(lambda body: stopped("max_tokens", "{")))
    )
    assert code == 0
    summary = many.at(many.branches()[0], "wiki/sources/many.md")
    assert all(f"[^one-{n}]" in summary for n in range(1, 9))


def test_a_context_too_small_is_no_reply(wiki, compile_with):
    fails_alone(
        wiki,
        compile_with(wiki, [stopped("model_context_window_exceeded", "")]),
        "cut off even for a short part",
    )


def test_a_refusal_fails_the_source_with_its_category(wiki, compile_with):
    fails_alone(wiki, compile_with(wiki, [refused("bio")]), "the model refused to answer (bio)")


def test_without_its_summary_page_a_source_fails_for_nothing_would_record_it(wiki, compile_with):
    def refuse_the_summary(body):
        asked = scripted.text_of(body).split("## The pages to write")[1]
        return refused("x") if '"type": "source-summary"' in asked else scripted.answer(body)

    fails_alone(
        wiki,
        compile_with(wiki, only("create", refuse_the_summary)),
        "its summary page was not written: ",
    )


def test_a_refusal_on_one_page_leaves_the_others(wiki, compile_with):
    def refuse_titan(body):
        return (
            refused("x")
            if '{"page": "titan", "title"' in scripted.text_of(body)
            else scripted.answer(body)
        )

    code, _, _ = compile_with(wiki, only("create", refuse_titan))
    (branch,) = wiki.branches()
    assert code == 1
    assert "wiki/entities/saturn.md" in wiki.git("diff", "--name-only", f"main..{branch}")
    assert "wiki/entities/titan.md" not in wiki.git("diff", "--name-only", f"main..{branch}")
    assert "Titan: the model refused to answer (x)" in proposal_text(wiki)
    assert "[[titan" not in wiki.at(branch, "wiki/entities/saturn.md")


# --- a connection that is not ---


@pytest.mark.parametrize(
    "fault",
    [
        status(429, "slow down", "rate_limit_error", retry_after=0.1),
        status(529, "overloaded", "overloaded_error", retry_after=0.1),
        status(500, "oops", "api_error", retry_after=0.1),
        hang_up(),
        drop(after_events=2),
        error_event("overloaded_error"),
        stopped(None, '{"title"'),
    ],
    ids=["429", "529", "500", "hang-up", "dropped", "error-event", "no-stop-reason"],
)
def test_a_passing_fault_is_waited_out_and_leaves_no_trace(wiki, compile_with, fault):
    code, _, server = compile_with(wiki, first_time(lambda body: fault))
    assert code == 0
    assert len(server.requests) == 1 + len(
        [r for r in server.requests if r is not server.requests[0]]
    )
    assert "Saturn has 82 known moons" in wiki.at(wiki.branches()[0], "wiki/entities/saturn.md")


def test_a_wrong_key_is_said_without_the_key(wiki, compile_with):
    result = compile_with(wiki, [status(401, "invalid: {authorization}", "authentication_error")])
    fails_alone(wiki, result, "ANTHROPIC_API_KEY")


def test_an_unknown_model_is_said_with_where_to_set_it(wiki, compile_with):
    fails_alone(wiki, compile_with(wiki, [status(404, "model: nope", "not_found_error")]), "models")


def test_a_server_that_knows_no_structured_output_is_asked_in_words(wiki, compile_with):
    def without_format(body):
        if "output_config" in body:
            return status(400, "output_config: Extra inputs are not permitted")
        return ok(json.dumps(by_prompt(body)))

    code, _, _ = compile_with(wiki, without_format)
    assert code == 0
    assert "refused `output_config.format`" in proposal_text(wiki)


def by_prompt(body):
    """Answer by what the system prompt asks, for servers that were sent no schema."""
    text = scripted.text_of(body).split("Answer with one JSON object and nothing else")[0]
    system = body["system"][0]["text"]
    if "you read one source" in system:
        return scripted.extract(text)
    return scripted.plan(text) if "you decide where" in system else scripted.create(text)


def test_a_server_that_ignores_the_schema_and_fences_its_json_is_understood(wiki, compile_with):
    code, _, _ = compile_with(
        wiki, lambda body: ok(f"```json\n{json.dumps(scripted.reply(body))}\n```")
    )
    assert code == 0


# --- limits ---


def test_a_budget_that_is_too_small_stops_before_the_first_call(tmp_path, compile_with):
    poor = team(
        tmp_path / "poor",
        {"one.md": ONE},
        SCHEMA.replace("dollars_per_source: 3.00", "dollars_per_source: 0.001"),
    )
    result = compile_with(poor, scripted.answer)
    fails_alone(poor, result, "past `dollars_per_source: 0.001`")
    assert result[2].requests == []


def test_a_budget_that_runs_out_keeps_the_finished_pages_and_says_what_is_not(
    tmp_path, compile_with
):
    poor = team(
        tmp_path / "poor",
        {"one.md": ONE},
        SCHEMA.replace("tokens_per_source: 1000000", "tokens_per_source: 48000"),
    )

    def dear(body):
        said = only("create", scripted.answer)(body)
        return replace(said, usage={"input_tokens": 9000, "output_tokens": 500})

    code, _, _ = compile_with(poor, dear)
    (branch,) = poor.branches()
    text = proposal_text(poor)
    assert code == 1
    assert "**Not written yet:**" in text
    assert "The budget is reached" in text
    assert "unplaced:" in poor.at(branch, "wiki/sources/moons-in-2019.md")
    poor.merge(branch)
    poor.add("schema.md", SCHEMA, "More money")
    assert compile_with(poor, scripted.answer)[0] == 0
    assert "unplaced:" not in poor.at(poor.branches()[0], "wiki/sources/moons-in-2019.md")


def test_an_answer_after_the_deadline_is_not_waited_for(tmp_path, compile_with):
    late = team(
        tmp_path / "late",
        {"one.md": ONE},
        SCHEMA.replace("seconds_per_source: 1800", "seconds_per_source: 1"),
    )
    fails_alone(late, compile_with(late, [replace(ok("{}"), wait=2.5)]), "seconds_per_source")


def test_one_source_that_fails_does_not_stop_the_others(wiki, compile_with):
    wiki.add("raw/two.md", TWO)

    def only_two(body):
        return ok("no") if "Moons in 2019" in scripted.text_of(body) else scripted.answer(body)

    code, said, _ = compile_with(wiki, only("extract", only_two))
    assert code == 1
    assert [b for b in wiki.branches() if "two" in b]
    assert not [b for b in wiki.branches() if "one" in b]
    assert "failed    raw/one.md" in said


def test_without_a_credential_auto_falls_back_and_says_so(wiki, capsys, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert main(["-C", str(wiki.root), "compile"]) == 0
    assert "No credential for a model was found" in proposal_text(wiki)
    capsys.readouterr()


def test_without_a_credential_the_model_librarian_refuses(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    strict = team(
        tmp_path / "strict", {"one.md": ONE}, SCHEMA.replace("librarian: auto", "librarian: model")
    )
    assert main(["-C", str(strict.root), "compile"]) == 1
    assert "No credential for the model was found" in capsys.readouterr().err
    assert not strict.branches()


def test_a_model_that_cannot_be_asked_stops_the_run_at_the_first_source_and_the_others_wait(
    tmp_path, capsys, monkeypatch
):
    made = team(tmp_path / "w", {f"{n}.md": f"The {n} works has 9 presses.\n" for n in "abc"})
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test")
    with MessagesServer(status(401, "invalid x-api-key")) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        code = main(["-C", str(made.root), "compile"])
        said = capsys.readouterr().err
        assert main(["-C", str(made.root), "compile", "--json"]) == 1
    assert (code, said.count("does not accept the credential")) == (1, 1)
    assert "stopped   2 more sources not tried: raw/b.md, raw/c.md" in said
    assert "Nothing is lost" in said
    assert [row.get("waits") for row in json.loads(capsys.readouterr().out)] == [None, True, True]
    assert len(server.requests) == 2
