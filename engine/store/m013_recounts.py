"""That a closed period is to be worked out again, said twice, so that neither can go missing unseen."""

from __future__ import annotations

TABLES = """
ALTER TABLE period ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
UPDATE period SET waits = 1 WHERE EXISTS (SELECT 1 FROM dirty d WHERE d.street = period.street AND d.method = period.method
    AND d.evaluation = period.evaluation AND d.key = period.key);
"""
