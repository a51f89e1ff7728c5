"""What README.md tells a reader to do does what it says."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from eprop.cli import main
from eprop.tasks import TASKS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"\.venv/bin/eprop (.*)$", README, flags=re.M)


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.M | re.S)


def test_example_prints_what_stands_below_it():
    (code,), (expected,) = blocks("python"), blocks("text")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == expected


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command, tmp_path, monkeypatch):
    """Every command line of ours, for one short iteration, its files in a scratch folder."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [*shlex.split(command), "--iterations", "1", "--batch-size", "1"])
    assert result.exit_code == 0, result.output
    assert list(Path("figures").glob("*.png"))


def test_first_command_is_the_main_job():
    assert COMMANDS[0].startswith("run evidence-accumulation")
    assert "tests/run.sh" in README


def test_every_task_is_in_the_table():
    section = README.partition("## Tasks")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", section, flags=re.M) == list(TASKS)
