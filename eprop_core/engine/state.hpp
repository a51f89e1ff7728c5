#pragma once

#include <array>
#include <vector>

#include "devices/calendar.hpp"
#include "devices/noise.hpp"
#include "devices/poisson.hpp"
#include "devices/recordings.hpp"
#include "devices/stepwise.hpp"
#include "events/current_ring.hpp"
#include "events/delay_ring.hpp"
#include "learning/history.hpp"
#include "populations/iaf.hpp"
#include "populations/models.hpp"
#include "populations/parrots.hpp"
#include "populations/readout.hpp"
#include "populations/recurrent.hpp"

namespace eprop {

// All that changes while a network is simulated, but for the weights and what learns them, which stand beside each other in the
// projections.
struct State {
    Step clock = 0;           // the next step to be taken
    Moment moment;            // that step, seen from its update intervals
    double resolution = 0.1;  // ms, the settings' own, for checks

    DelayRing ring;
    RingOf<ScaledArrival> scaled;  // spikes of generators with spike_weights
    std::array<CurrentRing, block_count> currents;  // by target block
    CurrentRing filtered_currents;                  // to receptor 1 of iaf_psc_exp
    Calendar spike_calendar, injector_calendar;
    std::array<Outputs, stepwise_kinds> outputs;
    std::vector<Noise> noise;          // by generator
    std::vector<Doubles> noise_drawn;  // by projection, pA, a value a synapse
    std::vector<PoissonCounts> spike_counts;  // of inhomogeneous_generators, at their present rates
    ParrotState parrots;
    RecurrentState recurrents[3];  // by Family
    ReadoutState readouts[2];      // of the interval and of the online models
    IafState iafs[iaf_kinds];
    std::vector<Step> pacemakers_due;  // the next spike of each, or one that is over
    History history;
    DelayRing agenda;  // by step, the rows of the online models that are to go through their history

    Recordings recorded;
    std::vector<NodeId> noted;  // who fired in the step before, where weight recorders note that before it arrives

    std::int64_t sent = 0;             // spikes of neurons in the present run
    std::vector<std::uint32_t> fired;  // scratch: positions of the neurons of a block that fired in this step
};

}  // namespace eprop
