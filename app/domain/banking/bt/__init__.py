"""Descriptions of Banca Transilvania's rows, card payments to BT Pay, read into fields."""
