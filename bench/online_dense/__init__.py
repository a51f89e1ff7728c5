"""A small dense network that learns a sum of sine waves, with an update at every spike (Korcsak-Gorzo et al. 2025)."""
