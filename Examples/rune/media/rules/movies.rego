# Who may change movies.
package policy.movies

import rego.v1

metadata := {"name": "Movies", "resolution_strategy": "default-deny-overrule"}

allow contains {"id": "editors", "msg": "editors change movies"} if "editors" in input.subject.groups

allow contains {
	"id": "own",
	"msg": sprintf("%s changes a movie of their own", [input.subject.name]),
	"headers": {"x-owner": input.subject.name},
} if {
	input.movie.owner == input.subject.name
}

deny contains {
	"id": "archived",
	"msg": "archived movies stay as they are",
	"http_status": 409,
	"headers": {"x-archive": "yes"},
	"body": {"error": "archived"},
} if {
	input.movie.archived
}

# On trial: shown, and decides nothing yet.
deny contains {"id": "unrated", "msg": "movies without a rating will be closed", "enforce": "monitor"} if {
	not input.movie.rating
}
