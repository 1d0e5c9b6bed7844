"""Whole archives: hundreds of millions of articles in WARC, Parquet or JSON Lines, read on one machine or on many.

An archive is cut into pieces; each goes through the stages ``prepare → compare → read → inherit``, each stage once,
recorded by a mark beside what it wrote. `Run` does what is missing, on an engine: processes of this machine, or Ray.
"""

from communique.archive.plan import Plan, load_plan, plan_of
from communique.archive.run import Ended, Run, Step

__all__ = ["Ended", "Plan", "Run", "Step", "load_plan", "plan_of"]
