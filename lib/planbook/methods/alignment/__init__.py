"""Do everyone's plans agree: comparing plans with each other, with the model and within themselves."""
