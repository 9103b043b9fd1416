"""One module per word of the design; each exposes its `router`."""
