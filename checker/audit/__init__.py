"""The audit of the problems themselves: can their marks be trusted?"""
