"""Memory that eprop needs: after 10 s and 1,000 s of simulated time, and for a synapse."""
