// What a spike does to a row of n synapses: dense rows face n neighbouring targets, sparse ones the targets in `column`.

inline void add(Index n, const double* __restrict x, double* __restrict sum) {
    EPROP_INDEPENDENT
    for (Index j = 0; j < n; ++j) sum[j] += x[j];
}

inline void scatter_add(Index n, const std::uint32_t* __restrict column, const double* __restrict x, double* __restrict sum) {
    for (Index s = 0; s < n; ++s) sum[column[s]] += x[s];
}

inline void gather_add(Index n, const std::uint32_t* __restrict column, const double* __restrict x, double* __restrict sum) {
    EPROP_INDEPENDENT
    for (Index s = 0; s < n; ++s) sum[s] += x[column[s]];
}
