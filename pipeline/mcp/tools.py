"""The table of the tools: a line each, a function each."""

from __future__ import annotations

from pipeline.mcp import answer_tools as answers
from pipeline.mcp import find_tools as find
from pipeline.mcp import health_tools as health
from pipeline.mcp import history_tools as history
from pipeline.mcp import link_tools as links
from pipeline.mcp import read_tools as read
from pipeline.mcp import source_tools as sources
from pipeline.mcp import write_tools as writes
from pipeline.mcp.tool import Hints, Tool

# fmt: off
TOOLS = (
    Tool("search", "Search the wiki", "Find pages by words, phrases and prefixes, with the statements that say so and their line numbers.", find.search, find.SearchArguments, find.SearchAnswer),  # noqa: E501
    Tool("fetch", "Fetch a page", "Return the text of a page, as Markdown with citation marks; a long page comes in pieces.", read.fetch, read.FetchArguments, read.FetchAnswer),  # noqa: E501
    Tool("read_section", "Read a section", "Return one section of a page, or what stands before the first.", read.read_section, read.SectionArguments, read.SectionAnswer),  # noqa: E501
    Tool("list_pages", "List pages", "List the pages of the wiki, all of them or of one type, source, confidence or time.", find.list_pages, find.ListArguments, find.ListAnswer),  # noqa: E501
    Tool("backlinks", "Pages that link here", "Return the pages that link to a page, each with the statement that does.", links.backlinks, links.BacklinksArguments, links.BacklinksAnswer),  # noqa: E501
    Tool("path", "How two pages hang together", "Return the shortest way over links between two pages, with the statement at each step.", links.path, links.PathArguments, links.PathAnswer),  # noqa: E501
    Tool("sources_of", "What a page rests on", "Return the citations of a page or of one statement: what is stated, the verbatim quotes, and the lines of the sources.", sources.sources_of, sources.SourcesArguments, sources.SourcesAnswer),  # noqa: E501
    Tool("context_pack", "Statements worth having", "Return the statements of the wiki that are worth having for a question, within a budget of tokens: those that hold now, then those told as superseded. It asks no model.", answers.context_pack, answers.PackArguments, answers.PackAnswer),  # noqa: E501
    Tool("ask", "Ask the wiki", "Answer a question from the wiki, each sentence with the marks it rests on, or say that the wiki does not know. It may ask the model that the team has set up, which costs money.", answers.ask, answers.AskArguments, answers.AskAnswer, Hints(open_world=True, slow=True)),  # noqa: E501
    Tool("changes", "What the wiki learned", "Tell what the wiki learned, superseded, contradicted and answered between two commits or days. It asks no model.", history.changes, history.ChangesArguments, history.ChangesAnswer, Hints(slow=True)),  # noqa: E501
    Tool("lint", "What is wrong with the wiki", "Return what the rules find: dead links, orphans, stale claims and the like. It asks no model.", health.lint, health.LintArguments, health.LintAnswer),  # noqa: E501
    Tool("propose_source", "Propose a source", "Make a proposal of a text: the file under raw/ and the pages made of it, on a branch that a person reviews and merges. It may ask the model that the team has set up.", writes.propose, writes.SourceArguments, writes.ProposalAnswer, Hints(writes=True, open_world=True, slow=True)),  # noqa: E501
    Tool("file_answer", "Keep an answer", "Make a proposal of a page that keeps an answer of `ask`, on a branch that a person reviews and merges.", writes.file_answer, writes.AnswerToFile, writes.ProposalAnswer, Hints(writes=True, slow=True)),  # noqa: E501
)
# fmt: on
