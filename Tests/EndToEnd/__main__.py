"""Runs the tests of this folder against a real mpe, gRPC client and Envoy: MPE=.build/debug/mpe python3 Tests/EndToEnd

Arguments go to unittest: `-k drain` runs the tests whose name holds `drain`.
"""

import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "envoy")]

from sandbox import default_binary  # noqa: E402 (found by the path above)

binary = default_binary()
if not os.access(binary, os.X_OK):
    sys.exit(f"end-to-end tests: no mpe at {binary}: run `make test`, or name one by MPE=…")
program = unittest.main(
    module=None, argv=["Tests/EndToEnd", "discover", "-s", str(HERE), *sys.argv[1:]], verbosity=2, exit=False
)
result = program.result
# A test whose parts fail one by one is one failed test.
failures = [getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors]
failed = len(set(failures)) + len(result.unexpectedSuccesses)
skipped = len(result.skipped)
print(f"{max(result.testsRun - failed - skipped, 0)} passed, {failed} failed, {skipped} skipped", flush=True)
sys.exit(0 if result.testsRun and result.wasSuccessful() else 1)
