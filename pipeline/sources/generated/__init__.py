"""Mini-XTREME: a benchmark in XTREME's formats and metrics, generated from Unicode CLDR."""
