"""Run every benchmark: ``python -m benchmarks``; each can also be run by its own name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run each module that can be run, one after another, in a process of its own."""
    for path in sorted(HERE.rglob("*.py")):
        if "if __name__" in path.read_text(encoding="utf-8") and path.name != Path(__file__).name:
            module = ".".join(path.relative_to(HERE.parent).with_suffix("").parts)
            print(f"\n== {module}", flush=True)
            subprocess.run([sys.executable, "-m", module], check=True)


if __name__ == "__main__":
    main()
