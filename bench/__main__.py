"""Run every measurement of this folder; each prints ratios measured in one run."""

from __future__ import annotations

from bench import booking, turns, understanding

if __name__ == "__main__":
    understanding.main()
    turns.main()
    booking.main()
