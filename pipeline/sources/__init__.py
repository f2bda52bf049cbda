"""Where examples come from: generated, an XTREME folder, the hub."""
