"""What demos did at other times and on other interpreters: the files of results/, read and written."""
