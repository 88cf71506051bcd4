"""Tests of secrecy share the made countries of ``firms``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
