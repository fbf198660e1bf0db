"""The platforms: each reads what it is sent, purely, and sends what it is given, thinly."""
