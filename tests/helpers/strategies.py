"""Texts that break things, for hypothesis."""

from hypothesis import strategies as st

TRAPS = (
    "NO", "no", "on", "Yes", "~", "null", "true", "12:30", "1.10", "1e3", "0o7", "0x1F", "1_000", ".5", "-", "- a", "?",
    "2024-05-01", "2024-05-01 10:00:00", "a: b", "a #b", "#", "# a", "---", "...", "a\n---\nb", "%TAG", "&a", "*a", "!t",
    "|", ">", "'", '"', "it's", '"a"', "[a]", "[[a]]", "{a}", "@a", "`a`", "<<", "=", "👩‍🚀 emoji", "日本語", "עברית",
    "\u202eabc", "\u200b", "\ufeff", "é", "e\u0301", "", " ", " a ", "a\\b", "a\nb", "\n", "\r", "a\r\nb", "a\tb", "\t",
    "\x85", "a\u2028b", "a\x0cb", "a\x0bb", "x" * 200,
)  # fmt: skip

any_text = st.one_of(
    st.sampled_from(TRAPS),
    st.text(max_size=40),
    st.lists(st.sampled_from(TRAPS), max_size=4).map(" ".join),
)
"""Any text that can stand in a file: no lone surrogates."""

PIECES = (
    "# H\n", "## H\n", "## `H` #\n", "##\n", "### H\n", "    ## code\n", "text\n", "\n", "\r\n", "\r", "\f", "\v", "\u2028", "- item\n",
    "> quote\n", "```\n", "~~~\n", "````\n", "- ```\n", "`", "``", "<!--", "-->", "$$", "%%", "[^a-1]", "[^a-1]: b\n", "[^a]:c\n",
    "[[x]]", "[[x|y]]", "[[x\\|y]]", "![[x]]", "[x](y.md)", "![x](http://a/b.png)", "\\", "\\[", "[", "]", "|", "\n| a | b |\n",
    "|---|\n", "---\n", "---", "...\n", "title: x\n", "a: [\n", "\ufeff", "\t", "    ", " ", "é", "日本", "🚀", "<b>", "&amp;", "*", "_",
)  # fmt: skip

markdown_text = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
"""Markdown that is cut off, nested and mixed up in every way."""

foreign_text = st.one_of(
    markdown_text, any_text, st.text(alphabet='\\`"[]<>*_|~$&#!()^:/-+= \n.1ax', max_size=40)
)
"""What a source could hold at its worst."""
