"""A training as users of NEST write it: copies of models, a learning rate that falls, files and tables of results."""

import sys

import nest
import numpy as np

PERIOD, SEQUENCES = 50.0, 8  # ms
rng = np.random.default_rng(3)

nest.ResetKernel()
nest.SetKernelStatus({"resolution": 1.0, "rng_seed": 12, "total_num_virtual_procs": 1, "print_time": False})
nest.set(eprop_update_interval=PERIOD, eprop_learning_window=PERIOD, eprop_reset_neurons_on_update=True)
nest.set(overwrite_files=True, data_path=sys.argv[1], data_prefix="schedule_")
nest.verbosity = nest.VerbosityLevel.ERROR

generators, inputs = nest.Create("spike_generator", 5), nest.Create("parrot_neuron", 5)
membrane = {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "tau_m": 20.0}
regular = nest.Create("eprop_iaf_bsshslm_2020", 6, {**membrane, "V_th": 0.6, "c_reg": 1.0, "f_target": 20.0})
adaptive = nest.Create("eprop_iaf_adapt_bsshslm_2020", 4)
nest.SetStatus(adaptive, {**membrane, "V_th": 0.6, "adapt_beta": 0.1, "adapt_tau": 100.0})
neurons, readouts = regular + adaptive, nest.Create("eprop_readout_bsshslm_2020", 2, membrane)
targets = nest.Create("step_rate_generator", 2)

plastic = "eprop_synapse_bsshslm_2020"
nest.CopyModel(plastic, "from_inputs", {"optimizer": {"type": "adam", "eta": 5e-3, "batch_size": 1}})
nest.CopyModel(plastic, "recurrent", {"optimizer": {"type": "gradient_descent", "eta": 1e-3}, "average_gradient": True})
nest.CopyModel(plastic, "to_readouts")
nest.SetDefaults("to_readouts", {"optimizer": {"type": "adam", "eta": 1e-3}})
nest.Connect(generators, inputs, "one_to_one")
for pre, post, model, scale in (
    (inputs, neurons, "from_inputs", 0.6),
    (neurons, neurons, "recurrent", 0.2),
    (neurons, readouts, "to_readouts", 0.3),
    (readouts, neurons, "eprop_learning_signal_connection_bsshslm_2020", 1.0),
):
    rule = {"rule": "all_to_all", "allow_autapses": pre is not post}
    weight = rng.normal(0.0, scale, (len(post), len(pre)))
    nest.Connect(pre, post, rule, {"synapse_model": model, "weight": weight})
nest.Connect(targets, readouts, "one_to_one", {"synapse_model": "rate_connection_delayed", "receptor_type": 2})
meter = nest.Create("multimeter", params={"record_from": ["error_signal", "readout_signal"]})
to_file = {"record_to": "ascii", "label": "readouts", "record_from": ["V_m", "error_signal"], "interval": 2.0}
file_meter = nest.Create("multimeter", params=to_file)
spikes = nest.Create("spike_recorder")
file_spikes = nest.Create("spike_recorder", {"record_to": "ascii", "label": "spikes", "start": 20.0})
nest.Connect(meter, readouts)
nest.Connect(file_meter, readouts)
nest.Connect(neurons, spikes)
nest.Connect(neurons, file_spikes)

pattern = [np.sort(rng.choice(np.arange(1, 45), 6, replace=False)) for _ in generators]
for sequence in range(SEQUENCES):
    begin = nest.GetKernelStatus("biological_time")
    nest.SetStatus(generators, [{"spike_times": begin + times + 1.0} for times in pattern])
    for k, target in enumerate(targets):
        wave = np.sin(np.arange(40.0) * 0.1 * (k + 1))
        target.set(amplitude_times=begin + 5.0 + np.arange(40.0), amplitude_values=wave)
    nest.SetDefaults("from_inputs", {"optimizer": {"eta": 5e-3 * 0.7**sequence}})
    nest.Simulate(PERIOD)
    events = nest.GetStatus(meter, "events")[0]
    print("loss", 0.5 * np.square(events["error_signal"]).sum())


def table(connections):
    """Weights, ordered by the nodes that they connect."""
    found = connections.get(["source", "target", "weight"])
    return np.array(found["weight"])[np.lexsort((found["target"], found["source"]))]


for model in ("from_inputs", "recurrent", "to_readouts"):
    weights = table(nest.GetConnections(synapse_model=model))
    print(model, nest.GetDefaults(model)["num_connections"], *weights)
print("eta", nest.GetDefaults("from_inputs", "optimizer")["eta"])
print("spikes", nest.local_spike_counter, spikes.n_events, *spikes.get("events", "times")[-5:])
first = nest.GetConnections(neurons[:1], readouts[:1])
print(first.get(["source", "target", "synapse_model", "delay"]), first.get("weight", output="json"))
print(regular[:2].get(["C_m", "V_th"]), nest.GetStatus(regular[:2], ["tau_m", "V_th"]))

between = nest.GetConnections(inputs, regular[:2])
nest.SetStatus(between, [{"weight": 0.1 * i} for i in range(len(between))])
nest.GetConnections(neurons, readouts).weight = 0.25
nest.Disconnect(nest.GetConnections(neurons[:1], readouts))
nest.Simulate(PERIOD)
print("left", nest.num_connections, *table(nest.GetConnections(neurons, readouts)))
