"""Find, read and set the weights of a million synapses, in eprop alone."""
