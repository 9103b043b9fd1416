"""Finding plans and proving them: greedy, prices, linear programs, rounding, neighbourhoods, certificates."""
