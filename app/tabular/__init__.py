"""Any table of text to rows: encoding, lines, dates, amounts. Files are strangers': none is trusted."""
