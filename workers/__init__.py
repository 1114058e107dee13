"""Door 2, background work: one task per Job, each a thin call into app/."""
