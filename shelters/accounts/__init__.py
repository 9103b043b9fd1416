"""Networks, people, invitations and the sessions in which people are signed in."""
