# Declarations of binding/engine.hpp for Cython.
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libcpp cimport bool
from libcpp.map cimport map
from libcpp.pair cimport pair
from libcpp.string cimport string
from libcpp.vector cimport vector

cdef extern from "<span>" namespace "std" nogil:
    cdef cppclass Ids "std::span<const eprop::NodeId>":
        Ids()
        Ids(const int64_t*, size_t)
    cdef cppclass Values "std::span<const double>":
        Values()
        Values(const double*, size_t)
    cdef cppclass Names "std::span<const char* const>":
        size_t size()
        const char* operator[](size_t)

cdef extern from "binding/error.hpp" namespace "eprop" nogil:
    pair[string, string] current_error()

cdef int translate() except *

cdef extern from "binding/engine.hpp" namespace "eprop" nogil:
    enum class Kind:
        real, integer, boolean, choice, reals, integers, ids, names
    enum class Access:
        set, state, read
    cdef cppclass Rule:
        const char* text
    cdef cppclass Field "eprop::Parameter":
        const char* name
        const char* unit
        Kind kind
        Access access
        double initial
        Rule rule
        const char* doc
        bool recordable
        Names choices
    cdef cppclass ConnectionRule:
        string name
        bool autapses
        bool multapses
        double number
        Values each
    cdef cppclass Growing[T]:
        const T* data()
    cdef cppclass Recording:
        Growing[int64_t] targets
        Growing[int64_t] receptors
        Growing[int64_t] ports
    cdef cppclass Found "eprop::Engine::Found":
        vector[int64_t] handles
        vector[int64_t] sources
        vector[int64_t] targets
        vector[int32_t] models
    cdef cppclass Synapse "eprop::Engine::Synapse":
        string model
        map[string, double] scalars
        map[string, Values] arrays
    cdef cppclass Engine:
        Engine() except +translate

        @staticmethod
        vector[Field] kernel_parameters() except +translate
        double kernel(const string&) except +translate
        void set_kernel(const map[string, double]&) except +translate

        @staticmethod
        vector[Field] node_parameters(const string&) except +translate
        int64_t create(const string&, size_t) except +translate
        void remove_last(size_t) except +translate
        vector[int32_t] models_of(Ids) except +translate
        vector[double] nodes(Ids, const string&) except +translate
        void set_nodes(Ids, const map[string, Values]&) except +translate
        vector[double] array(int64_t, const string&) except +translate
        void set_arrays(Ids, const map[string, vector[vector[double]]]&) except +translate
        vector[string] names(int64_t, const string&) except +translate
        void set_names(Ids, const string&, const vector[string]&) except +translate
        void copy_model(const string&, const string&) except +translate
        void remove_copy(const string&) except +translate
        double default_of(const string&, const string&) except +translate
        void set_defaults(const string&, const map[string, double]&) except +translate
        vector[double] draw(const string&, double, double, Ids) except +translate
        uint64_t draw_calls()
        void rewind_draws(uint64_t)
        size_t count_pairs(Ids, Ids, const ConnectionRule&) except +translate
        vector[Field] synapse_parameters(const string&) except +translate
        vector[Field] common_parameters(const string&) except +translate
        vector[string] synapse_models() except +translate
        void connect(Ids, Ids, const ConnectionRule&, const vector[Synapse]&) except +translate
        Found find_connections(const vector[int64_t]*, const vector[int64_t]*, const string*) except +translate
        vector[double] connections(Ids, const string&) except +translate
        void set_connections(Ids, const map[string, Values]&) except +translate
        size_t count_connections(const string&) except +translate
        void disconnect(Ids) except +translate
        void apply_pending_updates() except +translate
        double synapse_default(const string&, const string&) except +translate
        void set_synapse_defaults(const string&, const map[string, double]&) except +translate
        void arrange(int64_t) except +translate
        size_t events(int64_t) except +translate
        void read_stamps(int64_t, size_t, int64_t*) except +translate
        void read_senders(int64_t, size_t, int64_t*) except +translate
        void read_values(int64_t, size_t, size_t, double*) except +translate
        vector[string] columns(int64_t) except +translate
        const Recording& passages(int64_t) except +translate
        size_t moved(int64_t) except +translate
        void clear_events(int64_t) except +translate
        void move_events(int64_t, size_t) except +translate
        void start_run()
        int64_t tics()
        int64_t simulate(int64_t, double) except +translate

    vector[string] node_model_names()
    cdef cppclass MersenneTwister:
        MersenneTwister(uint32_t*, size_t&)
        vector[int64_t] below(const double*, size_t, size_t)
    vector[double] c_elementary "eprop::elementary"(const string&, Values) except +translate
