"""What a multimeter keeps, against a plain list of rows: values that repeat, erased rows, targets that change."""

import numpy as np
import pytest

import eprop

STEPS = 60
VALUES = (0.0, -0.0, 1.0, 2.5, np.float64(5e-324))  # 0.0 and -0.0 are different bytes


class Rows:
    """The rows that the multimeter is to show: the rate of generators that a table holds, (step, generator)."""

    def __init__(self, table, ids, interval):
        self.table, self.ids, self.interval = table, ids, interval
        self.rows, self.next = [], 1

    def simulate(self, end, connected):
        """What is collected until step `end`; samples of the last step are collected later."""
        for stamp in range(self.next, end):
            if stamp % self.interval == 0:
                self.rows += [(float(stamp), self.ids[j], self.table[stamp, j]) for j in connected]
        self.next = end

    def columns(self):
        times, senders, rates = zip(*self.rows, strict=True) if self.rows else ((), (), ())
        return {"times": np.array(times, float), "senders": np.array(senders, int), "rate": np.array(rates, float)}


def same(events, expected):
    """Equal to the last bit, and of the same types."""
    return list(events) == sorted(expected) and all(
        events[name].dtype == column.dtype and events[name].tobytes() == column.tobytes()
        for name, column in expected.items()
    )


@pytest.fixture
def generators():
    """Generators whose rate repeats itself or changes from step to step, and what it is."""
    eprop.set(resolution=1.0)
    rng = np.random.default_rng(3)
    held = np.repeat(rng.choice(VALUES, (STEPS // 6, 4)), 6, axis=0)  # all at once
    table = np.where(rng.random((STEPS, 4)) < 0.1, rng.choice(VALUES, (STEPS, 4)), held)
    table[10:14] = np.array([[0.0, -0.0, -0.0, 0.0]]).T
    nodes = eprop.Create("step_rate_generator", 4)
    times = np.arange(1.0, STEPS)
    nodes.set([{"amplitude_times": times, "amplitude_values": table[1:, j]} for j in range(4)])
    return nodes, table


@pytest.mark.parametrize("interval", [1, 3])
@pytest.mark.parametrize("targets", [1, 4])
def test_values_are_kept_to_the_last_bit(generators, interval, targets):
    nodes, table = generators
    meter = eprop.Create("multimeter", {"record_from": ["rate"], "interval": float(interval)})
    eprop.Connect(meter, nodes[:targets])
    rows = Rows(table, nodes.tolist(), interval)
    for end in (1, 2, 20, 21, STEPS - 1):
        eprop.Simulate(float(end - eprop.biological_time))
        rows.simulate(end, range(targets))
        assert same(meter.events, rows.columns())


@pytest.mark.parametrize("moment", [7, 12, 13])
def test_rows_can_be_erased_in_the_middle_of_a_repetition(generators, moment):
    nodes, table = generators
    meter = eprop.Create("multimeter", {"record_from": ["rate"]})
    eprop.Connect(meter, nodes)
    rows = Rows(table, nodes.tolist(), 1)
    eprop.Simulate(float(moment))
    rows.simulate(moment, range(4))
    meter.n_events = 0
    rows.rows.clear()
    assert meter.n_events == 0
    assert same(meter.events, rows.columns())
    for end in (moment + 1, moment + 9):
        eprop.Simulate(float(end - eprop.biological_time))
        rows.simulate(end, range(4))
        assert same(meter.events, rows.columns())


def test_targets_that_are_added_begin_with_the_next_sample(generators):
    nodes, table = generators
    meter = eprop.Create("multimeter", {"record_from": ["rate"]})
    rows = Rows(table, nodes.tolist(), 1)
    for targets, end in ((1, 9), (2, 10), (4, 25)):
        eprop.Connect(meter, nodes[targets // 2 : targets] if targets > 1 else nodes[:1])
        eprop.Simulate(float(end - eprop.biological_time))
        rows.simulate(end, range(targets))
        rows.rows += [(float(end), nodes.tolist()[j], table[end, j]) for j in range(targets)]  # sampled, not yet shown
        rows.next = end + 1
        shown = rows.columns()
        assert same(meter.events, {name: column[:-targets] for name, column in shown.items()})


def test_rows_that_are_in_a_file_are_not_kept(generators, tmp_path):
    nodes, table = generators
    eprop.set(data_path=str(tmp_path))
    meter = eprop.Create("multimeter", {"record_from": ["rate"], "record_to": "ascii", "precision": 17})
    eprop.Connect(meter, nodes)
    rows = Rows(table, nodes.tolist(), 1)
    with eprop.RunManager():
        for end in (8, 9, 31):
            eprop.Run(float(end - eprop.biological_time))
            rows.simulate(end, range(4))
    assert meter.n_events == len(rows.rows)
    (file,) = tmp_path.glob("*.dat")
    written = np.loadtxt(file, skiprows=3)
    expected = rows.columns()
    assert written[:, 0].tolist() == expected["senders"].tolist()
    assert written[:, 1].tolist() == expected["times"].tolist()
    assert np.allclose(written[:, 2], expected["rate"], rtol=0.0, atol=1e-17)  # fixed decimals


def test_targets_that_are_disconnected_end_with_the_last_sample(generators):
    nodes, table = generators
    meter = eprop.Create("multimeter", {"record_from": ["rate"]})
    eprop.Connect(meter, nodes)
    rows = Rows(table, nodes.tolist(), 1)
    eprop.Simulate(9.0)
    rows.simulate(10, range(4))  # the last step is sampled, and shown with the next ones
    eprop.Disconnect(meter, nodes[1:3], "all_to_all")
    eprop.Simulate(20.0)
    rows.simulate(29, (0, 3))
    assert same(meter.events, rows.columns())


def test_several_quantities_are_those_of_meters_of_one_each():
    eprop.set(resolution=1.0)
    quantities = ["V_m", "adaptation", "surrogate_gradient"]
    neurons = eprop.Create("eprop_iaf_adapt", 3, {"I_e": [0.0, 300.0, 900.0]})
    together = eprop.Create("multimeter", {"record_from": quantities})
    eprop.Connect(together, neurons)
    alone = {}
    for quantity in quantities:
        for neuron in neurons:
            alone[quantity, neuron.global_id] = eprop.Create("multimeter", {"record_from": [quantity]})
            eprop.Connect(alone[quantity, neuron.global_id], neuron)
    eprop.Simulate(40.0)
    together.n_events = 0
    for meter in alone.values():
        meter.n_events = 0
    eprop.Simulate(30.0)
    events = together.events
    assert len(events["times"]) == 90
    assert np.ptp(events["adaptation"]) > 0.0
    for (quantity, neuron), meter in alone.items():
        assert events[quantity][events["senders"] == neuron].tobytes() == meter.events[quantity].tobytes()
