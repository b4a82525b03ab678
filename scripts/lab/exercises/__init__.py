"""Exercises: programs that a learner mends, and a checker that stands outside and judges what they do.

`listing`    which exercises there are, with their hints, solution and wrong answers; found by being there
`reports`    what a program's processes tell the checker: the kernel says which process tells it
`trial`      one run of the learner's program in the guard, with its reports, under a schedule
`checks`     what each exercise asks: one file each, which raises StillWrong for the first thing that is wrong
`checking`   the answer to a learner: never a traceback, always one remark and one next step
`answering`  what `python -m scripts exercise` says
`injected`   what runs in the learner's processes, to make rare schedules likely
"""
