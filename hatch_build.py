"""Builds the atlas into the package on the way to a wheel or an editable install.

With Node 20 or later the front end in ``atlas/`` is built into ``src/jiqun/web/static``. Without it
the package is complete but for the atlas: the build says so and goes on. ``JIQUN_ATLAS=skip``
leaves it out on purpose; with ``JIQUN_ATLAS=require`` or ``CI=true`` a missing atlas is an error.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_NEEDED = 20
#: What the built atlas depends on; node_modules is not among it.
SOURCES = (
    "package.json", "package-lock.json", "vite.config.ts", "index.html",
    "openapi.json", "plugins", "public", "src",
)  # fmt: skip
#: Made from ``openapi.json`` by the build itself.
MADE = "api-types.d.ts"
STAMP = "built-from.txt"
LEFT_OUT = (
    "jiqun: the atlas is left out of this installation ({why}).\n"
    "jiqun: everything else works. For the atlas, install Node.js {node} or later and reinstall."
)


def node_version(node: str | None) -> int:
    """Major version of Node.js, 0 where there is none."""
    if node is None:
        return 0
    try:
        told = subprocess.run(  # noqa: S603 - the path comes from PATH, the arguments are ours
            [node, "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.match(r"v(\d+)\.", told)
    return int(found.group(1)) if found else 0


def digest_of(atlas: Path) -> str:
    """Digest of everything the built atlas depends on."""
    digest = hashlib.sha256()
    for name in SOURCES:
        top = atlas / name
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in files:
            if path.is_file() and path.name != MADE:
                digest.update(str(path.relative_to(atlas)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def why_not(atlas: Path, *, wish: str, node: str | None, npm: str | None) -> str:
    """Tell why the atlas cannot be built here; empty where it can."""
    if wish == "skip":
        return "JIQUN_ATLAS=skip"
    if not (atlas / "package.json").exists():
        return "its source is not here"
    version = node_version(node)
    if version == 0 or npm is None:
        return "Node.js and npm were not found"
    if version < NODE_NEEDED:
        return f"Node.js {version} is too old, {NODE_NEEDED} is needed"
    return ""


def build(atlas: Path, static: Path, npm: str) -> str:
    """Build the atlas; the last lines of the failure, or nothing."""
    environment = {**os.environ, "JIQUN_ATLAS_OUT": str(static)}
    for command in (
        [npm, "ci", "--include=dev", "--no-audit", "--no-fund", "--ignore-scripts"],
        [npm, "run", "build"],
    ):
        done = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=atlas, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
            return f"{' '.join(command[1:3])} failed: {tail}"
    return ""


class AtlasBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling gathers the files of the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the atlas if it is not there or its source has changed."""
        del version, build_data
        if self.target_name == "sdist":
            return
        root = Path(self.root)
        atlas, static = root / "atlas", root / "src" / "jiqun" / "web" / "static"
        wish = os.environ.get("JIQUN_ATLAS", "")
        npm = shutil.which("npm")
        why = why_not(atlas, wish=wish, node=shutil.which("node"), npm=npm)
        stamp = static / STAMP
        if not why:
            digest = digest_of(atlas)
            if stamp.exists() and stamp.read_text() == digest:
                return
            why = build(atlas, static, str(npm))
            if not why:
                stamp.write_text(digest)
        if why:
            self._left_out(why, required=wish == "require" or os.environ.get("CI") == "true")

    def _left_out(self, why: str, *, required: bool) -> None:
        text = LEFT_OUT.format(why=why, node=NODE_NEEDED)
        if required and "skip" not in why:
            raise RuntimeError(text)
        sys.stderr.write(text + "\n")
