#pragma once

#include <array>
#include <cmath>
#include <cstdint>

namespace eprop {

// Random numbers by counting: Philox4x32-10 (Salmon et al. 2011, SC '11). Number i of stream (seed, purpose, element) is a function
// of these four alone, so it is the same for any number of threads and any order of drawing.
// What numbers are drawn for.
enum Purpose : std::uint32_t { for_connections = 1, for_parameters = 2, for_thresholds = 3, for_trains = 4, for_noise = 5 };

class Random {
public:
    // element: the node, call, … that draws them.
    Random(std::uint64_t seed, std::uint32_t purpose, std::uint64_t element)
        : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          counter_{0, purpose, static_cast<std::uint32_t>(element), static_cast<std::uint32_t>(element >> 32)} {}

    std::uint64_t bits() {
        if (used_ == 2) {
            block_ = philox(counter_, key_);
            ++counter_[0];
            used_ = 0;
        }
        const std::uint64_t low = block_[2 * used_], high = block_[2 * used_ + 1];
        ++used_;
        return high << 32 | low;
    }
    // Uniform in [0, 1).
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
    // Uniform in 0 … n - 1, without bias (Lemire 2019, ACM TOMACS 29:3, by rejection of the upper rest).
    std::uint64_t below(std::uint64_t n) {
        const std::uint64_t rest = (0 - n) % n;  // 2^64 mod n
        for (;;)
            if (const std::uint64_t x = bits(); x >= rest) return (x - rest) % n;
    }

    using Counter = std::array<std::uint32_t, 4>;
    using Key = std::array<std::uint32_t, 2>;
    static Counter philox(Counter c, Key k) {
        for (int round = 0; round < 10; ++round, k[0] += 0x9E3779B9, k[1] += 0xBB67AE85) {
            const std::uint64_t a = std::uint64_t{0xD2511F53} * c[0], b = std::uint64_t{0xCD9E8D57} * c[2];
            c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(b),
                 static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(a)};
        }
        return c;
    }

private:
    Key key_;
    Counter counter_;
    Counter block_{};
    unsigned used_ = 2;  // 64-bit numbers of the block that are spent
};

}  // namespace eprop
