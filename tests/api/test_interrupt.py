"""Ctrl-C while a network is simulated."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest


@pytest.mark.parametrize("print_time", [False, True])
def test_interrupt_stops_simulate_and_leaves_events_readable(print_time):
    script = f"""
        import time, eprop
        eprop.set(resolution=1.0, print_time={print_time})
        neurons = eprop.Create("eprop_iaf_bsshslm_2020", 500, {{"I_e": 1000.0}})
        meter = eprop.Create("multimeter", {{"record_from": ["V_m"], "interval": 100.0}})
        eprop.Connect(neurons, neurons), eprop.Connect(meter, neurons[0])
        print("ready", flush=True)
        try:
            eprop.Simulate(1e9)
        except KeyboardInterrupt:
            print("stopped", time.time(), eprop.biological_time, meter.n_events, len(meter.events["V_m"]), flush=True)
            eprop.Simulate(1.0)
            print("alive")
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip() == "ready"
        time.sleep(1.0)
        sent = time.time()
        os.kill(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=10.0)
    finally:
        process.kill()
    fields = next(line for line in out.splitlines() if line.startswith("stopped")).split()
    assert float(fields[1]) - sent < 0.2
    assert float(fields[2]) > 100.0
    assert int(fields[3]) == int(fields[4]) > 0
    assert "alive" in out
