#pragma once

#include <cmath>
#include <span>

namespace eprop {

enum class Kind { real, integer, boolean, choice, reals, integers, ids, names };

// Parameter; changes while simulating and can be set; computed; computed while a multimeter records it.
enum class Access { set, state, read, record };

// Which values are accepted, in words and as a test.
struct Rule {
    const char* text;
    bool (*accepts)(double);
};

namespace rule {
inline constexpr Rule finite{"a finite number", [](double x) { return std::isfinite(x); }};
inline constexpr Rule number{"a number", [](double x) { return !std::isnan(x); }};
inline constexpr Rule positive{"> 0", [](double x) { return x > 0.0 && std::isfinite(x); }};
inline constexpr Rule non_negative{">= 0", [](double x) { return x >= 0.0 && std::isfinite(x); }};
inline constexpr Rule fraction{">= 0 and < 1", [](double x) { return x >= 0.0 && x < 1.0; }};
inline constexpr Rule closed_fraction{">= 0 and <= 1", [](double x) { return x >= 0.0 && x <= 1.0; }};
inline constexpr Rule boolean{"True or False", [](double x) { return x == 0.0 || x == 1.0; }};
inline constexpr Rule count{"an integer >= 1", [](double x) { return x >= 1.0 && x < 9e15 && x == std::floor(x); }};
inline constexpr Rule whole{"an integer >= 0", [](double x) { return x >= 0.0 && x < 9e15 && x == std::floor(x); }};
inline constexpr Rule spike_rate{">= 0 and <= 1e8", [](double x) { return x >= 0.0 && x <= 1e8; }};
inline constexpr Rule lower_bound{"a number", [](double x) { return !std::isnan(x) && x < HUGE_VAL; }};
}  // namespace rule

// Which models of a block show a field; 0: all of them.
enum Group : unsigned {
    group_any = 0,
    group_interval = 1,
    group_online = 2,
    group_adaptive = 4,
    group_delta = 8,
    group_floor = 16,
    group_synaptic = 32,
    group_escape = 64
};

// One parameter, state or array of a model: declared once, read by set, get, errors, documentation and recorders.
struct Parameter {
    const char* name;
    const char* unit;
    Kind kind;
    Access access;
    double initial;
    Rule rule;
    const char* doc;
    bool recordable = false;
    std::span<const char* const> choices = {};
    Group group = group_any;

    bool is_array() const { return kind >= Kind::reals; }
};

using Fields = std::span<const Parameter>;

// Short forms for the tables of parameters.
constexpr Parameter only(Group group, Parameter p) {
    p.group = group;
    return p;
}
constexpr Parameter real(const char* name, const char* unit, double initial, Rule rule, const char* doc) {
    return {name, unit, Kind::real, Access::set, initial, rule, doc};
}
constexpr Parameter flag(const char* name, bool initial, const char* doc) {
    return {name, "", Kind::boolean, Access::set, initial ? 1.0 : 0.0, rule::boolean, doc};
}
constexpr Parameter integer(const char* name, double initial, Rule rule, const char* doc) {
    return {name, "", Kind::integer, Access::set, initial, rule, doc};
}
constexpr Parameter choice(const char* name, std::span<const char* const> names, const char* doc) {
    return {name, "", Kind::choice, Access::set, 0.0, rule::whole, doc, false, names};
}
constexpr Parameter state(const char* name, const char* unit, double initial, const char* doc) {
    return {name, unit, Kind::real, Access::state, initial, rule::finite, doc, true};
}
constexpr Parameter computed(const char* name, const char* unit, const char* doc) {
    return {name, unit, Kind::real, Access::read, 0.0, rule::number, doc, true};
}
constexpr Parameter shown(const char* name, const char* unit, const char* doc) {
    return {name, unit, Kind::real, Access::read, 0.0, rule::number, doc};
}
constexpr Parameter recorded(const char* name, const char* unit, const char* doc) {
    return {name, unit, Kind::real, Access::record, 0.0, rule::number, doc, true};
}
constexpr Parameter array(const char* name, const char* unit, Kind kind, const char* doc, Rule each = rule::finite) {
    return {name, unit, kind, Access::set, 0.0, each, doc};
}

}  // namespace eprop
