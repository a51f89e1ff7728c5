#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/types.hpp"

namespace eprop {

// MT19937 (Matsumoto and Nishimura 1998, ACM TOMACS 8:1), the generator of numpy.random.RandomState, so that tasks draw what
// scripts that use numpy draw; block by block, which vectorises.
class MersenneTwister {
public:
    static constexpr Index words = 624;

    // key[words], of which `position` words are spent: the caller's, go on here.
    MersenneTwister(std::uint32_t* key, Index& position) : key_(key), position_(position) { temper(); }

    struct Below {
        std::vector<std::int64_t> places;
        std::vector<double> numbers;
    };
    // Those of the next n numbers, uniform in [0, 1), that are less than `limit`, and which they are.
    Below below(Index n, double limit) {
        Below found;
        const auto high_limit = static_cast<std::uint32_t>(std::clamp(std::ceil(limit * 0x1p27), 0.0, 0x1p27));
        const auto examine = [&](Index i, std::uint32_t high, std::uint32_t low) {
            if (high >> 5 >= high_limit) return;  // most are
            const double number = ((high >> 5) * 0x1p26 + (low >> 6)) * 0x1p-53;
            if (!(number < limit)) return;
            found.places.push_back(static_cast<std::int64_t>(i));
            found.numbers.push_back(number);
        };
        for (Index i = 0; i < n;) {
            const Index first = position_, pairs = std::min(n - i, (words - first) / 2);
            for (Index k = 0; k < pairs; ++k) examine(i + k, tempered_[first + 2 * k], tempered_[first + 2 * k + 1]);
            i += pairs;
            position_ += 2 * pairs;
            if (i == n) break;
            const std::uint32_t last = tempered_[words - 1];
            const bool split = position_ < words;  // a number whose words lie in two blocks
            twist();
            temper();
            position_ = split;
            if (split) examine(i++, last, tempered_[0]);
        }
        return found;
    }

private:
    void twist() {
        constexpr Index shift = 397, left = words - shift;
        const auto twisted = [this](Index i, Index j, Index k) {  // word i, from its upper bit, the rest of j, and k
            const std::uint32_t y = (key_[i] & 0x80000000u) | (key_[j] & 0x7fffffffu);
            key_[i] = key_[k] ^ (y >> 1) ^ ((0 - (y & 1)) & 0x9908b0dfu);
        };
        for (Index i = 0; i < left; ++i) twisted(i, i + 1, i + shift);
        for (Index i = left; i < words - 1; ++i) twisted(i, i + 1, i - left);
        twisted(words - 1, 0, shift - 1);
    }
    void temper() {
        for (Index i = 0; i < words; ++i) {
            std::uint32_t y = key_[i];
            y ^= y >> 11;
            y ^= (y << 7) & 0x9d2c5680u;
            y ^= (y << 15) & 0xefc60000u;
            tempered_[i] = y ^ (y >> 18);
        }
    }

    std::uint32_t* key_;
    Index& position_;
    std::array<std::uint32_t, words> tempered_;
};

}  // namespace eprop
