"""What a run of the main job tells of itself."""

from jiqun.studies.running.report import RunReport, run_report

__all__ = ["RunReport", "run_report"]
