"""What NEST has and eprop has not, and what to use instead."""

from __future__ import annotations

_ALONE = "there is one process, there are no buffers between processes"
_GAPS = "there are no gap junctions, and no iterations to find a solution for them"
_GROWTH = "connections are made by Connect and removed by Disconnect"
_PLACES = "nodes have no positions; draw connections by a rule, or compute arrays of ids and weights"
_MUSIC = "there is no MUSIC; give input by spike_generator, read output from recorders between two calls of Run"
_COMPARTMENTS = "neurons have one compartment"
_MODULES = "models are part of the core, eprop_core/README.md says how to add one"

NAMES = {
    "Compartments": _COMPARTMENTS,
    "CreateMask": _PLACES,
    "DisableStructuralPlasticity": _GROWTH,
    "Displacement": _PLACES,
    "Distance": _PLACES,
    "DumpLayerConnections": _PLACES,
    "DumpLayerNodes": _PLACES,
    "EnableStructuralPlasticity": _GROWTH,
    "FindCenterElement": _PLACES,
    "FindNearestElement": _PLACES,
    "GetPosition": _PLACES,
    "GetSourceNodes": _PLACES,
    "GetSourcePositions": _PLACES,
    "GetTargetNodes": _PLACES,
    "GetTargetPositions": _PLACES,
    "Install": _MODULES,
    "Mask": _PLACES,
    "NestModule": "the module itself has the kernel parameters as attributes, Kernel is another network",
    "PlotLayer": _PLACES,
    "PlotProbabilityParameter": _PLACES,
    "PlotSources": _PLACES,
    "PlotTargets": _PLACES,
    "Receptors": _COMPARTMENTS,
    "SelectNodesByMask": _PLACES,
    "SetAcceptableLatency": _MUSIC,
    "SetMaxBuffered": _MUSIC,
    "SonataNetwork": "read the files with h5py or pandas, and give their ids and weights to Create and Connect",
    "TripartiteConnect": "call Connect for each pair of populations; there are no astrocytes",
    "cycle_time_log": "time_simulate measures the whole",
    "ll_api": "there is no interpreter of SLI below, use the functions of the module",
    "message": "use Python's logging",
    "serialize_data": "use json or pickle on what get() returns",
    "server": "there is no server, import eprop where it is needed",
    "set_communicator": _ALONE,
    "spatial": _PLACES,
    "spatial_distributions": _PLACES,
    "to_json": 'use get(output="json") of nodes and connections',
    "userdict": "use a dictionary of your own",
    "visualization": "use eprop.raster_plot, eprop.voltage_trace and matplotlib",
}
"""Names of NEST's module, and what to use instead."""

KERNEL_PARAMETERS = {
    **dict.fromkeys(
        (
            "adaptive_target_buffers",
            "buffer_size_spike_data",
            "buffer_size_target_data",
            "growth_factor_buffer_spike_data",
            "growth_factor_buffer_target_data",
            "max_buffer_size_target_data",
            "recv_buffer_size_secondary_events",
            "send_buffer_size_secondary_events",
            "spike_buffer_grow_extra",
            "spike_buffer_resize_log",
            "spike_buffer_shrink_limit",
            "spike_buffer_shrink_spare",
            "time_communicate_prepare",
            "time_communicate_prepare_cpu",
            "use_compressed_spikes",
        ),
        _ALONE,
    ),
    **dict.fromkeys(("wfr_comm_interval", "wfr_interpolation_order", "wfr_max_iterations", "wfr_tol"), _GAPS),
    **dict.fromkeys(
        ("growth_curves", "structural_plasticity_synapses", "structural_plasticity_update_interval"), _GROWTH
    ),
    "max_num_syn_models": "their number is not limited",
    "max_update_time": "time_simulate measures the whole",
    "min_update_time": "time_simulate measures the whole",
    "modules": _MODULES,
    "update_time_limit": "Ctrl-C or a signal stops Simulate",
}
"""Parameters of NEST's kernel, and why there is nothing to set or read."""
