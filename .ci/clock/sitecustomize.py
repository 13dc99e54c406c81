"""Sets the clock a year and half a day ahead in every Python that finds this, and in those it starts: for `.ci/year`."""

import sys
from datetime import timedelta

sys.modules["pytest"] = None  # type: ignore[assignment]  # which time-machine would load wherever it can
import time_machine  # noqa: E402

del sys.modules["pytest"]
time_machine.travel(timedelta(days=365, hours=12)).start()
