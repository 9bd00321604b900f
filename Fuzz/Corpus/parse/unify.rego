package t

p[[u, r]] { some i, j; input.users[i].role = input.roles[j].name; u := input.users[i].name; r := input.roles[j].level }
