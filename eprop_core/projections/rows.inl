// What a spike does to a row of n synapses: dense rows face n neighbouring targets, sparse ones the targets in `column`.

// n is a multiple of the lanes: dense rows are padded to it.
inline void add(Index n, const double* x, double* sum) {
    for (Index block = 0; block < n; block += lanes, x += lanes, sum += lanes)
        for (Index j = 0; j < lanes; j += vector_lanes) store(sum + j, load(x + j) + load(sum + j));
}

inline void scatter_add(Index n, const std::uint32_t* __restrict column, const double* __restrict x, double* __restrict sum) {
    for (Index s = 0; s < n; ++s) sum[column[s]] += x[s];
}

inline void gather_add(Index n, const std::uint32_t* __restrict column, const double* __restrict x, double* __restrict sum) {
    EPROP_INDEPENDENT
    for (Index s = 0; s < n; ++s) sum[s] += x[column[s]];
}
