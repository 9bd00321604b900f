package win

t := time.parse_rfc3339_ns(input.at)
active contains w.id if {
	some w in data.windows
	time.parse_rfc3339_ns(w.from) <= t
	t < time.parse_rfc3339_ns(w.to)
}
minutes_left[w.id] := (time.parse_rfc3339_ns(w.to) - t) / 60000000000 if {
	some w in data.windows
	w.id in active
}
overlap contains sort([a.id, b.id]) if {
	some a in data.windows
	some b in data.windows
	a.id != b.id
	time.parse_rfc3339_ns(a.from) < time.parse_rfc3339_ns(b.to)
	time.parse_rfc3339_ns(b.from) < time.parse_rfc3339_ns(a.to)
}
