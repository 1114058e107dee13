"""What portfolios are worth: computed by workers, stored, and answered from there."""
