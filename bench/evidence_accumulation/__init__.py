"""Evidence accumulation (Bellec et al. 2020, Nature Communications 11:3625, figure 4)."""
