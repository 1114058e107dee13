"""Trainings: models fitted fold by fold by any number of workers, judged, chosen and stored."""
