"""How reports get made: runs, the farm, the site and the command line."""
