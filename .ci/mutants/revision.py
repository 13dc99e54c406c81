"""What changed since a revision, by git."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def base() -> str:
    """Name what the work since is compared with: where it left the main branch; on that branch the commit before the last."""
    for branch in ("origin/main", "main"):
        found = _git("merge-base", "HEAD", branch)
        if found and found != _git("rev-parse", "HEAD"):
            return found
    return _git("rev-parse", "--verify", "--quiet", "HEAD~1") or "HEAD"  # a clone may hold one commit


def changed_lines(revision: str) -> Mapping[Path, set[int]]:
    """Give the numbers of the lines that are new since then, by file."""
    lines, path = defaultdict[Path, set[int]](set), Path()
    for line in _git("diff", "--unified=0", "--no-color", "--no-ext-diff", revision, "--", "src").splitlines():
        if line.startswith("+++ "):
            path = Path(line.removeprefix("+++ b/"))
        elif found := _HUNK.match(line):
            lines[path].update(range(int(found[1]), int(found[1]) + int(found[2] or 1)))
    return lines


def _git(*words: str) -> str:
    """Give what git says, or nothing where it refuses."""
    return subprocess.run(["git", *words], check=False, capture_output=True, text=True).stdout.strip()
