"""How good a forecast is: walk-forward folds, losses, calibration, the choice among models; pure."""
