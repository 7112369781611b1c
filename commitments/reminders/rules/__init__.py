"""What is due to be said, when and to whom: pure functions of facts, a calendar and a day."""
