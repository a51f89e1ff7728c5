"""Writing what was read changes nothing, nor does the way in which connections are listed, nor do copies of models."""

from __future__ import annotations

import numpy as np
from invariance.networks import expected, run_all
from tolerance import assert_close, assert_same_bytes

import eprop

PLASTIC = ("eprop_synapse", "eprop_synapse_bsshslm_2020")


class Rewritten(eprop.Kernel):
    """Reads and writes everything in the middle of each call of Simulate."""

    def __init__(self):
        super().__init__()
        self._written = set()

    def Simulate(self, t):
        steps = round(t / self.resolution)
        super().Simulate((steps // 2) * self.resolution)
        self._rewrite()
        super().Simulate((steps - steps // 2) * self.resolution)

    def _rewrite(self):
        everything = self.nodes(range(1, self.network_size + 1))
        models = np.array(everything.get("model"))
        for model in set(models.tolist()):
            nodes = everything[models == model]
            nodes.set([node.get() for node in nodes])
            self._written |= {model}
        for model in self.synapse_models:
            synapses = self.GetConnections(synapse_model=model)
            if len(synapses):
                synapses.set(synapses.get())
                self._written |= {model}
        self.set(**{p.name: self.get(p.name) for p in self.core.kernel_parameters() if p.access == "set"})


class Listed(eprop.Kernel):
    """Makes all e-prop synapses from lists of sources and targets."""

    def Connect(self, pre, post, conn_spec=None, syn_spec=None):
        spec = conn_spec if isinstance(conn_spec, dict) else {"rule": conn_spec}
        model = syn_spec.get("synapse_model") if isinstance(syn_spec, dict) else syn_spec
        if model not in PLASTIC or spec["rule"] == "one_to_one":
            return super().Connect(pre, post, conn_spec, syn_spec)
        sources, targets = np.meshgrid(pre.tolist(), post.tolist())
        chosen = (sources != targets) | spec.get("allow_autapses", True)
        columns = {
            name: np.broadcast_to(value, sources.shape) for name, value in syn_spec.items() if name != "synapse_model"
        }
        listed = {name: column[chosen] for name, column in columns.items()}
        return super().Connect(sources[chosen], targets[chosen], "one_to_one", {**syn_spec, **listed})


class Copied(eprop.Kernel):
    """Works with copies of all models, each made when it is first asked for."""

    def _copy(self, model):
        name = f"my_{model}"
        if name not in self.node_models + self.synapse_models:
            self.CopyModel(model, name)
        return name

    def SetDefaults(self, model, params):
        super().SetDefaults(self._copy(model), params)

    def Create(self, model, n=1, params=None):
        return super().Create(self._copy(model), n, params)

    def Connect(self, pre, post, conn_spec=None, syn_spec=None):
        spec = dict(syn_spec) if isinstance(syn_spec, dict) else {"synapse_model": syn_spec or "static_synapse"}
        spec["synapse_model"] = self._copy(spec.get("synapse_model", "static_synapse"))
        super().Connect(pre, post, conn_spec, spec)

    def GetConnections(self, source=None, target=None, synapse_model=None):
        return super().GetConnections(source, target, synapse_model and self._copy(synapse_model))


def test_copied_models():
    kernel = Copied()
    assert_same_bytes(run_all(kernel), expected())
    assert not {model for model in kernel.GetConnections().get("synapse_model") if not model.startswith("my_")}


def test_set_what_get_returns():
    kernel = Rewritten()
    assert_same_bytes(run_all(kernel), expected())
    synapses = {model for model in eprop.synapse_models if not model.endswith("_hpc")}  # these are the same with it
    assert kernel._written == {*eprop.node_models, *synapses, "noted"}  # a copy that networks make


def test_dense_and_listed_synapses():
    got = run_all(Listed())
    assert got.keys() == expected().keys()
    for name, value in expected().items():
        assert_close(got[name], value, name, relative=1e-12)
