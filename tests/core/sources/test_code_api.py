"""Which files of a repository are a public API, and how what is said there is written."""

from pipeline.core.sources.code_api import clean_comment, group_code, write_comment


def test_what_is_no_api_is_left_out_and_packages_are_named():
    paths = [
        *(
            "core/src/a.rs",
            "core/src/deep/b.rs",
            "core/tests/c.rs",
            "core/build.rs",
            "benches/d.rs",
        ),
        *("src/main/java/org/a/K.java", "src/test/java/org/a/KTest.java", "net/http/x.go"),
        *(
            "net/http/x_test.go",
            "net/internal/y.go",
            "dist/z.js",
            "node_modules/w/index.js",
            "a.py",
        ),
    ]
    assert {name: files for name, (_, files) in group_code(paths, "r").items()} == {
        "core (Rust)": ["core/src/a.rs", "core/src/deep/b.rs"],
        "org/a (Java)": ["src/main/java/org/a/K.java"],
        "net/http (Go)": ["net/http/x.go"],
    }


def test_a_comment_cannot_open_a_heading_or_leave_a_block_of_code_open():
    assert write_comment("/// # One\n/// ```\n/// x") == "**One**\n```\nx\n```"
    assert clean_comment("/**\n * One\n *   two\n */") == "One\n  two"
    assert "AAAA" not in write_comment(f"// ![a](data:image/png;base64,{'A' * 200})")
