import pytest

from pipeline.adapters.store.reply_cache import FolderCache


def test_what_is_put_is_got(tmp_path):
    cache = FolderCache(tmp_path / "replies")
    cache.put("ab12", '{"text": "Gas – 天然气"}')
    assert cache.get("ab12") == '{"text": "Gas – 天然气"}'
    assert cache.get("ab13") is None
    assert [str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.*")] == [
        "replies/ab/ab12.json"
    ]


def test_a_write_that_fails_leaves_what_was_there_and_nothing_else(tmp_path):
    cache = FolderCache(tmp_path)
    cache.put("ab12", "old")
    with pytest.raises(UnicodeEncodeError):
        cache.put("ab12", "new \ud800")
    assert cache.get("ab12") == "old"
    assert len(list((tmp_path / "ab").iterdir())) == 1
