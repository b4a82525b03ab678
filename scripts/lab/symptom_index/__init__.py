"""The index by symptom: from a message, a warning or a behaviour to the section that explains it."""
