# cython: language_level=3, boundscheck=False, wraparound=False, embedsignature=False
"""The compiled core, see _core.pyi. Nothing is computed here: names, arrays and scalars cross over.

Names of models are not typed: Cython would refuse ModelName, a subclass of str.
"""
import builtins
from collections import namedtuple

import numpy as np

from cpython.exc cimport PyErr_CheckSignals
from libc.string cimport memcpy

from eprop.errors import NESTErrors

Parameter = namedtuple("Parameter", "name unit kind default choices access recordable rule doc")

_KINDS = ("float", "int", "bool", "choice", "floats", "ints", "ids", "names")
port_mask = (1 << 40) - 1  # below the synapse model, see projection.hpp
_ACCESS = ("set", "state", "read", "record")
cdef double patience = 50.0  # ms between two looks for a signal


cdef int translate() except *:
    """Raise the Python exception for the C++ one that is being handled."""
    cdef pair[string, string] error = current_error()
    kind, message = error.first.decode(), error.second.decode()
    raise getattr(NESTErrors if hasattr(NESTErrors, kind) else builtins, kind)(message)


cdef object described(const vector[Field]& parameters):
    cdef size_t i, j
    cdef const Field* p
    rows = []
    for i in range(parameters.size()):
        p = &parameters[i]
        choices = tuple([p.choices[j].decode() for j in range(p.choices.size())])
        rows.append(Parameter(
            p.name.decode(), p.unit.decode(), _KINDS[<int> p.kind], p.initial, choices, _ACCESS[<int> p.access],
            p.recordable, p.rule.text.decode(), p.doc.decode(),
        ))
    return rows


cdef Ids as_ids(const int64_t[::1] ids):
    return Ids(&ids[0] if ids.shape[0] else NULL, ids.shape[0])


cdef Values as_values(const double[::1] values):
    return Values(&values[0] if values.shape[0] else NULL, values.shape[0])


cdef vector[double] copied(const double[::1] values):
    cdef vector[double] out
    if values.shape[0]:
        out.assign(&values[0], &values[0] + values.shape[0])
    return out


cdef object doubles(const double* data, size_t n):
    out = np.empty(n)
    cdef double[::1] view = out
    if n:
        memcpy(&view[0], data, n * sizeof(double))
    return out


cdef object integers(const int64_t* data, size_t n):
    out = np.empty(n, np.int64)
    cdef int64_t[::1] view = out
    if n:
        memcpy(&view[0], data, n * sizeof(int64_t))
    return out


cdef object small_integers(const int32_t* data, size_t n):
    out = np.empty(n, np.int32)
    cdef int32_t[::1] view = out
    if n:
        memcpy(&view[0], data, n * sizeof(int32_t))
    return out


cdef vector[int64_t] copied_ids(const int64_t[::1] ids):
    cdef vector[int64_t] out
    if ids.shape[0]:
        out.assign(&ids[0], &ids[0] + ids.shape[0])
    return out


cdef map[string, double] scalars(values) except *:
    cdef map[string, double] out
    for name, value in values.items():
        out[name.encode()] = value
    return out


def elementary(str function, const double[::1] values):
    cdef vector[double] results = c_elementary(function.encode(), as_values(values))
    return doubles(results.data(), results.size())


def numbers_below(uint32_t[::1] key, size_t position, const double[::1] limits, size_t repeat):
    if key.shape[0] != 624:
        raise ValueError(f"key has {key.shape[0]} words, must have 624")
    cdef vector[int64_t] places
    with nogil:
        places = MersenneTwister(&key[0], position).below(&limits[0], limits.shape[0], repeat)
    return position, integers(places.data(), places.size())


cdef ConnectionRule as_rule(str name, bint autapses, bint multapses, number):
    """A connection rule; an array of numbers has to last as long."""
    cdef ConnectionRule rule
    rule.name, rule.autapses, rule.multapses = name.encode(), autapses, multapses
    if np.ndim(number):
        rule.each = as_values(number)
    else:
        rule.number = number
    return rule


cdef Synapse as_synapse(model, values, rule, shape, kept) except *:
    """A synapse that is to be made; `kept` takes the arrays, which have to last as long."""
    cdef Synapse synapse
    synapse.model = model.encode()
    for name, value in values.items():
        if np.ndim(value) == 0:
            synapse.scalars[name.encode()] = value
        elif shape is None or np.shape(value) == shape:
            array = np.ascontiguousarray(value, float).ravel()
            kept.append(array)
            synapse.arrays[name.encode()] = as_values(array)
        else:
            message = f"{model}: {name} has the shape {np.shape(value)}, {rule} needs {shape}"
            raise NESTErrors.DimensionMismatch(message)
    return synapse


cdef class Network:
    cdef Engine engine

    @staticmethod
    def kernel_parameters():
        return described(Engine.kernel_parameters())

    def get_kernel(self, str name):
        return self.engine.kernel(name.encode())

    def set_kernel(self, values):
        self.engine.set_kernel(scalars(values))

    @staticmethod
    def node_models():
        return [name.decode() for name in node_model_names()]

    @staticmethod
    def synapse_models():
        return [name.decode() for name in Engine().synapse_models()]

    @staticmethod
    def node_parameters(model):
        return described(Engine.node_parameters(model.encode()))

    @staticmethod
    def synapse_parameters(model):
        return described(Engine().synapse_parameters(model.encode()))

    @staticmethod
    def common_parameters(model):
        return described(Engine().common_parameters(model.encode()))

    def create(self, model, Py_ssize_t n):
        return self.engine.create(model.encode(), n)

    def remove_last(self, Py_ssize_t n):
        self.engine.remove_last(n)

    def models_of(self, const int64_t[::1] ids):
        cdef vector[int32_t] models = self.engine.models_of(as_ids(ids))
        return small_integers(models.data(), models.size())

    def get_nodes(self, const int64_t[::1] ids, str name):
        cdef vector[double] values = self.engine.nodes(as_ids(ids), name.encode())
        return doubles(values.data(), values.size())

    def set_nodes(self, const int64_t[::1] ids, values):
        arrays = {name: np.ascontiguousarray(value, float) for name, value in values.items()}
        cdef map[string, Values] columns
        for name, array in arrays.items():
            columns[name.encode()] = as_values(array)
        self.engine.set_nodes(as_ids(ids), columns)

    def get_array(self, int64_t node, str name):
        cdef vector[double] values = self.engine.array(node, name.encode())
        return doubles(values.data(), values.size())

    def set_arrays(self, const int64_t[::1] ids, values):
        cdef map[string, vector[vector[double]]] columns
        cdef vector[vector[double]] arrays
        for name, given in values.items():
            arrays.clear()
            for array in given:
                arrays.push_back(copied(np.ascontiguousarray(array, float)))
            columns[name.encode()] = arrays
        self.engine.set_arrays(as_ids(ids), columns)

    def get_names(self, int64_t node, str name):
        return [column.decode() for column in self.engine.names(node, name.encode())]

    def set_names(self, const int64_t[::1] ids, str name, value):
        self.engine.set_names(as_ids(ids), name.encode(), [column.encode() for column in value])

    def copy_model(self, existing, str name):
        self.engine.copy_model(existing.encode(), name.encode())

    def remove_copy(self, str name):
        self.engine.remove_copy(name.encode())

    def get_default(self, model, str name):
        return self.engine.default_of(model.encode(), name.encode())

    def set_defaults(self, model, values):
        self.engine.set_defaults(model.encode(), scalars(values))

    def connect(
        self, const int64_t[::1] sources, const int64_t[::1] targets, str rule, synapses, bint autapses=True,
        bint multapses=True, number=0.0,
    ):
        shapes = {
            "one_to_one": (len(sources),), "all_to_all": (len(targets), len(sources)), "fixed_total_number": (number,),
            "fixed_indegree": (len(targets), number), "fixed_outdegree": (len(sources), number),
        }
        # of other rules the number of connections is drawn, the engine checks it
        shape = None if np.ndim(number) else shapes.get(rule)
        kept = []
        cdef vector[Synapse] given
        for model, values in synapses:
            given.push_back(as_synapse(model, values, rule, shape, kept))
        cdef ConnectionRule how = as_rule(rule, autapses, multapses, number)
        self.engine.connect(as_ids(sources), as_ids(targets), how, given)

    def count_pairs(
        self, const int64_t[::1] sources, const int64_t[::1] targets, str rule, bint autapses, bint multapses,
        number,
    ):
        cdef ConnectionRule how = as_rule(rule, autapses, multapses, number)
        return self.engine.count_pairs(as_ids(sources), as_ids(targets), how)

    def draw(self, str distribution, double a, double b, const int64_t[::1] elements):
        cdef vector[double] values = self.engine.draw(distribution.encode(), a, b, as_ids(elements))
        return doubles(values.data(), values.size())

    def draw_calls(self):
        return self.engine.draw_calls()

    def rewind_draws(self, uint64_t calls):
        self.engine.rewind_draws(calls)

    def find_connections(self, sources, targets, model):
        cdef vector[int64_t] from_ids, to_ids
        cdef string name
        cdef const vector[int64_t]* from_any = NULL
        cdef const vector[int64_t]* to_any = NULL
        cdef const string* any_model = NULL
        if sources is not None:
            from_ids = copied_ids(sources)
            from_any = &from_ids
        if targets is not None:
            to_ids = copied_ids(targets)
            to_any = &to_ids
        if model is not None:
            name = model.encode()
            any_model = &name
        cdef Found found = self.engine.find_connections(from_any, to_any, any_model)
        cdef size_t n = found.handles.size()
        return (
            integers(found.handles.data(), n), integers(found.sources.data(), n), integers(found.targets.data(), n),
            small_integers(found.models.data(), n),
        )

    def get_connections(self, const int64_t[::1] handles, str name):
        cdef vector[double] values = self.engine.connections(as_ids(handles), name.encode())
        return doubles(values.data(), values.size())

    def set_connections(self, const int64_t[::1] handles, values):
        arrays = {name: np.ascontiguousarray(value, float) for name, value in values.items()}
        cdef map[string, Values] columns
        for name, array in arrays.items():
            columns[name.encode()] = as_values(array)
        self.engine.set_connections(as_ids(handles), columns)

    def disconnect(self, const int64_t[::1] handles):
        self.engine.disconnect(as_ids(handles))

    def apply_pending_updates(self):
        self.engine.apply_pending_updates()

    def count_connections(self, model):
        return self.engine.count_connections(model.encode())

    def get_synapse_default(self, model, str name):
        return self.engine.synapse_default(model.encode(), name.encode())

    def set_synapse_defaults(self, model, values):
        self.engine.set_synapse_defaults(model.encode(), scalars(values))

    def simulate(self, int64_t steps, each=None):
        cdef int64_t done = 0
        self.engine.start_run()
        while True:
            with nogil:
                done += self.engine.simulate(steps - done, patience)
            PyErr_CheckSignals()
            if each is not None:
                each(done)
            if done >= steps:
                return

    def num_events(self, int64_t recorder):
        return self.engine.events(recorder) + self.engine.moved(recorder)

    def events(self, int64_t recorder):
        self.engine.arrange(recorder)
        cdef size_t n = self.engine.events(recorder), column
        cdef const Recording* passages
        cdef int64_t[::1] senders = np.empty(n, np.int64)
        cdef int64_t[::1] steps = np.empty(n, np.int64)
        cdef double[::1] values
        self.engine.read_senders(recorder, n, &senders[0])
        self.engine.read_stamps(recorder, n, &steps[0])
        events = {"senders": senders.base, "steps": steps.base}
        events["times"] = events["steps"] * float(self.engine.tics())
        events["times"] *= 0.001  # ms, in NEST's arithmetic
        for column, name in enumerate(self.engine.columns(recorder)):
            values = np.empty(n)
            self.engine.read_values(recorder, column, n, &values[0])
            events[name.decode()] = values.base
        if "weights" in events:
            passages = &self.engine.passages(recorder)
            events["targets"] = integers(passages.targets.data(), n)
            events["receptors"] = integers(passages.receptors.data(), n)
            events["ports"] = integers(passages.ports.data(), n) & port_mask
        return events

    def clear_events(self, int64_t recorder):
        self.engine.clear_events(recorder)

    def move_events(self, rows, write):
        write()
        for recorder, n in rows.items():  # no handler of a signal runs in between
            self.engine.move_events(recorder, n)
