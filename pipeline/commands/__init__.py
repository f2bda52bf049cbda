"""One file a command of `python -m pipeline`; __main__.py wires them."""
