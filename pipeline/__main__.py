"""`python -m pipeline` is the `wiki` command."""

from pipeline.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
