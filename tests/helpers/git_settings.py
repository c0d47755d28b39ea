"""The settings of git in tests, in place of anybody's own: no process looks whether to tidy up."""

from pathlib import Path

GIT_SETTINGS = Path(__file__).with_name("gitconfig")
