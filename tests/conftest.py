"""What holds for every test: how many examples a property is tried with, and that tries repeat exactly.

`HYPOTHESIS_PROFILE=thorough` looks further, with fresh examples at each run.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A shared machine can be slow at any moment: time alone fails no property.
_SLOW_IS_FINE = [HealthCheck.too_slow]

settings.register_profile(
    "steady", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_SLOW_IS_FINE
)
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=_SLOW_IS_FINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Measurements run by themselves, with libraries of their own.
collect_ignore = ["benchmarks"]
