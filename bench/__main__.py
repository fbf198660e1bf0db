"""Run every measurement of this folder; each prints what was measured in one run."""

from __future__ import annotations

from bench import booking, console, turns, understanding

if __name__ == "__main__":
    understanding.main()
    turns.main()
    booking.main()
    console.main()
