"""The table of the benchmarks: what is written into a file, and where."""

import sys
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


def results_of(table, agrees=True):
    from harness import Result

    def result(seconds, loss):
        return Result("1", 1e-10, {"losses": [loss]}, [seconds])

    engines = {"nest": result(4.0, 1.0), "eprop": result(0.02, 1.0), "threads": result(0.01, 1.0 if agrees else 1.1)}
    return {workload.command: engines for workload in table.WORKLOADS}


def test_a_line_has_medians_and_ratios(table):
    lines = table.markdown(results_of(table), 2).splitlines()
    assert len(lines) == 2 + len(table.WORKLOADS)
    assert "2 threads" in lines[0]
    assert lines[2].endswith("| 4,000 ms | 20 ms | 10 ms | 200, 400 |")


def test_results_that_disagree_have_no_times(table):
    assert " ms " not in table.markdown(results_of(table, agrees=False), 2)


def test_only_what_stands_between_the_lines_is_replaced(table, tmp_path):
    file = tmp_path / "page.md"
    file.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    table.update(file, "new")
    assert file.read_text() == f"before\n{table.BEGIN}\nnew\n{table.END}\nafter\n"
    file.write_text("no lines\n")
    with pytest.raises(ValueError, match="no lines <!-- table -->"):
        table.update(file, "new")
    assert file.read_text() == "no lines\n"


@pytest.mark.parametrize("page", ["README.md", "docs/benchmarks.md"])
def test_the_pages_have_the_lines(table, page):
    text = (BENCH.parent / page).read_text()
    assert text.count(table.BEGIN) == text.count(table.END) == 1
