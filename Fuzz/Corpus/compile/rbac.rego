package glass

default result := {"allow": false}

result := {"allow": true, "until": until, "audit": audit} if {
	input.user.oncall
	regex.match(`^INC-\d{4}$`, input.ticket)
}

until := time.format([input.now + time.parse_duration_ns("30m"), "UTC", "RFC3339"])
audit := crypto.sha256(json.marshal({"u": input.user.id, "t": input.ticket}))
