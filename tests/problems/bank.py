"""The problem bank of this course, as the commands load it."""

from pathlib import Path

from checker.catalogue import Course
from checker.config import read_settings

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT, read_settings(ROOT))
ASSIGNMENTS = {name: COURSE.assignment(name) for name in COURSE.names}
ITEMS = {id: item for assignment in ASSIGNMENTS.values() for id, item in assignment.items.items()}
LAB3 = ASSIGNMENTS["lab3"]
