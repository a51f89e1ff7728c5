#include "base/distributions.hpp"

namespace eprop {

namespace {

const Distribution list[] = {
    {"uniform", [](Random& random, double min, double max) { return min + random.uniform() * (max - min); }},
    {"uniform_int", [](Random& random, double max, double) { return static_cast<double>(random.below(static_cast<std::uint64_t>(max))); }},
    {"normal", [](Random& random, double mean, double std) { return mean + std * standard_normal(random); }},
    {"lognormal", [](Random& random, double mean, double std) { return exact_exp(mean + std * standard_normal(random)); }},
    {"exponential", [](Random& random, double beta, double) { return beta * standard_exponential(random); }},
};

}  // namespace

std::span<const Distribution> distributions() { return list; }

}  // namespace eprop
