"""What the networks that learn at every spike (Korcsak-Gorzo et al. 2025, arXiv 2511.21674) have in common."""
