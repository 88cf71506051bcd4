"""Making a workspace and filling it: create, load, fetch; what it holds and how it came to it."""
