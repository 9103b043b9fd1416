"""A problem compiled to arrays: kinds of room, who may go where, and every stay that could be."""
