package j

user := u if { some u in data.users; u.name == input.name }
open_projects contains p if {
	some g in user.groups
	some p in data.groups[format_int(g, 10)].projects
	data.projects[p].open
}
by_project[p] contains u.name if {
	some u in data.users
	some g in u.groups
	some p in data.groups[sprintf("%d", [g])].projects
}
lonely := {u.name | some u in data.users; count(u.groups) == 0}
