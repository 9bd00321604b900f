package policy.movies
metadata := {"name": "M", "resolution_strategy": "default-deny"}
allow[x] { x := {"id": "A"} }
