"""The queues of the coordinator (screen 9): what waits, in which order, and one item of it."""
