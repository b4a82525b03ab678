"""What each exercise asks: NAME.py has check(program), which raises StillWrong for the first thing that is wrong."""
