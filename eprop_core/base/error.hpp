#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace eprop {

// Refused input. `kind` is the name of the NEST exception that the Python layer raises.
struct BadInput : std::runtime_error {
    BadInput(std::string kind_, const std::string& message) : std::runtime_error(message), kind(std::move(kind_)) {}
    std::string kind;
};

template <class... Parts>
[[noreturn]] void refuse(const char* kind, const Parts&... parts) {
    std::ostringstream message;
    message.precision(17);
    (message << ... << parts);
    throw BadInput(kind, message.str());
}

}  // namespace eprop
