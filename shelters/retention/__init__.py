"""How long things are kept: closed cases are erased after their network's term, keys by epochs."""
