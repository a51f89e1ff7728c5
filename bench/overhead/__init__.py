"""eprop alone: what learning and recording add to simulating; import, building, and calls of Simulate."""
