#pragma once

#include <new>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace eprop {

// Kind and message of the exception being handled; the kind is the name of one of NEST's exceptions, or of a built-in one.
inline std::pair<std::string, std::string> current_error() {
    try {
        throw;
    } catch (const BadInput& e) {
        return {e.kind, e.what()};
    } catch (const std::bad_alloc&) {
        return {"MemoryError", "the network does not fit into memory"};
    } catch (const std::exception& e) {
        return {"RuntimeError", e.what()};
    }
}

}  // namespace eprop
