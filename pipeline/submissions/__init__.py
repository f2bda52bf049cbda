"""Submission folders of XTREME and XTREME-R: one file per task and language, read and scored."""
