"""The operators' console: pages on the server, a small script that only saves reloading."""
