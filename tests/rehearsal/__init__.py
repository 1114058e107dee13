"""The chart's containers run on this machine as `helm template` renders them, and are tried from outside."""
