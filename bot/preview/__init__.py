"""A page for editors: how an entry looks in every language and channel, before it is served."""
