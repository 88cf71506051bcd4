"""``python -m jiqun``: the command line."""

from jiqun.cli import main

if __name__ == "__main__":
    main()
