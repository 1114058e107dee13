"""Background work: one task per Job, each a thin call into app/."""
