"""Checks `complaintkit plugins --json`, read from standard input: each plugin of plugins/ is listed and loads."""

import json
import sys
import tomllib
from pathlib import Path


def main() -> str | None:
    """What is amiss, or nothing."""
    told = {(line["distribution"], line["name"]): line for line in json.load(sys.stdin)}
    for path in sorted(Path("plugins").glob("*/pyproject.toml")):
        project = tomllib.loads(path.read_text("utf-8"))["project"]
        for entry in project["entry-points"]["complaintkit"]:
            line = told.get((project["name"], entry))
            if line is None:
                return f"{entry} of {project['name']} is not listed"
            if line["status"] not in {"available", "active"} or not line["hooks"]:
                return f"{entry} of {project['name']} is of no use: {line}"
            if line["version"] != project["version"]:
                return f"{project['name']} {project['version']} says that it is {line['version']}"
    return None


if __name__ == "__main__":
    sys.exit(main())
