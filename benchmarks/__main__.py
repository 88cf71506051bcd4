"""Run every benchmark: ``python -m benchmarks``; each can also be run by its own name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run each module that can be run, one after another, in a process of its own."""
    for path in sorted(HERE.glob("*.py")):
        if "if __name__" in path.read_text(encoding="utf-8") and path.name != Path(__file__).name:
            print(f"\n== {path.stem}", flush=True)
            subprocess.run([sys.executable, "-m", f"benchmarks.{path.stem}"], check=True)


if __name__ == "__main__":
    main()
