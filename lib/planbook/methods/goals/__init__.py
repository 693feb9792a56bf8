"""What is sought: positions against targets, priorities, and the golden thread."""
