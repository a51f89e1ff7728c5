"""How time and memory grow with the size of a network, in eprop and NEST, against what theory predicts, as plots."""
