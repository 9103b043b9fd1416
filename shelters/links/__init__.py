"""Links for hosts without an account: one question of one house, answered once."""
