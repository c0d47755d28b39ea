"""Which test holds a module: the one of its own name, or the one that stands in `HELD`.

`pipeline/core/markup/links.py` has `tests/core/markup/test_links.py`; the `__init__` of a folder
has `test_<folder>.py` in it, and a rule has a folder of examples, `tests/rules/<id>/`.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.project.layers import FILES, inner_imports, ours, tree_of

TESTS = Path(__file__).parents[1]
OPENING = 4  # lines: a module of fewer, such as an `__init__` that only says what it is for, needs no test

# A module, or all modules of a folder, and the test that would fail if they did not work.
HELD = {
    "__main__": "whole/test_signals.py",
    "adapters/files": "adapters/test_machine_faults.py",
    "adapters/secrets": "adapters/messages/test_credentials.py",
    "adapters/server_words": "adapters/github/test_client.py",
    "adapters/github/": "adapters/github/test_client.py",
    "adapters/messages/": "adapters/messages/test_chat.py",
    "adapters/messages/batch_calls": "adapters/messages/test_batches.py",
    "adapters/messages/count_tokens": "operations/setup/test_ask_model.py",
    "adapters/messages/faults": "adapters/messages/test_chat_faults.py",
    "adapters/messages/deadline": "adapters/messages/test_chat_faults.py",
    "adapters/git/repository_reader": "adapters/git/test_repository.py",
    "adapters/processes/bounded_child": "adapters/processes/test_bounded_reading.py",
    "adapters/processes/bounded_program": "adapters/processes/test_qmd.py",
    "adapters/processes/draw_pictures": "runs/test_pictures_replay.py",
    "adapters/processes/gfm_child": "adapters/processes/test_gfm.py",
    "adapters/processes/time_limited": "whole/test_no_hold_up.py",
    "adapters/store/facts": "operations/lint/test_lint.py",
    "adapters/store/lint_notes": "operations/repository/test_due_lines.py",
    "adapters/store/search_rows": "adapters/store/test_search_index.py",
    "adapters/vectors/": "adapters/vectors/test_wheel_model.py",
    "adapters/store/support_verdicts": "operations/compile/test_check_support.py",
    "adapters/store/verdicts": "operations/lint/test_judge.py",
    "cli/": "cli/test_cli.py",
    "cli/path": "cli/test_search.py",
    "cli/command_list": "cli/test_help.py",
    "cli/completion": "cli/test_help.py",
    "cli/accept": "cli/test_review.py",
    "cli/reject": "cli/test_review.py",
    "cli/rendering": "cli/test_review.py",
    "adapters/processes/pager": "cli/test_review.py",
    "operations/repository/source_sentences": "cli/test_copies_and_moves.py",
    "operations/repository/shown_pictures": "operations/compile/test_shown_pictures.py",
    "operations/repository/rejections": "cli/test_review.py",
    "operations/review/": "cli/test_review.py",
    "adapters/export_folder": "operations/export/test_export.py",
    "operations/export/read_contents": "operations/export/test_export.py",
    "core/training/claim_table": "core/training/test_training_set.py",
    "core/training/clusters": "core/training/test_leaks.py",
    "core/training/example": "core/training/test_leaks.py",
    "core/training/joined_facts": "core/training/test_training_set.py",
    "core/training/questions/": "core/training/test_questions.py",
    "core/training/superseded_values": "core/training/test_supersessions.py",
    "core/training/wordings/": "core/training/test_wordings.py",
    "core/training/refusals": "core/training/test_alike_things.py",
    "core/training/single_facts": "core/training/test_training_set.py",
    "outputs/training/": "outputs/training/test_training.py",
    "outputs/exports/okf/": "outputs/exports/test_okf.py",
    "core/errors": "adapters/processes/test_thread_pool.py",
    "core/model_call": "core/test_pricing.py",
    "core/picture": "readers/test_pictures.py",
    "core/strict_json": "operations/github/test_results.py",
    "core/answers/": "core/answers/test_conclude.py",
    "core/answers/page_words": "core/answers/test_filing.py",
    "core/answers/support_items": "cli/test_ask.py",
    "core/answers/eval_report": "core/answers/test_grade.py",
    "core/answers/as_values": "core/answers/test_as_text.py",
    "core/answers/filed_answer": "core/answers/test_filing.py",
    "core/bookkeeping/index": "core/bookkeeping/test_derive.py",
    "core/bookkeeping/taken_note": "rules/test_rules.py",
    "core/changes/": "core/changes/test_assemble.py",
    "core/changes/page_difference": "core/changes/pull_request/test_pull_request.py",
    "core/changes/told_changes": "core/changes/test_proposal_title.py",
    "core/changes/feedback": "operations/github/test_reviewer_remarks.py",
    "core/changes/section_coverage": "whole/test_long_sources.py",
    "core/changes/silent_parts": "librarian/model/steps/test_join_parts.py",
    "core/changes/chapter_commits": "whole/test_long_sources.py",
    "core/changes/moved_sources": "cli/test_copies_and_moves.py",
    "core/changes/limits": "operations/github/test_results.py",
    "core/changes/proof": "whole/test_forged_change_sets.py",
    "core/changes/proposal": "operations/compile/test_propose.py",
    "core/changes/pull_request/": "core/changes/pull_request/test_pull_request.py",
    "core/changes/reword": "operations/compile/test_check_support.py",
    "core/changes/read_source": "librarian/extractive/test_write.py",
    "core/changes/replay": "operations/compile/test_propose.py",
    "core/claims/": "core/claims/test_candidate_pairs.py",
    "core/claims/as_findings": "core/claims/test_verdict_checks.py",
    "core/claims/judgement": "core/claims/test_disputes.py",
    "core/claims/tense": "core/claims/test_already_told.py",
    "core/findings/as_text": "outputs/findings/test_findings.py",
    "core/findings/page_findings": "rules/test_quick_rules.py",
    "core/findings/rule_docs": "outputs/findings/test_findings.py",
    "core/findings/view": "rules/test_rules.py",
    "core/github/places": "core/changes/pull_request/test_pull_request.py",
    "core/github/quoted": "core/changes/pull_request/test_pull_request.py",
    "core/github/state": "adapters/github/test_client.py",
    "core/history/": "core/history/test_compare_states.py",
    "core/github/branch_rules": "adapters/github/test_client.py",
    "core/issues/checklist": "operations/setup/test_doctor.py",
    "core/issues/health": "core/issues/text/test_text.py",
    "core/issues/issue": "core/issues/test_markers.py",
    "core/issues/issue_plan": "core/issues/test_reconcile.py",
    "core/issues/tell_issues_apart": "core/issues/test_reconcile.py",
    "core/issues/judging_report": "operations/github/test_triage.py",
    "core/issues/text/": "core/issues/text/test_text.py",
    "core/language/abbreviations": "core/language/test_sentences.py",
    "core/language/frequent_words": "core/language/test_detection.py",
    "core/language/numeric_dates": "core/language/test_local_quantities.py",
    "core/language/quantity": "core/language/test_quantities.py",
    "core/markup/": "core/markup/test_links.py",
    "core/markup/ignore_comments": "rules/test_rules.py",
    "core/support/item": "core/support/test_page_items.py",
    "core/upkeep/": "core/upkeep/test_upkeep.py",
    "core/wiki/link_resolution": "core/markup/test_links.py",
    "core/wiki/relink": "core/upkeep/test_upkeep.py",
    "librarian/__init__": "librarian/extractive/test_write.py",
    "librarian/extractive/": "librarian/extractive/test_write.py",
    "librarian/extractive/source/": "librarian/extractive/test_extract.py",
    "librarian/extractive/values/": "librarian/extractive/test_referee.py",
    "librarian/model/": "operations/compile/test_compile.py",
    "librarian/model/steps/answer": "librarian/model/test_answerer.py",
    "librarian/model/steps/route": "librarian/model/test_answerer.py",
    "librarian/model/steps/numbered_rows": "librarian/model/steps/test_support.py",
    "librarian/model/steps/batches": "operations/compile/test_compile_pages.py",
    "librarian/model/steps/writing_task": "operations/compile/test_compile_pages.py",
    "librarian/model/referee": "operations/lint/test_judge.py",
    "librarian/model/ask_in_batches": "librarian/model/test_examiner.py",
    "librarian/model/steps/feedback": "operations/compile/test_compile_with_feedback.py",
    "operations/compile/ask_first": "whole/test_long_sources.py",
    "operations/compile/commit_proposal": "whole/test_long_sources.py",
    "operations/compile/prompt_files": "librarian/model/steps/test_extract.py",
    "operations/compile/check_pages": "operations/compile/test_propose.py",
    "operations/compile/choose_sources": "operations/compile/test_compile.py",
    "operations/compile/keep_proposal": "operations/compile/test_propose.py",
    "operations/compile/note_copies": "cli/test_copies_and_moves.py",
    "operations/compile/reread": "operations/repository/test_kept_texts.py",
    "operations/compile/choose_librarian": "operations/compile/test_compile_with_feedback.py",
    "operations/compile/estimate": "operations/compile/test_compile.py",
    "operations/compile/replay": "operations/compile/test_propose.py",
    "operations/github/": "whole/test_flows.py",
    "operations/github/drop_source": "whole/test_drop.py",
    "operations/github/lay_wanted": "whole/test_drop.py",
    "operations/github/serve_ticks": "whole/test_ticks.py",
    "operations/github/file_from_issue": "operations/github/test_reply.py",
    "operations/github/fix": "whole/test_lint_flows.py",
    "operations/github/questions": "operations/github/test_take_question.py",
    "operations/lint/": "operations/lint/test_lint.py",
    "operations/lint/try_addresses": "operations/lint/test_lint.py",
    "operations/repository/": "cli/test_cli.py",
    "operations/setup/demo": "cli/test_cli.py",
    "operations/setup/branch_checks": "operations/setup/test_doctor.py",
    "operations/setup/credential_checks": "operations/setup/test_doctor.py",
    "operations/setup/doctor_checks": "operations/setup/test_doctor.py",
    "operations/setup/example": "operations/setup/test_start_wiki.py",
    "operations/setup/start_commit": "operations/setup/test_start_wiki.py",
    "operations/setup/start_costs": "operations/setup/test_start_wiki.py",
    "operations/setup/start_pending": "operations/setup/test_start_wiki.py",
    "core/setup/start_files": "operations/setup/test_start_wiki.py",
    "core/setup/start_pull": "operations/setup/test_start_wiki.py",
    "core/setup/start_wish": "core/setup/test_decide_start.py",
    "operations/setup/doctor_view": "operations/setup/test_doctor.py",
    "operations/setup/settings_checks": "operations/setup/test_doctor.py",
    "adapters/web/get_once": "operations/add/test_fetch_address.py",
    "adapters/web/way_out": "operations/add/test_fetch_address.py",
    "adapters/web/visit": "operations/add/test_fetch_address.py",
    "core/sources/picture_markup": "core/sources/test_pictures.py",
    "core/sources/content_type": "operations/add/test_fetch_address.py",
    "core/sources/source_request": "operations/github/test_offer_sources.py",
    "core/sources/web_answer": "operations/add/test_fetch_address.py",
    "core/sources/page_signs": "operations/add/test_fetch_walls.py",
    "core/sources/known_sites": "operations/add/test_fetch_known_sites.py",
    "adapters/processes/bounded_pages": "operations/add/test_fetch_walls.py",
    "operations/add/": "cli/test_add.py",
    "adapters/git/stage_files": "cli/test_add.py",
    "adapters/git/history": "operations/repository/test_derive.py",
    "adapters/git/object_id": "adapters/git/test_repository.py",
    "adapters/git/working_file": "adapters/git/test_repository.py",
    "operations/ask/": "cli/test_ask.py",
    "operations/ask/check_floors": "cli/test_eval.py",
    "operations/ask/evaluate": "cli/test_eval.py",
    "core/search/near_section": "operations/ask/test_search.py",
    "operations/ask/near_pages": "cli/test_search_engines.py",
    "operations/ask/qmd_search": "adapters/processes/test_qmd.py",
    "operations/ask/search_wiki": "cli/test_search_engines.py",
    "operations/ask/rerank": "operations/ask/test_search.py",
    "operations/ask/rank_pages": "operations/ask/test_search.py",
    "operations/ask/rare_words": "operations/ask/test_statements.py",
    "mcp/": "mcp/test_server.py",
    "operations/ask/backlinks": "mcp/test_link_tools.py",
    "operations/ask/list_pages": "mcp/test_find_tools.py",
    "operations/ask/named_page": "mcp/test_read_tools.py",
    "operations/ask/page_sources": "mcp/test_source_tools.py",
    "operations/ask/pack_context": "mcp/test_answer_tools.py",
    "operations/compile/propose_source": "mcp/test_write_tools.py",
    "operations/ask/wiki_index": "cli/test_search.py",
    "cli/init_existing": "whole/test_existing_wikis.py",
    "operations/setup/existing_wiki": "whole/test_existing_wikis.py",
    "operations/setup/product": "operations/setup/test_upgrade.py",
    "operations/upkeep/checks": "operations/upkeep/test_upkeep.py",
    "outputs/__init__": "cli/test_make.py",
    "outputs/chart/": "outputs/chart/test_chart.py",
    "core/reports/wanted_output": "operations/github/test_deliver_outputs.py",
    "operations/github/draft_outputs": "operations/github/test_deliver_outputs.py",
    "operations/github/take_making": "operations/github/test_deliver_outputs.py",
    "outputs/document/": "outputs/report/test_report.py",
    "outputs/slides/": "outputs/slides/test_slides.py",
    "outputs/findings/": "outputs/findings/test_findings.py",
    "core/charts/": "core/charts/test_choice.py",
    "core/reports/": "cli/test_make_report.py",
    "core/reports/blocks": "outputs/slides/test_slides.py",
    "operations/make/": "cli/test_make_report.py",
    "operations/make/make_chart": "core/charts/test_choice.py",
    "librarian/extractive/outputs/choose_values": "core/charts/test_choice.py",
    "librarian/model/reporter": "cli/test_make_report.py",
    "librarian/model/steps/report": "cli/test_make_report.py",
    "librarian/model/steps/chart": "cli/test_make_model_chart.py",
    "operations/make/draft_model_chart": "cli/test_make_model_chart.py",
    "operations/make/stale_outputs": "operations/github/test_deliver_outputs.py",
    "adapters/processes/pandoc": "outputs/report/test_report.py",
    "readers/": "readers/test_readers.py",
    "readers/html/": "readers/html/test_html.py",
    "readers/rst/": "readers/rst/test_rst.py",
}
# Modules that import others by a name from a table.
BY_NAME = {
    "cli/__init__": "cli/",
    "outputs/__init__": "outputs/",
    "outputs/findings/__init__": "outputs/findings/",
    "readers/__init__": "readers/",
    "rules/__init__": "rules/",
}


def own_test(name: str) -> str:
    """Return the path below `tests` of the test that a module has by its name."""
    folder, _, base = name.rpartition("/")
    base = folder.rpartition("/")[2] if base == "__init__" else base
    return f"{folder}/test_{base}.py".lstrip("/")


def has_own_test(name: str) -> bool:
    """Tell whether a module has a test of its own name, or a rule its folder of examples."""
    rule = name.removeprefix("rules/").replace("_", "-")
    is_rule = name.startswith("rules/") and (TESTS / "rules" / rule).is_dir()
    return is_rule or (TESTS / own_test(name)).is_file()


def needs_one(name: str) -> bool:
    """Tell whether there is anything in a module that a test could hold."""
    said = ast.get_docstring(tree_of(name)) is not None
    lines = 0
    for node in tree_of(name).body[said:]:
        statements = sum(isinstance(x, ast.stmt) for x in ast.walk(node))
        if lines + statements >= OPENING:  # each is a line at least; to write them out takes long
            return True
        lines += len(ast.unparse(node).splitlines())
        if lines >= OPENING:
            return True
    return False


def holder_of(name: str) -> str:
    """Return the key of `HELD` that speaks for a module, the longest of them; "" if there is none."""
    folders = (key for key in HELD if key.endswith("/") and name.startswith(key))
    return name if name in HELD else max(folders, key=len, default="")


@cache
def reached_by(test: str) -> frozenset[str]:
    """Return the modules that a test imports, directly or through others, at whatever depth."""
    found: set[str] = set()
    set_up = (folder / "conftest.py" for folder in (TESTS / test).parents if folder != TESTS.parent)
    files = [TESTS / test, *(file for file in set_up if file.is_file())]
    open_ = [name for file in files for name in _imports_of(file)]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += inner_imports(name)
            table = BY_NAME.get(name)
            open_ += [other for other in FILES if table and other.startswith(table)]
    return frozenset(found)


@cache
def _imports_of(file: Path) -> frozenset[str]:
    """Return the modules of ours that a file of the tests names, also through its helpers."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            if node.module.startswith("pipeline"):
                found |= {ours(x) or ours(node.module) for x in names}
            elif node.module.startswith("tests"):
                for dotted in (node.module, *names):
                    helper = TESTS.parent / f"{dotted.replace('.', '/')}.py"
                    found |= _imports_of(helper) if helper.is_file() else set()
    return frozenset(found - {""})
