// A few doubles that go through a loop together: `pack_vectors` vectors of the CPU's own width, so that the chains of dependent
// operations of one hide those of the other.

constexpr Index vector_lanes = EPROP_VECTOR_LANES;
constexpr Index pack_vectors = vector_lanes < lanes ? 2 : 1;
constexpr Index pack_lanes = vector_lanes * pack_vectors;
static_assert(lanes % pack_lanes == 0);

typedef double Vector __attribute__((vector_size(vector_lanes * sizeof(double))));
typedef double Unaligned __attribute__((vector_size(vector_lanes * sizeof(double)), aligned(sizeof(double)), may_alias));

EPROP_INLINE Vector load(const double* p) { return *reinterpret_cast<const Unaligned*>(p); }
EPROP_INLINE void store(double* p, Vector x) { *reinterpret_cast<Unaligned*>(p) = x; }
template <std::size_t... I>
EPROP_INLINE Vector broadcast(double x, std::index_sequence<I...>) {
    return Vector{(static_cast<void>(I), x)...};
}
EPROP_INLINE Vector broadcast(double x) { return broadcast(x, std::make_index_sequence<vector_lanes>{}); }

// A bit a lane, 1 where a comparison of vectors holds.
using Truth = decltype(Vector{} > Vector{});
EPROP_INLINE unsigned bits_of(Truth x) {
#if defined(__x86_64__) && EPROP_VECTOR_LANES == 8
    return _mm512_movepi64_mask((__m512i)x);
#elif defined(__x86_64__) && EPROP_VECTOR_LANES == 4
    return static_cast<unsigned>(_mm256_movemask_pd((__m256d)x));
#elif defined(__x86_64__) && EPROP_VECTOR_LANES == 2
    return static_cast<unsigned>(_mm_movemask_pd((__m128d)x));
#else
    unsigned bits = 0;
    for (Index i = 0; i < vector_lanes; ++i) bits |= (x[i] != 0) << i;
    return bits;
#endif
}

// A bit a neuron, 1 where z is.
EPROP_INLINE void mark_fired(Index begin, Index end, const double* z, std::uint8_t* fired) {
    for (Index block = begin; block < end; block += lanes) {
        unsigned bits = 0;
        for (Index i = 0; i < lanes; i += vector_lanes) bits |= bits_of(load(z + block + i) > broadcast(0.0)) << i;
        fired[block / lanes] = static_cast<std::uint8_t>(bits);
    }
}

struct Pack {
    Vector v[pack_vectors];

    EPROP_INLINE static Pack zero() {
        Pack x;
        for (Vector& part : x.v) part = Vector{};
        return x;
    }
    EPROP_INLINE static Pack read(const double* p) {
        Pack x;
        for (Index i = 0; i < pack_vectors; ++i) x.v[i] = load(p + i * vector_lanes);
        return x;
    }
    EPROP_INLINE void write(double* p) const {
        for (Index i = 0; i < pack_vectors; ++i) store(p + i * vector_lanes, v[i]);
    }
    // The elements of a row in the given columns.
    EPROP_INLINE static Pack gather(const double* row, const std::uint32_t* column) {
        return collect([&](Index l) { return row[column[l]]; });
    }
    // value(lane)
    template <class Value>
    EPROP_INLINE static Pack collect(Value value) {
        Pack x;
        for (Index i = 0; i < pack_vectors; ++i)
            x.v[i] = collect([&](Index l) { return value(i * vector_lanes + l); }, std::make_index_sequence<vector_lanes>{});
        return x;
    }

private:
    template <class Value, std::size_t... I>
    EPROP_INLINE static Vector collect(Value value, std::index_sequence<I...>) {
        return Vector{value(I)...};
    }
};

template <class Operation>
EPROP_INLINE Pack each(Operation operation) {
    Pack x;
    for (Index i = 0; i < pack_vectors; ++i) x.v[i] = operation(i);
    return x;
}

EPROP_INLINE Pack operator+(const Pack& a, const Pack& b) {
    return each([&](Index i) { return a.v[i] + b.v[i]; });
}
EPROP_INLINE Pack operator-(const Pack& a, const Pack& b) {
    return each([&](Index i) { return a.v[i] - b.v[i]; });
}
EPROP_INLINE Pack operator*(const Pack& a, const Pack& b) {
    return each([&](Index i) { return a.v[i] * b.v[i]; });
}
EPROP_INLINE Pack operator/(const Pack& a, const Pack& b) {
    return each([&](Index i) { return a.v[i] / b.v[i]; });
}
EPROP_INLINE Pack operator+(const Pack& a, double b) {
    return each([&](Index i) { return a.v[i] + b; });
}
EPROP_INLINE Pack operator*(double a, const Pack& b) {
    return each([&](Index i) { return a * b.v[i]; });
}
EPROP_INLINE Pack operator-(double a, const Pack& b) {
    return each([&](Index i) { return a - b.v[i]; });
}
EPROP_INLINE Pack operator/(const Pack& a, double b) {
    return each([&](Index i) { return a.v[i] / b; });
}

// Four doubles that stand side by side, whatever the CPU's vectors are.
typedef double Four __attribute__((vector_size(4 * sizeof(double))));
typedef double UnalignedFour __attribute__((vector_size(4 * sizeof(double)), aligned(sizeof(double)), may_alias));

EPROP_INLINE Four read_four(const double* p) { return *reinterpret_cast<const UnalignedFour*>(p); }
EPROP_INLINE void write_four(double* p, const Four& x) { *reinterpret_cast<UnalignedFour*>(p) = x; }

EPROP_INLINE void transpose(Four (&x)[4]) {
    const Four a = __builtin_shufflevector(x[0], x[1], 0, 4, 2, 6), b = __builtin_shufflevector(x[0], x[1], 1, 5, 3, 7);
    const Four c = __builtin_shufflevector(x[2], x[3], 0, 4, 2, 6), d = __builtin_shufflevector(x[2], x[3], 1, 5, 3, 7);
    x[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5), x[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
    x[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7), x[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

// Four lanes of a pack, those from 4 * part on, and back. Vectors are moved one by one: compilers copy structs in pieces, for which
// loads of whole vectors have to wait.
#if EPROP_VECTOR_LANES == 8
EPROP_INLINE Four part_of(const Pack& x, Index part) {
    return part == 0 ? __builtin_shufflevector(x.v[0], x.v[0], 0, 1, 2, 3) : __builtin_shufflevector(x.v[0], x.v[0], 4, 5, 6, 7);
}
EPROP_INLINE Pack of_parts(const Four* part) { return {__builtin_shufflevector(part[0], part[1], 0, 1, 2, 3, 4, 5, 6, 7)}; }
#elif EPROP_VECTOR_LANES == 4
EPROP_INLINE Four part_of(const Pack& x, Index part) { return x.v[part]; }
EPROP_INLINE Pack of_parts(const Four* part) { return {part[0], part[1]}; }
#else
EPROP_INLINE Four part_of(const Pack& x, Index) { return __builtin_shufflevector(x.v[0], x.v[1], 0, 1, 2, 3); }
EPROP_INLINE Pack of_parts(const Four* part) {
    return {__builtin_shufflevector(part[0], part[0], 0, 1), __builtin_shufflevector(part[0], part[0], 2, 3)};
}
#endif

// Four values that each lane keeps side by side, in place(lane): the first of all lanes, the second of all, ...
template <class Place>
EPROP_INLINE void read_fours(Place place, Pack (&x)[4]) {
    Four parts[4][pack_lanes / 4];
    for (Index part = 0; part < pack_lanes / 4; ++part) {
        Four four[4];
        for (Index l = 0; l < 4; ++l) four[l] = read_four(place(part * 4 + l));
        transpose(four);
        for (Index i = 0; i < 4; ++i) parts[i][part] = four[i];
    }
    for (Index i = 0; i < 4; ++i) x[i] = of_parts(parts[i]);
}
template <class Place>
EPROP_INLINE void write_fours(Place place, const Pack (&x)[4]) {
    for (Index part = 0; part < pack_lanes / 4; ++part) {
        Four four[4];
        for (Index i = 0; i < 4; ++i) four[i] = part_of(x[i], part);
        transpose(four);
        for (Index l = 0; l < 4; ++l) write_four(place(part * 4 + l), four[l]);
    }
}

// Eight values of each lane, which fill a line of the caches. past_caches: on their way to memory leave the caches as they are.
template <class Place>
EPROP_INLINE void write_eights(Place place, const Pack (&x)[8], [[maybe_unused]] bool past_caches) {
    for (Index part = 0; part < pack_lanes / 4; ++part) {
        Four first[4], second[4];
        for (Index i = 0; i < 4; ++i) first[i] = part_of(x[i], part), second[i] = part_of(x[4 + i], part);
        transpose(first), transpose(second);
        for (Index l = 0; l < 4; ++l) {
            double* to = place(part * 4 + l);
#if defined(__x86_64__) && EPROP_VECTOR_LANES >= 4
            if (past_caches) {
                _mm256_stream_pd(to, (__m256d)first[l]), _mm256_stream_pd(to + 4, (__m256d)second[l]);
                continue;
            }
#endif
            write_four(to, first[l]), write_four(to + 4, second[l]);
        }
    }
}
// Such writes are done before those that follow.
EPROP_INLINE void order_writes() {
#if defined(__x86_64__)
    _mm_sfence();
#endif
}

// The larger and the smaller of two: the CPU's instruction by name, since compilers make several of a vector's ?:.
#if defined(__x86_64__) && EPROP_VECTOR_LANES == 4
EPROP_INLINE Vector larger(Vector a, Vector b) { return (Vector)_mm256_max_pd((__m256d)a, (__m256d)b); }
EPROP_INLINE Vector smaller(Vector a, Vector b) { return (Vector)_mm256_min_pd((__m256d)a, (__m256d)b); }
#elif defined(__x86_64__) && EPROP_VECTOR_LANES == 2
EPROP_INLINE Vector larger(Vector a, Vector b) { return (Vector)_mm_max_pd((__m128d)a, (__m128d)b); }
EPROP_INLINE Vector smaller(Vector a, Vector b) { return (Vector)_mm_min_pd((__m128d)a, (__m128d)b); }
#else
EPROP_INLINE Vector larger(Vector a, Vector b) { return a > b ? a : b; }
EPROP_INLINE Vector smaller(Vector a, Vector b) { return a < b ? a : b; }
#endif

EPROP_INLINE Vector magnitude(Vector x) {
    const Truth sign = (Truth)broadcast(-0.0);
    return (Vector)((Truth)x & ~sign);
}

EPROP_INLINE Pack larger(const Pack& a, const Pack& b) {
    return each([&](Index i) { return larger(a.v[i], b.v[i]); });
}
EPROP_INLINE Pack smaller(const Pack& a, const Pack& b) {
    return each([&](Index i) { return smaller(a.v[i], b.v[i]); });
}
EPROP_INLINE Pack clamp(const Pack& x, double low, double high) {
    return each([&](Index i) { return smaller(larger(x.v[i], Vector{} + low), Vector{} + high); });
}

EPROP_INLINE Pack root(const Pack& x) {
    return each([&](Index i) {
        Vector r;
        for (Index l = 0; l < vector_lanes; ++l) r[l] = std::sqrt(x.v[i][l]);
        return r;
    });
}
