"""The table of the README: every workload in NEST, in eprop with one thread and with several."""
