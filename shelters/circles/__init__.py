"""Who shares a key: the circles of houses and committees, what is sealed to them, and the one way to open it."""
