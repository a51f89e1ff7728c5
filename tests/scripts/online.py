"""Learning at every spike as users of NEST write it: weights that are recorded, Run, other parameters on the way."""

import sys

import nest
import numpy as np

STEP = 0.5  # ms
rng = np.random.default_rng(4)

nest.ResetKernel()
nest.set(resolution=STEP, overwrite_files=True, data_path=sys.argv[1], data_prefix="online_", local_num_threads=1)
nest.verbosity = nest.VerbosityLevel.ERROR

trains = [{"spike_times": np.arange(2.0 + k, 300.0, 7.0 + k)} for k in range(3)]
generators, inputs = nest.Create("spike_generator", 3, trains), nest.Create("parrot_neuron", 3)
membrane = {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "tau_m": 20.0, "eprop_isi_trace_cutoff": 50.0}
surrogate = {"surrogate_gradient_function": "exponential", "surrogate_gradient_height": 0.5}
neurons = nest.Create("eprop_iaf", 4, {**membrane, **surrogate, "V_th": 0.5, "t_ref": 1.0, "kappa": 0.95})
readout = nest.Create("eprop_readout", 1, membrane)
target = nest.Create("step_rate_generator", 1, {"amplitude_times": [1.0, 100.0], "amplitude_values": [1.0, -1.0]})
window = nest.Create("step_rate_generator", 1, {"amplitude_times": [1.0], "amplitude_values": [1.0]})

log = nest.Create("weight_recorder", params={"record_to": "ascii", "label": "weights", "precision": 6})
everything = nest.Create("weight_recorder", {"senders": inputs, "targets": neurons})
optimizer = {"type": "gradient_descent", "eta": 1e-3, "optimize_each_step": False}
nest.SetDefaults("eprop_synapse", {"optimizer": optimizer, "weight_recorder": everything})
nest.CopyModel("eprop_synapse", "logged", {"weight_recorder": log})

step = {"delay": STEP}
nest.Connect(generators, inputs, "one_to_one", step)
weights = rng.normal(0.4, 0.1, (4, 3))
nest.Connect(inputs, neurons, "all_to_all", {"synapse_model": "eprop_synapse", "weight": weights, **step})
nest.Connect(neurons, readout, syn_spec={"synapse_model": "logged", "weight": 0.2, **step})
feedback = {"synapse_model": "eprop_learning_signal_connection", "weight": [[1.0], [0.5], [-0.5], [2.0]]}
nest.Connect(readout, neurons, syn_spec=feedback)  # with a delay of 1 ms, of which NEST takes no notice
for rates, receptor in ((window, 1), (target, 2)):
    nest.Connect(rates, readout, syn_spec={"synapse_model": "rate_connection_delayed", "receptor_type": receptor})
spikes = nest.Create("spike_recorder", {"record_to": "ascii", "time_in_steps": True, "stop": 250.0})
nest.Connect(inputs, spikes, syn_spec=step)
meter = nest.Create("multimeter", {"record_from": ["error_signal"], "interval": STEP})
nest.Connect(meter, readout, syn_spec=step)

with nest.RunManager():
    for _ in range(3):
        nest.Run(40.0)
neurons[:2].set({"V_th": 0.45})
nest.SetDefaults("eprop_synapse", {"optimizer": {"eta": 2e-3}})
target.set(amplitude_times=np.append(target.amplitude_times, 160.0), amplitude_values=[1.0, -1.0, 0.5])
nest.Simulate(120.0)

print("loss", 0.5 * np.square(meter.events["error_signal"]).sum())
for connections in (nest.GetConnections(inputs, neurons), nest.GetConnections(neurons, readout)):
    found = connections.get(["source", "target", "weight"])
    order = np.lexsort((found["target"], found["source"]))
    print(set(connections.synapse_model), *np.array(found["weight"])[order])
events = everything.events
order = np.lexsort((events["targets"], events["senders"], events["times"]))
print("recorded", sorted(events), len(order), *events["weights"][order][::40])
print("time", nest.biological_time, nest.GetKernelStatus(["resolution", "network_size", "num_connections"]))
nest.Disconnect(inputs[:1], neurons[:1], conn_spec="one_to_one", syn_spec={"synapse_model": "eprop_synapse"})
nest.GetConnections(synapse_model="logged").disconnect()
print("left", nest.num_connections, len(nest.GetConnections(target=neurons)))
