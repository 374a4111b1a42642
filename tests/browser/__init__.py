"""The review page in a headless Chromium."""
