"""Answers to reminders: a mail becomes a draft of its writer's update, or nothing at all."""
