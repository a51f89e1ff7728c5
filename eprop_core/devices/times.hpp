#pragma once

#include <vector>

namespace eprop {

struct State;

// What is accepted of times of a generator, beside that they are later than the present and ascending.
struct TimeRules {
    bool repeats = false;    // whether two may be equal
    bool rounds_up = false;  // whether those off the grid are taken for the next step; else they are refused
    bool shifts_present = false;  // the same for the present
};

// The times (ms) as they are kept; refuses by exception. Times with which those that are `present` begin, too, may be past.
std::vector<double> accept_times(const char* name, std::vector<double> times, const std::vector<double>& present, const State& state,
                                 TimeRules rules);

}  // namespace eprop
