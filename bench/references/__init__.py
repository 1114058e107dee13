"""What the figures are compared with: bare programs on the same servers, and bare SQL on the same rows."""
