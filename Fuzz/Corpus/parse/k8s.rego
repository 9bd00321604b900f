package k8s.host

spec = input.request.object.spec
allowed_caps = {"NET_BIND_SERVICE", "SYS_TIME"}

violation[{"field": f, "msg": msg}] {
	f := ["hostNetwork", "hostPID", "hostIPC"][_]
	spec[f] == true
	msg := sprintf("%v must be false", [f])
}

violation[{"field": f, "msg": "privileged"}] {
	spec.containers[i].securityContext.privileged
	f := sprintf("containers[%d].securityContext", [i])
}

violation[{"field": "caps", "msg": msg}] {
	c := spec.containers[_]
	bad := {x | x := c.securityContext.capabilities.add[_]} - allowed_caps
	count(bad) > 0
	msg := sprintf("%v: %v", [c.name, bad])
}

hostports[p] { p := spec.containers[_].ports[_].hostPort }
