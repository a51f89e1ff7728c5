#include "binding/engine.hpp"
#include "binding/names.hpp"

namespace eprop {

void Engine::copy_model(const std::string& existing, const std::string& name) {
    const auto named = [](const std::string& wanted) { return [&wanted](const auto& model) { return model.name == wanted; }; };
    if (std::ranges::any_of(net_.models, named(name)) || std::ranges::any_of(net_.synapses, named(name)))
        refuse("NewModelNameExists", "Model ", name, " is the name of an existing model and cannot be re-used.");
    if (const auto found = std::ranges::find_if(net_.synapses, named(existing)); found != net_.synapses.end()) {
        SynapseModel copy = *found;
        copy.name = name;
        copy.connections = 0;
        net_.synapses.push_back(std::move(copy));
        return;
    }
    const Index m = node_model(existing);
    NodeModel copy = net_.models[m];
    copy.name = name;
    net_.models.push_back(std::move(copy));
    defaults_.push_back(std::vector(defaults_[m]));
}

void Engine::remove_copy(const std::string& name) {
    if (net_.synapses.back().name == name) return net_.synapses.pop_back();
    net_.models.pop_back();
    defaults_.pop_back();
}

}  // namespace eprop
