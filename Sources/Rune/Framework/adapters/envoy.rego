# The answer to Envoy, in the shape that OPA's Envoy plugin takes: "allowed", "http_status", "headers", "body".
#
# A result of `allow` may have "headers": the request goes on with all of them. Where two results name one header, the
# first in the order of data.rune.standard counts.
#
# A result of `deny` may have "http_status" (300 to 599), "headers" and "body". The first that has any of them answers,
# alone. What it lacks is 403, no headers, and the messages of all results that denied, a line each.
# Ids, errors and what is only monitored do not go out.
package rune.standard.envoy

import rego.v1

default response := {"allowed": false, "http_status": 403, "headers": {}, "body": "Forbidden"}

response := {"allowed": true, "http_status": 200, "headers": headers, "body": ""} if {
	data.rune.results.result == "allow"

	# The last first, for what comes later replaces what is there.
	headers := object.union_n([headers_of(found) | some found in array.reverse(data.rune.standard.allows)])
} else := {
	"allowed": false,
	"http_status": status_of(answering),
	"headers": headers_of(answering),
	"body": body_of(answering),
}

default answering := {}

answering := with_an_answer[0]

with_an_answer := [found |
	some found in data.rune.standard.denies
	count(object.filter(found, ["http_status", "headers", "body"])) > 0
]

status_of(found) := found.http_status if {
	is_number(found.http_status)
	found.http_status == floor(found.http_status)
	found.http_status >= 300
	found.http_status < 600
} else := 403

# Names that are none, values that are no text, and what would begin another header, are left out.
headers_of(found) := {name: text |
	some name, value in object.get(found, "headers", {})
	regex.match(`^[!#$%&'*+.^_|~0-9A-Za-z-]+$`, name)
	text := header_text(value)
}

header_text(value) := value if {
	is_string(value)
	not regex.match(`[\x00-\x1f\x7f]`, value)
}

header_text(value) := sprintf("%v", [value]) if is_number(value)

body_of(found) := found.body if {
	is_string(found.body)
} else := json.marshal(found.body) if {
	found.body
} else := concat("\n", messages) if {
	count(messages) > 0
} else := "Forbidden"

messages := [found.msg | some found in data.rune.standard.denies; is_string(found.msg)]
