"""Statement files that people download from their bank: BT's CSV, any CSV, MT940, CAMT.053 and OFX.

`read_statement` reads a file row by row, `sniff` tells its format, `suggest_mapping` helps with a CSV file
whose columns nobody knows yet. Files come from strangers: whatever is in one, it ends in rows, in problems of
single rows, or in UnreadableFile.
"""
