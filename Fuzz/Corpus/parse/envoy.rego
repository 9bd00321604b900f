package envoy.authz

addr := input.attributes.source.address.socketAddress.address

zones contains z if {
	some z, cidrs in data.nets
	some c in cidrs
	net.cidr_contains(c, addr)
}

allow if count(zones) > 0
