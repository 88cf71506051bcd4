"""Every command block of the documentation runs, in order, in an empty folder.

A page is Markdown; its ``bash`` blocks are one session. A block that must not run (it needs a
network, or waits) stands after a comment ``<!-- not run: why -->``; a page that reads the real
statistics says ``<!-- needs: data -->`` and finds them in ``$DATA``.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    p for folder in ("tutorials", "how-to") for p in (ROOT / "docs" / folder).glob("*.md")
)
BLOCK = re.compile(r"(<!-- not run: [^>]+ -->\n)?```bash\n(.*?)```", re.DOTALL)


def session(page):
    text = page.read_text(encoding="utf-8")
    return "\n".join(code for skipped, code in BLOCK.findall(text) if not skipped)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_page_runs(page, tmp_path, request):
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    if "<!-- needs: data -->" in page.read_text(encoding="utf-8"):
        env["DATA"] = str(request.getfixturevalue("shared_data"))
    script = session(page)
    assert script.strip(), "a page without a command"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
