"""100,000 recurrent neurons with 100 random sources each: how long eprop takes to connect them, and that they learn."""
