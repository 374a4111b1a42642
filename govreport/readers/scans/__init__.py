"""Pages that are pictures to documents: made upright, ruled lines found, cells recognised."""

import os

__all__: list[str] = []

# Read when onnxruntime is imported, which otherwise reports to its vendor and writes a number of this device.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
