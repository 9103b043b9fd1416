"""Options, runs over all, proposals and answers: the solver proposes, people decide."""
