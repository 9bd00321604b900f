package hours

ns := time.parse_rfc3339_ns(input.ts)
day := time.weekday([ns, input.zone])
clock := time.clock([ns, input.zone])
weekend if day in {"Saturday", "Sunday"}
default open := false
open if {
	not weekend
	clock[0] >= 8
	clock[0] < 18
}
stamp := time.format([ns, "UTC", "2006-01-02T15:04Z"])
