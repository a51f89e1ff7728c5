#include "learning/pending.hpp"

#include "learning/gradient.hpp"
#include "learning/online.hpp"
#include "learning/optimizer.hpp"

namespace eprop {

void apply_pending_updates(Network& net, State& state) {
    collect(net, state);  // if an interval's last learning signal has just come back
    const Step interval = state.moment.error.n;
    for (Projection& p : net.projections) {
        if (!p.learns()) continue;
        for (Index r = 0; r < p.sources.size(); ++r) {
            if (p.length(r) == 0) continue;
            // The interval of the row's last spike stays: its next one is still its first of an interval, and finds nothing to do.
            if (p.learns_online())
                apply_pending_online(net, state, p, r);
            else if (state.history.passages[p.first_row + r].interval < interval)
                optimize_row_ahead(p, r, net.model_of(p), interval);
        }
    }
}

}  // namespace eprop
