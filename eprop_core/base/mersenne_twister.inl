// The next block of words of MT19937, their tempering, and which pairs of them make a small number; see mersenne_twister.hpp.

inline void twist(std::uint32_t* key) {
    constexpr Index words = twister_words, shift = 397, left = words - shift;
    const auto twisted = [key](Index i, Index j, Index k) {  // word i, from its upper bit, the rest of j, and k
        const std::uint32_t y = (key[i] & 0x80000000u) | (key[j] & 0x7fffffffu);
        key[i] = key[k] ^ (y >> 1) ^ ((0 - (y & 1)) & 0x9908b0dfu);
    };
    for (Index i = 0; i < left; ++i) twisted(i, i + 1, i + shift);
    for (Index i = left; i < words - 1; ++i) twisted(i, i + 1, i - left);
    twisted(words - 1, 0, shift - 1);
}

inline void temper(const std::uint32_t* __restrict key, std::uint32_t* __restrict tempered) {
    for (Index i = 0; i < twister_words; ++i) {
        std::uint32_t y = key[i];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        tempered[i] = y ^ (y >> 18);
    }
}

// Lists the pairs whose first word, less its 5 lowest bits, is below the limit; returns how many.
inline Index list_below(const std::uint32_t* words, Index pairs, std::int64_t limit, std::uint16_t* listed) {
    typedef std::int64_t Pairs __attribute__((vector_size(vector_lanes * sizeof(std::int64_t)), aligned(sizeof(std::uint32_t)), may_alias));
    Index count = 0, i = 0;
    for (; i + vector_lanes <= pairs; i += vector_lanes) {
        const Pairs first = (*reinterpret_cast<const Pairs*>(words + 2 * i) & 0xffffffff) >> 5;
        for (unsigned bits = bits_of((Truth)(first < limit)); bits; bits &= bits - 1)
            listed[count++] = static_cast<std::uint16_t>(i + static_cast<Index>(std::countr_zero(bits)));
    }
    for (; i < pairs; ++i)
        if (words[2 * i] >> 5 < limit) listed[count++] = static_cast<std::uint16_t>(i);
    return count;
}
