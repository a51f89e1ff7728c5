#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/types.hpp"
#include "simd/kernels.hpp"

namespace eprop {

// MT19937 (Matsumoto and Nishimura 1998, ACM TOMACS 8:1), the generator of numpy.random.RandomState, so that tasks draw what
// scripts that use numpy draw.
class MersenneTwister {
public:
    static constexpr Index words = twister_words;

    // key[words], of which `position` words are spent: the caller's, go on here.
    MersenneTwister(std::uint32_t* key, Index& position) : key_(key), position_(position) { kernels().temper(key_, tempered_.data()); }

    // Which of the next numbers, uniform in [0, 1), are less than their limit: number i has limits[i / repeat].
    std::vector<std::int64_t> below(const double* limits, Index count, Index repeat) {
        std::vector<std::int64_t> found;
        const double largest = count ? std::clamp(*std::max_element(limits, limits + count), 0.0, 1.0) : 0.0;
        const auto high_limit = static_cast<std::int64_t>(std::ceil(largest * 0x1p27));
        const auto examine = [&](Index i, std::uint32_t high, std::uint32_t low) {
            if (((high >> 5) * 0x1p26 + (low >> 6)) * 0x1p-53 < limits[i / repeat]) found.push_back(static_cast<std::int64_t>(i));
        };
        const Index n = count * repeat;
        std::array<std::uint16_t, words / 2> candidates;
        for (Index i = 0; i < n;) {
            const std::uint32_t* next = tempered_.data() + position_;
            const Index pairs = std::min(n - i, (words - position_) / 2),
                        listed = kernels().list_below(next, pairs, high_limit, candidates.data());
            for (Index c = 0; c < listed; ++c) examine(i + candidates[c], next[2 * candidates[c]], next[2 * candidates[c] + 1]);
            i += pairs;
            position_ += 2 * pairs;
            if (i == n) break;
            const std::uint32_t last = tempered_[words - 1];
            const bool split = position_ < words;  // a number whose words lie in two blocks
            kernels().twist(key_);
            kernels().temper(key_, tempered_.data());
            position_ = split;
            if (split) examine(i++, last, tempered_[0]);
        }
        return found;
    }

private:
    std::uint32_t* key_;
    Index& position_;
    std::array<std::uint32_t, words> tempered_;
};

}  // namespace eprop
