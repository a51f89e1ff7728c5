"""The table of the benchmarks: what is written into a file, and where."""

import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def table(monkeypatch):
    monkeypatch.syspath_prepend(BENCH)
    from table import measure

    yield measure
    for name in [name for name, module in sys.modules.items() if str(BENCH) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]


def results_of(table):
    from harness import Result

    seconds = {"nest": 4.0, "eprop": 0.02, "threads": 0.01}
    engines = {name: Result("1", 1e-10, {"losses": [1.0]}, [time]) for name, time in seconds.items()}
    return {workload.command: engines for workload in table.WORKLOADS}


def test_a_line_has_medians_and_ratios(table):
    lines = table.markdown(results_of(table), 2).splitlines()
    assert len(lines) == 2 + len(table.WORKLOADS)
    assert "2 threads" in lines[0]
    assert lines[2].endswith("| 4,000 ms | 20 ms | 10 ms | 200, 400 |")


def test_no_table_is_made_of_results_that_disagree(table, tmp_path, monkeypatch):
    file = tmp_path / "page.md"
    file.write_text(f"{table.BEGIN}\nold\n{table.END}\n")
    found = [*results_of(table).values()]
    options = Namespace(threads=2, update=[file], json=tmp_path / "figures.json", task="table")
    compared = iter([*found[:-1], None, *found])
    monkeypatch.setattr(table, "_compare", lambda workload, options: next(compared))
    assert table.run(options) == 1
    assert "old" in file.read_text()
    assert not options.json.exists()
    assert table.run(options) == 0
    assert "4,000 ms" in file.read_text()
    assert options.json.exists()


def test_only_what_stands_between_the_lines_is_replaced(table, tmp_path):
    file = tmp_path / "page.md"
    file.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    table.update(file, "new")
    assert file.read_text() == f"before\n{table.BEGIN}\nnew\n{table.END}\nafter\n"


@pytest.mark.parametrize("text", ["no lines\n", "<!-- /table -->\n<!-- table -->\n", None])
def test_files_without_the_lines_are_refused_at_once(table, tmp_path, text):
    file = tmp_path / "page.md"
    if text:
        file.write_text(text)
    with pytest.raises(ArgumentTypeError, match="has no lines <!-- table --> and <!-- /table -->"):
        table.page(str(file))


@pytest.mark.parametrize("page", ["README.md", "docs/benchmarks.md"])
def test_the_pages_have_the_lines(table, page):
    text = table.page(str(BENCH.parent / page)).read_text()
    assert text.count(table.BEGIN) == text.count(table.END) == 1
