"""The schedules, one file for each course of the learning rate."""
