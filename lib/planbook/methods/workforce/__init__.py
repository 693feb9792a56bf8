"""Which staff the work takes: who does it today, what moves it, time standards, and the lenses it is seen through."""
