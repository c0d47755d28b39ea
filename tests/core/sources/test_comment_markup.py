import time

import pytest

from pipeline.core.sources.code_api import write_comment
from pipeline.core.sources.comment_markup import write_markup


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("Opens {@link Lock#open(int, String) the lock}.", "Opens `the lock`."),
        ("Opens {@link Lock#open(int,\n String)}.", "Opens `Lock#open(int, String)`."),
        ("See {@linkplain #open()}, {@value Lock#MOST}.", "See `open()`, `Lock#MOST`."),
        ("A {@code Map<K, {a: b}>} of {@literal <x>}.", "A `Map<K, {a: b}>` of `<x>`."),
        ("{@inheritDoc} It is open.", " It is open."),
        ("It is <code>null</code> or <CODE>&lt;x&gt;</CODE>.", "It is `null` or `<x>`."),
        ("Call <pre>a();\n b();</pre> so.", "Call \n\n```\na();\n b();\n```\n\n so."),
        ("<pre>{@code\nList<A> a;\n}</pre>", "\n\n```\nList<A> a;\n```\n\n"),
        ("<pre>\n&#64;Lock <b>x</b>;\n</pre>", "\n\n```\n@Lock x;\n```\n\n"),
        ("<code>\nopen();\nshut();\n</code>", "\n\n```\nopen();\nshut();\n```\n\n"),
        ("{@link} and {@unknown a b} and {@code open", "{@link} and a b and {@code open"),
    ],
)
def test_the_markup_of_a_comment_becomes_markdown(comment, said):
    assert write_markup(comment) == said


def test_a_comment_of_java_keeps_its_code_and_its_lists():
    comment = """/**
     * Opens it.
     * <p>Like so:
     * <pre>
     *   # one
     *   @Open lock;
     * </pre>
     * <ul><li>slowly
     * <li>fully</ul>
     * @param lock the {@code lock}
     */"""
    assert write_comment(comment) == (
        "Opens it.\nLike so:\n\n```\n  # one\n  @Open lock;\n```\n\n- slowly\n- fully\n- `lock`: the `lock`"
    )


@pytest.mark.parametrize("sign", ["<pre>", "{@code ", "{@link a(", "{", "<code>\n", "{@x {"])
def test_no_comment_takes_long(sign):
    began = time.process_time()
    write_comment(f"/** {sign * 5_000} */")
    assert time.process_time() - began < 2
