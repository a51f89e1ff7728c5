"""A network with every recorder, on NEST or on eprop: ``python recorders.py nest FOLDER KEY=VALUE...``

KEY=VALUE are parameters of the recorders, in JSON. Spikes pass synapses of different delays, several in one step.
"""

import importlib
import json
import sys


def build(nest, folder, **to):
    """Create it, with its recorders writing to a folder."""
    nest.ResetKernel()
    nest.set(resolution=0.5, data_path=str(folder), data_prefix="run_", overwrite_files=True)
    nest.SetDefaults("static_synapse", {"delay": 0.5})
    n = {
        "generator": nest.Create("spike_generator", params={"spike_times": [2.0, 3.0, 3.5, 7.0]}),
        "parrots": nest.Create("parrot_neuron", 2),
        "neurons": nest.Create("eprop_iaf_bsshslm_2020", 3, {"I_e": 400.0, "tau_m": 5.0}),
        "meter": nest.Create(
            "multimeter", params={**to, "record_from": ["V_m", "surrogate_gradient"], "label": "meter"}
        ),
        "spikes": nest.Create("spike_recorder", params=to),
        "weights": nest.Create("weight_recorder", params=to),
    }
    nest.SetDefaults("static_synapse", {"weight_recorder": n["weights"]})
    nest.Connect(n["generator"], n["parrots"])
    nest.Connect(n["parrots"], n["neurons"], syn_spec={"weight": 1.25, "delay": 2.0})
    nest.Connect(n["parrots"], n["neurons"], syn_spec={"weight": 2.5, "delay": 1.0})
    nest.Connect(n["neurons"], n["parrots"])
    nest.Connect(n["meter"], n["neurons"])
    nest.Connect(n["parrots"] + n["neurons"], n["spikes"])
    return n


if __name__ == "__main__":
    nest = importlib.import_module(sys.argv[1])
    options = dict(argument.split("=") for argument in sys.argv[3:])
    build(nest, sys.argv[2], **{name: json.loads(value) for name, value in options.items()})
    nest.Simulate(20.0)
