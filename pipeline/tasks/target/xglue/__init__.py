"""The understanding tasks of XGLUE (Liang et al. 2020)."""
