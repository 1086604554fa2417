"""The problem bank of this course, as the commands load it."""

from pathlib import Path

from checker.catalogue import Course
from checker.config import read_settings

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT, read_settings(ROOT))
LAB3 = COURSE.assignment("lab3")
ITEMS = LAB3.items
