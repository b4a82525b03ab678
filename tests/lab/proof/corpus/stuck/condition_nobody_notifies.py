"""The notification came before the wait, and none will come again."""

# stuck: 1 thread of 1 process

import threading

condition = threading.Condition()


def notify():
    with condition:
        condition.notify()


notifier = threading.Thread(target=notify)
notifier.start()
notifier.join()
with condition:
    condition.wait()
