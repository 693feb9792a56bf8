"""The methods of the step `capacity`: beds, rooms, waiting lists, estate and supplies."""
