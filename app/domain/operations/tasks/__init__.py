"""What workers do: alive ones, their tasks, the queues, what failed."""
