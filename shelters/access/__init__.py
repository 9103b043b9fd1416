"""Who may do what: the actor, the permissions, and the one policy table."""
