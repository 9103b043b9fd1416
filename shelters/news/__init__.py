"""News: what committees, hosts and the regional team must see, told by a code and never by a case."""
