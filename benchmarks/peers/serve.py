"""The peer's end of a way: reads how many units are wanted, prepares, does them, and answers with what that cost."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable


def serve(prepare: Callable[[int], Callable[[], object]]) -> None:
    """Do rounds until nobody asks for another; whatever the peer prints goes to the errors."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        job = prepare(int(line))
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        job()
        cost = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        print(json.dumps(cost), file=answers, flush=True)
