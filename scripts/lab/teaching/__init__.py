"""What a teacher plans with: the pages as lessons, and timetables made of them."""
