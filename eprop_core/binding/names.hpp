#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/parameter.hpp"
#include "base/types.hpp"
#include "populations/models.hpp"

namespace eprop {

// Position of the parameter called `name`; an unknown one is refused. The Python layer, which knows the user's words, looks names
// up first and suggests the nearest; this is the last line of defence.
inline Index find_name(const std::string& owner, Fields fields, const std::string& name) {
    const auto found = std::ranges::find_if(fields, [&](const Parameter& p) { return name == p.name; });
    if (found == fields.end()) refuse("UnaccessedDictionaryEntry", owner, " has no parameter ", name);
    return static_cast<Index>(found - fields.begin());
}

// What a model shows of the fields of its block.
inline std::vector<Parameter> shown_fields(const NodeModel& model, Fields fields) {
    std::vector<Parameter> shown;
    for (const Parameter& p : fields)
        if (model.shows(p)) shown.push_back(p);
    return shown;
}

}  // namespace eprop
