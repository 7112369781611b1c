"""Rules: pure functions of facts and a day. No models, no database, no clock."""
