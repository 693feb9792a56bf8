"""How each step's tables read: charts and sentences computed from the frames they are given, one module a step."""
