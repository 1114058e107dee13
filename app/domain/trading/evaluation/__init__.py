"""How good a forecast is: walk-forward folds, losses, calibration, and the choice among models; all of it pure."""
