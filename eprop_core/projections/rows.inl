// What a spike does to a row of n synapses: dense rows face n neighbouring targets, sparse ones the targets in `column`.

template <Index count>
EPROP_INLINE void add_some(const double* x, double* sum) {
    for (Index j = 0; j < count; j += vector_lanes) store(sum + j, load(x + j) + load(sum + j));
}
// n is a multiple of the lanes: dense rows are padded to it.
inline void add(Index n, const double* x, double* sum) {
    Index j = 0;
    for (; j + 4 * lanes <= n; j += 4 * lanes) add_some<4 * lanes>(x + j, sum + j);
    for (; j < n; j += lanes) add_some<lanes>(x + j, sum + j);
}

inline void scatter_add(Index n, const std::uint32_t* __restrict column, const double* __restrict x, double* __restrict sum) {
    for (Index s = 0; s < n; ++s) sum[column[s]] += x[s];
}

inline void gather_add(Index n, const std::uint32_t* __restrict column, const double* __restrict x, double* __restrict sum) {
    EPROP_INDEPENDENT
    for (Index s = 0; s < n; ++s) sum[s] += x[column[s]];
}

// The same for targets with a sum for the values > 0 and one for those < 0.
inline void add_by_sign(Index n, const double* __restrict x, double* __restrict positive, double* __restrict negative) {
    EPROP_INDEPENDENT
    for (Index j = 0; j < n; ++j) {
        positive[j] += x[j] > 0.0 ? x[j] : 0.0;
        negative[j] += x[j] < 0.0 ? x[j] : 0.0;
    }
}

inline void scatter_add_by_sign(Index n, const std::uint32_t* __restrict column, const double* __restrict x, double* __restrict positive,
                                double* __restrict negative) {
    for (Index s = 0; s < n; ++s) (x[s] > 0.0 ? positive : negative)[column[s]] += x[s];
}
