"""What the office can do: plain functions that take an open unit of work, the person asking and the time."""
