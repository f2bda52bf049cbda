"""What XTREME-R (Ruder et al. 2021) adds to XTREME."""
