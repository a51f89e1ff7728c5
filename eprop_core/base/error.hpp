#pragma once

#include <charconv>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace eprop {

// Refused input. `kind` is the name of the NEST exception that the Python layer raises.
struct BadInput : std::runtime_error {
    BadInput(std::string kind_, const std::string& message) : std::runtime_error(message), kind(std::move(kind_)) {}
    std::string kind;
};

namespace detail {

template <class Part>
void append(std::ostringstream& message, const Part& part) {
    if constexpr (std::is_floating_point_v<Part>) {  // the shortest digits that say which number it is
        char digits[32];
        message << std::string_view(digits, std::to_chars(digits, digits + sizeof digits, part).ptr);
    } else {
        message << part;
    }
}

}  // namespace detail

template <class... Parts>
[[noreturn]] void refuse(const char* kind, const Parts&... parts) {
    std::ostringstream message;
    (detail::append(message, parts), ...);
    throw BadInput(kind, message.str());
}

}  // namespace eprop
