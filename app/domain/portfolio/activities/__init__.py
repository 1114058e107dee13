"""Activities: each purchase, sale, payment and transfer of a portfolio."""
