#include <algorithm>

#include "base/distributions.hpp"
#include "base/error.hpp"
#include "binding/engine.hpp"

namespace eprop {

std::vector<double> Engine::draw(const std::string& distribution, double a, double b, std::span<const std::int64_t> elements) {
    const auto found = std::ranges::find_if(distributions(), [&](const Distribution& d) { return distribution == d.name; });
    if (found == distributions().end()) refuse("UndefinedName", "There is no distribution ", distribution);
    const std::uint64_t call = net_.draw_calls++;
    std::vector<double> values;
    values.reserve(elements.size());
    for (std::int64_t element : elements) {
        Random random(static_cast<std::uint64_t>(net_.settings.rng_seed), for_parameters, call << 32 | static_cast<std::uint64_t>(element));
        values.push_back(found->draw(random, a, b));
    }
    return values;
}

Index Engine::count_pairs(std::span<const NodeId> sources, std::span<const NodeId> targets, ConnectionRule rule) const {
    seed(rule);
    return draw_pairs(rule, sources, targets).size();
}

void Engine::seed(ConnectionRule& rule) const {
    rule.seed = static_cast<std::uint64_t>(net_.settings.rng_seed);
    rule.call = net_.connect_calls;
}

std::vector<double> elementary(const std::string& function, std::span<const double> values) {
    const std::pair<const char*, double (*)(double)> functions[] = {
        {"exp", exact_exp}, {"log", exact_log}, {"sin", exact_sin}, {"cos", exact_cos}};
    const auto found = std::ranges::find_if(functions, [&](const auto& f) { return function == f.first; });
    if (found == std::end(functions)) refuse("UndefinedName", "There is no function ", function);
    std::vector<double> results(values.begin(), values.end());
    for (double& x : results) x = found->second(x);
    return results;
}

}  // namespace eprop
