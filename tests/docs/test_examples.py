"""Every `python` and `console` block of the README files and the documentation is executed, page by page.

A page is one story: its blocks run from top to bottom, in one namespace and in a folder that holds the files of
docs/samples and docs/examples which the page links to, and nothing else. A block whose fence has a `title="name"` is
first written to that file. In a `console` block, what follows a `$ command` is the output it must give; `...` stands for
anything, as in doctest. The `sh` blocks are the commands for a fresh machine: `.ci/run` executes those of the README.
"""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from _pytest.mark import ParameterSet
from click.testing import CliRunner

from complaintkit.cli._app import app

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh.md",
    *sorted(ROOT.glob("plugins/*/README.md")),
    *sorted(page for page in ROOT.glob("docs/**/*.md") if "_build" not in page.parts),
]
OF_SQLITE = {
    "plugins/complaintkit-sqlmodel/README.md": "queries a file by a driver of its own",
    "docs/how-to/back-up-and-restore.md": "copies a file; a server has pg_dump",
}
FENCE = re.compile(
    r"^(?P<mark>```+)(?P<language>[\w-]*)(?P<info>[^\n]*)\n(?P<code>.*?)^(?P=mark)$", re.MULTILINE | re.DOTALL
)
COMMAND = re.compile(r"^\$ (?P<command>.*(?:\n> .*)*)\n?(?P<wanted>(?:(?!\$ ).*\n?)*)", re.MULTILINE)
SAMPLE = re.compile(r"\]\((?P<path>[^)\s]*\b(?:samples|examples)/[^)\s]+)\)")
LIKE_DOCTEST = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@attrs.frozen
class Block:
    """A fenced block of a page, at the line its code starts on."""

    page: Path
    line: int
    language: str
    title: str | None
    code: str

    def __str__(self) -> str:
        """Where it stands, as editors understand it."""
        return f"{self.page.relative_to(ROOT) if self.page.is_relative_to(ROOT) else self.page}:{self.line}"


def shown(page: Path) -> ParameterSet:
    """Return a page as the parameter of a test; one about SQLite's own files is skipped where desks are kept elsewhere."""
    name = str(page.relative_to(ROOT))
    marks = [pytest.mark.sqlite(OF_SQLITE[name])] if name in OF_SQLITE else []
    return pytest.param(page, id=name, marks=marks)


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of `page`, from top to bottom."""
    text = page.read_text("utf-8")
    for match in FENCE.finditer(text):
        title = re.search(r'title="([^"]+)"', match["info"])
        line = text.count("\n", 0, match.start("code")) + 1
        yield Block(page, line, match["language"], title and title[1], match["code"])


def run_python(block: Block, names: dict[str, object]) -> None:
    """Execute `block` in the namespace of its page; a traceback points into the page."""
    if not block.code.startswith(">>>"):
        exec(compile("\n" * (block.line - 1) + block.code, block.page, "exec"), names)  # noqa: S102  # what it is for
        return
    told: list[str] = []
    session = doctest.DocTestParser().get_doctest(block.code, names, str(block), str(block.page), block.line - 1)
    doctest.DocTestRunner(optionflags=LIKE_DOCTEST).run(session, out=told.append, clear_globs=False)
    names.update(session.globs)
    assert not told, "".join(told)


def run_console(block: Block) -> None:
    """Execute each command of `block` and compare what it prints."""
    for match in COMMAND.finditer(block.code):
        command = match["command"].replace("\n> ", "\n")
        code, said = typed(command)
        assert code == 0, f"{block}: {command} ends with {code}\n{said}"
        alike = doctest.OutputChecker().check_output(match["wanted"].strip() + "\n", said.strip() + "\n", LIKE_DOCTEST)
        assert alike, f"{block}: {command} should print\n{match['wanted']}\nbut prints\n{said}"


def typed(command: str) -> tuple[int, str]:
    """Execute what is typed, our own commands in this process, all else by a shell; return exit code and output."""
    if command.startswith("complaintkit ") and not set(command) & set("|&;<>()$"):
        shown = CliRunner().invoke(app, shlex.split(command.replace("\\\n", ""))[1:])
        return shown.exit_code, shown.output
    done = subprocess.run(
        ["bash", "-c", command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.returncode, done.stdout


def tell(page: Path) -> None:
    """Run the story of `page` in the current folder."""
    for link in SAMPLE.finditer(page.read_text("utf-8")):
        shutil.copy(page.parent / link["path"], ".")
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.title:
            Path(block.title).write_text(block.code, "utf-8")
        elif block.language == "python":
            run_python(block, names)
        elif block.language == "console":
            run_console(block)


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder and a plain terminal, with the commands of this environment on the path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.delenv("COMPLAINTKIT_DB", raising=False)


@pytest.mark.parametrize("page", [shown(page) for page in PAGES])
def test_a_page_does_what_it_says(page: Path) -> None:
    """Every example on a page runs, in the order it is read, and prints what the page shows."""
    tell(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_example_escapes(page: Path) -> None:
    """A fence that is indented, or written otherwise, would be shown and never run: there is none."""
    shown = re.findall(
        r"^\s*(?:`{3,}|~{3,}|:{3,})\s*\{?(?:code-block\}\s*)?(?:python|console)\b",
        page.read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(shown) == sum(block.language in {"python", "console"} for block in blocks(page))


@pytest.mark.parametrize(
    "text",
    [
        '```python\nassert "投诉" == "complaint"\n```\n',
        "```python\n>>> 1 + 1\n3\n```\n",
        "```console\n$ echo 已受理\nreceived\n```\n",
        "```console\n$ exit 2\n```\n",
    ],
    ids=["python", "doctest", "output", "exit"],
)
def test_a_wrong_example_is_found(text: str, tmp_path: Path) -> None:
    """An example that raises, prints something else or fails makes its page fail."""
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    with pytest.raises(AssertionError):
        tell(page)


def test_a_page_is_one_story(tmp_path: Path) -> None:
    """Later blocks see the files and the names of those before them, and the samples the page links to."""
    page = tmp_path / "page.md"
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples/staff.csv").write_text("陈卫东\n", "utf-8")
    page.write_text(
        "Take this [list](samples/staff.csv).\n"
        '```toml title="shop.toml"\nname = "长青"\n```\n'
        "```python\nfrom pathlib import Path\nname = Path('shop.toml').read_text('utf-8')\n```\n"
        "```python\n>>> name\n'name = ...'\n```\n"
        "```console\n$ cat staff.csv shop.toml\n陈卫东\nname = ...\n$ echo a \\\n> b\na b\n```\n",
        "utf-8",
    )
    tell(page)
