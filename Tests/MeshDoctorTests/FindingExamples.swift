/// One example at least for each kind of finding.
enum FindingExamples {
  static let all = settings + requests + filters + routes + clusters + mesh + files

  private static let settingsPlace = "# SETTINGS"
  private static let bodies = "with_request_body: {max_request_bytes: 65536}"
  private static let packed = "with_request_body: {max_request_bytes: 65536, pack_as_bytes: true}"

  // MARK: The filter's settings

  private static let settings = [
    FindingExample(
      "no-timeout", "a proxy waits without an end, or Istio's 600 s", at: "timeout: 0.25s", before: "timeout: 0s",
      after: "timeout: 0.25s"),
    FindingExample(
      "long-timeout", "a time-out over 5 s", at: "timeout: 0.25s", before: "timeout: 60s", after: "timeout: 0.25s"),
    FindingExample(
      "default-timeout", "Envoy's filter has no time-out", at: "grpc_service: {timeout: 0.25s, ",
      before: "grpc_service: {", after: "grpc_service: {timeout: 0.25s, "),
    FindingExample(
      "invalid-timeout", "a time-out that is no duration", at: "timeout: 0.25s", before: "timeout: 250",
      after: "timeout: 0.25s"),
    FindingExample(
      "invalid-timeout", "a time-out that is no duration", at: "timeout: 0.25s", before: "timeout: 250ms",
      after: "timeout: 0.25s"),
    FindingExample(
      "retry-interval", "the longest pause before another try is below the time-out", at: "timeout: 0.25s, ",
      before: "timeout: 0.25s, retry_policy: {retry_back_off: {base_interval: 0.005s, max_interval: 0.05s}}, ",
      after: "timeout: 0.25s, retry_policy: {retry_back_off: {base_interval: 0.005s, max_interval: 0.25s}}, "),
    FindingExample(
      "status-on-error-succeeds", "no answer looks like a success", at: "status_on_error: {code: ServiceUnavailable}",
      before: "status_on_error: {code: OK}", after: "status_on_error: {code: ServiceUnavailable}"),
    FindingExample(
      "fails-open", "requests pass when mpe does not answer", at: "failure_mode_allow: false",
      before: "failure_mode_allow: true", after: "failure_mode_allow: false"),
    FindingExample(
      "no-status-on-error", "no answer looks like a denial", at: "status_on_error: {code: ServiceUnavailable}",
      before: "", after: "status_on_error: {code: ServiceUnavailable}"),
    FindingExample(
      "mutations-not-validated", "what an answer changes is not validated", at: "validate_mutations: true", before: "",
      after: "validate_mutations: true"),
    FindingExample(
      "transport-api-version", "another version than 3", at: "transport_api_version: V3",
      before: "transport_api_version: V2", after: "transport_api_version: V3"),
    FindingExample(
      "shadow-mode", "the filter asks and does not obey", at: settingsPlace, before: "shadow_mode: true", after: ""),
    FindingExample(
      "http-service", "the proxy asks by HTTP",
      at: "grpc_service: {timeout: 0.25s, envoy_grpc: {cluster_name: mpe}}",
      before: "http_service: {server_uri: {uri: \"http://mpe:9000\", cluster: mpe, timeout: 0.25s}}",
      after: "grpc_service: {timeout: 0.25s, envoy_grpc: {cluster_name: mpe}}"),
    FindingExample(
      "partly-enabled", "the filter asks about a part of all requests", at: settingsPlace,
      before: "filter_enabled: {default_value: {numerator: 50, denominator: HUNDRED}}", after: ""),
    FindingExample(
      "conditional-check", "the filter asks where metadata matches", at: settingsPlace,
      before: "filter_enabled_metadata: {filter: envoy.filters.http.rbac, path: [{key: deny}]}", after: ""),
  ]

  // MARK: What mappers read

  private static let requests = [
    FindingExample(
      "body-not-sent", "a mapper reads a body", at: settingsPlace, before: "", after: bodies,
      reads: "input.request.http.body"),
    FindingExample(
      "body-encoding", "a mapper reads the body where it is not", at: settingsPlace, before: bodies, after: packed,
      reads: "input.request.http.raw_body"),
    FindingExample(
      "unread-body", "bodies are sent, and no mapper reads one", at: settingsPlace, before: bodies, after: ""),
    FindingExample(
      "small-body", "bodies over less than 4 KiB are refused", at: settingsPlace,
      before: "with_request_body: {max_request_bytes: 1024}", after: bodies, reads: "input.request.http.body"),
    FindingExample(
      "partial-body", "bodies are cut off, and no mapper looks at `x-envoy-auth-partial-body`", at: settingsPlace,
      before: "with_request_body: {max_request_bytes: 65536, allow_partial_message: true}", after: bodies,
      reads: "input.request.http.body"),
    FindingExample(
      "body-retry", "bodies over 64 KiB are sent, and checks are tried again", at: "timeout: 0.25s, ",
      before: "timeout: 0.25s, retry_policy: {num_retries: 1}, ", after: "timeout: 0.25s, ",
      reads: "input.request.http.body", both: [(settingsPlace, "with_request_body: {max_request_bytes: 1048576}")]),
    FindingExample(
      "body-withheld-by-route", "a route sends no body", at: "# ROUTE",
      before: perRoute("check_settings: {disable_request_body_buffering: true}"), after: "",
      reads: "input.request.http.body", both: [(settingsPlace, bodies)]),
    FindingExample(
      "metadata-not-sent", "a mapper reads metadata of a namespace that is not sent", at: settingsPlace, before: "",
      after: "metadata_context_namespaces: [example.tenant]",
      reads: "input.metadata_context.filter_metadata[\"example.tenant\"].name"),
    FindingExample(
      "unread-metadata", "metadata is sent, and no mapper reads it", at: settingsPlace,
      before: "metadata_context_namespaces: [example.tenant]", after: ""),
    FindingExample(
      "certificate-not-sent", "a mapper reads `source.certificate`", at: settingsPlace, before: "",
      after: "include_peer_certificate: true", reads: "input.source.certificate"),
    FindingExample(
      "tls-session-not-sent", "a mapper reads `tls_session`", at: settingsPlace, before: "",
      after: "include_tls_session: true", reads: "input.tls_session.sni"),
    FindingExample(
      "header-not-sent", "a mapper reads a header that is withheld", at: settingsPlace,
      before: "allowed_headers: {patterns: [{exact: authorization}]}",
      after: "allowed_headers: {patterns: [{exact: authorization}, {exact: x-tenant}]}",
      reads: "input.request.http.headers[\"x-tenant\"]"),
    FindingExample(
      "header-case", "a mapper reads a header by capital letters", in: [.domain, .envoy], at: "\"none\"",
      before: "input.request.http.headers[\"Authorization\"]", after: "input.request.http.headers[\"authorization\"]"),
    FindingExample(
      "header-encoding", "a mapper reads headers where they are not", at: settingsPlace,
      before: "encode_raw_headers: true", after: "", reads: "input.request.http.headers.authorization"),
    FindingExample(
      "context-extension-not-set", "a mapper reads a context extension that no route sets", at: "# ROUTE", before: "",
      after: perRoute("check_settings: {context_extensions: {tenant: shop}}"), reads: "input.context_extensions.tenant"),
    FindingExample(
      "unread-context-extension", "a route sets a context extension that no mapper reads", at: "# ROUTE",
      before: perRoute("check_settings: {context_extensions: {tenant: shop}}"), after: ""),
    FindingExample(
      "attribute-name", "a mapper reads what no request has", in: [.domain, .envoy], at: "\"none\"",
      before: "input.attributes.contextExtensions.tenant", after: "input.context_extensions.tenant"),
  ]

  // MARK: The order of filters

  private static let filters = [
    FindingExample(
      "check-after-router", "ext_authz stands behind the router", at: "# EARLIER",
      before: filter("router.v3.Router"), after: ""),
    FindingExample(
      "no-check", "no listener asks mpe", at: "envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
      before: "envoy.extensions.filters.http.cors.v3.Cors", after: "envoy.extensions.filters.http.ext_authz.v3.ExtAuthz"
    ),
    FindingExample(
      "unseen-listeners", "the configuration's listeners come by discovery", at: "static_resources:",
      before: "dynamic_resources: {lds_config: {path_config_source: {path: /etc/envoy/lds.yaml}}}\nunused:",
      after: "static_resources:"),
    FindingExample(
      "unchecked-chain", "a filter chain beside one that asks does not", at: "# CHAIN", before: "- " + manager,
      after: ""),
    FindingExample(
      "unchecked-listener", "a listener beside one that asks does not", at: "# LISTENER",
      before: "- {name: other, filter_chains: [\(manager)]}", after: ""),
    FindingExample(
      "several-checks", "two filters of one chain ask the same cluster", at: "# LATER",
      before: filter(
        "ext_authz.v3.ExtAuthz", "transport_api_version: V3, grpc_service: {envoy_grpc: {cluster_name: mpe}}"),
      after: ""),
    FindingExample(
      "route-cache-cleared", "the route may be chosen anew after the decision", at: settingsPlace,
      before: "clear_route_cache: true", after: ""),
    FindingExample(
      "route-cache-may-be-cleared", "a script or a service behind the check could have that done", at: "# LATER",
      before: filter("wasm.v3.Wasm"), after: ""),
    FindingExample(
      "jwt-after-check", "a mapper reads claims, and tokens are verified later", at: "# LATER", before: jwt(),
      after: "",
      reads: claims, both: [(settingsPlace, sendsClaims)]),
    FindingExample(
      "no-jwt-filter", "a mapper reads claims, and nothing verifies tokens", at: "# EARLIER", before: "", after: jwt(),
      reads: claims, both: [(settingsPlace, sendsClaims)]),
    FindingExample(
      "jwt-payload-not-kept", "a mapper reads claims under a name that no provider has", at: "# EARLIER",
      before: jwt(keeping: "payload"), after: jwt(), reads: claims, both: [(settingsPlace, sendsClaims)]),
  ]

  private static let claims = "input.metadata_context.filter_metadata[\"envoy.filters.http.jwt_authn\"].claims.sub"
  private static let sendsClaims = "metadata_context_namespaces: [envoy.filters.http.jwt_authn]"

  private static func filter(_ type: String, _ more: String = "") -> String {
    let tail = more.isEmpty ? "" : ", \(more)"
    let url = "type.googleapis.com/envoy.extensions.filters.http.\(type)"
    return "- {name: \(type.prefix { $0 != "." }), typed_config: {\"@type\": \(url)\(tail)}}"
  }

  private static func jwt(keeping name: String = "claims") -> String {
    filter("jwt_authn.v3.JwtAuthentication", "providers: {login: {payload_in_metadata: \(name)}}")
  }

  private static let manager =
    "{filters: [{name: http, typed_config: {\"@type\": type.googleapis.com/envoy.extensions.filters.network."
    + "http_connection_manager.v3.HttpConnectionManager, http_filters: []}}]}"

  private static func perRoute(_ settings: String, of name: String = "envoy.filters.http.ext_authz") -> String {
    "typed_per_filter_config: {\(name): {\"@type\": "
      + "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute, \(settings)}}"
  }

  // MARK: Routes

  private static let routes = [
    FindingExample(
      "route-disabled", "a route does not ask mpe", at: "# ROUTE", before: perRoute("disabled: true"), after: ""),
    FindingExample(
      "all-routes-disabled", "the route configuration, or a virtual host of `*`, turns the filter off",
      at: "domains: [\"*\"]", before: "domains: [\"*\"]\n" + perRoute("disabled: true"), after: "domains: [\"*\"]"),
    FindingExample(
      "filter-disabled", "the filter is off, and some routes turn it on", at: "- name: envoy.filters.http.ext_authz",
      before: "- name: envoy.filters.http.ext_authz\n  disabled: true",
      after: "- name: envoy.filters.http.ext_authz",
      both: [("# ROUTE", perRoute("check_settings: {disable_request_body_buffering: true}"))]),
    FindingExample(
      "filter-off", "the filter is off, and no route turns it on", at: "- name: envoy.filters.http.ext_authz",
      before: "- name: envoy.filters.http.ext_authz\n  disabled: true",
      after: "- name: envoy.filters.http.ext_authz"),
    FindingExample(
      "unmatched-route-setting", "a route calls the filter otherwise than the listener does", at: "# ROUTE",
      before: perRoute("disabled: true", of: "ext_authz"), after: perRoute("disabled: true")),
  ]

  // MARK: Clusters

  private static let health = "grpc_health_check: {service_name: envoy.service.auth.v3.Authorization}"

  private static let clusters = [
    FindingExample(
      "unknown-cluster", "the filter names a cluster that is not there", at: "cluster_name: mpe}",
      before: "cluster_name: mpee}", after: "cluster_name: mpe}"),
    FindingExample(
      "no-http2", "the cluster speaks HTTP/1.1", at: "explicit_http_config: {http2_protocol_options: {}}",
      before: "explicit_http_config: {http_protocol_options: {}}",
      after: "explicit_http_config: {http2_protocol_options: {}}"),
    FindingExample(
      "tls-to-mpe", "the cluster speaks TLS", at: "- name: mpe",
      before: "- name: mpe\n  transport_socket: {name: tls, typed_config: {\"@type\": "
        + "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext}}",
      after: "- name: mpe"),
    FindingExample(
      "address-mismatch", "mpe listens elsewhere: `--listen :9000`, or what its container says", at: "port_value: 9000",
      before: "port_value: 9001", after: "port_value: 9000", listeners: [.tcp(host: nil, port: 9000)]),
    FindingExample(
      "no-health-check", "the cluster has no health check", at: "health_checks:\n        - \(health)", before: "",
      after: "health_checks:\n  - \(health)"),
    FindingExample(
      "health-check-service", "the health check names no service", at: health, before: "grpc_health_check: {}",
      after: health),
    FindingExample(
      "unknown-health-service", "the health check names a service that mpe does not have",
      at: "service_name: envoy.service.auth.v3.Authorization", before: "service_name: mpe",
      after: "service_name: envoy.service.auth.v3.Authorization"),
    FindingExample(
      "health-check-protocol", "the health check asks by HTTP", at: health,
      before: "http_health_check: {path: /healthz}", after: health),
  ]

  // MARK: Istio and Kubernetes

  private static let mesh = [
    FindingExample(
      "no-timeout", "a proxy waits without an end, or Istio's 600 s", in: [.istio], at: "timeout: 0.5s", before: "",
      after: "timeout: 0.5s"),
    FindingExample(
      "fails-open", "requests pass when mpe does not answer", in: [.istio], at: "failOpen: false",
      before: "failOpen: true", after: "failOpen: false"),
    FindingExample(
      "body-not-sent", "a mapper reads a body", in: [.istio, .domain], at: settingsPlace, before: "",
      after: "includeRequestBodyInCheck: {maxRequestBytes: 65536}", reads: "input.request.http.body"),
    FindingExample(
      "unknown-provider", "an AuthorizationPolicy names a provider that is not there", in: [.istio],
      at: "provider: {name: mpe}", before: "provider: {name: mep}", after: "provider: {name: mpe}"),
    FindingExample(
      "policy-without-provider", "an AuthorizationPolicy with `action: CUSTOM` names no provider", in: [.istio],
      at: "provider: {name: mpe}", before: "", after: "provider: {name: mpe}"),
    FindingExample(
      "policy-without-rules", "an AuthorizationPolicy with `action: CUSTOM` has no rules", in: [.istio],
      at: "rules: [{}]", before: "", after: "rules: [{}]"),
    FindingExample(
      "headless-service", "a provider names a headless Service", in: [.istio],
      at: "apiVersion: networking.istio.io/v1\nkind: ServiceEntry",
      before: headless + "\n---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry",
      after: headless.replacing("clusterIP: None, ", with: "")
        + "\n---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry",
      both: [("service: mpe.internal", "service: mpe.authz")]),
    FindingExample(
      "unused-provider", "no AuthorizationPolicy names the provider", in: [.istio], at: "action: CUSTOM",
      before: "action: DENY", after: "action: CUSTOM"),
    FindingExample(
      "no-mesh-configuration", "an AuthorizationPolicy without a mesh configuration among the files", in: [.istio],
      at: "extensionProviders:", before: "kind: Other\nproviders:", after: "extensionProviders:"),
    FindingExample(
      "unknown-service", "no ServiceEntry has the host of a provider", in: [.istio], at: "service: mpe.internal",
      before: "service: mpe.example", after: "service: mpe.internal"),
    FindingExample(
      "unlisted-service", "the Service of a provider is not among the files", in: [.istio], at: "service: mpe.internal",
      before: "service: mpe.mpe.svc.cluster.local", after: "service: mpe.internal"),
    FindingExample(
      "service-port", "a provider asks a port that its service has not", in: [.istio], at: "port: 9000",
      before: "port: 9001", after: "port: 9000"),
    FindingExample(
      "service-protocol", "a port does not say that it is gRPC", in: [.istio], at: "protocol: GRPC",
      before: "protocol: TCP", after: "protocol: GRPC"),
    FindingExample(
      "address-mismatch", "mpe listens elsewhere: `--listen :9000`, or what its container says",
      in: [.workload, .istio], at: "tcp:127.0.0.1:9000", before: "tcp:127.0.0.1:9001", after: "tcp:127.0.0.1:9000"),
    FindingExample(
      "unreachable-probe", "the kubelet probes a port that is open to the Pod alone", in: [.workload], at: "# PROBE",
      before: "readinessProbe: {grpc: {port: 9000}}", after: ""),
  ]

  private static let headless = """
    apiVersion: v1
    kind: Service
    metadata: {name: mpe, namespace: authz}
    spec: {clusterIP: None, ports: [{name: grpc, port: 9000}]}
    """

  // MARK: Files

  private static let files = [
    FindingExample(
      "unreadable-file", "a file cannot be read, or is no YAML", in: [.domain], at: "kind: PolicyDomain",
      before: "kind: [PolicyDomain", after: "kind: PolicyDomain"),
    FindingExample(
      "unknown-file", "a file is nothing that the doctor knows", in: [.domain],
      at: "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\n", before: "",
      after: "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\n"),
    FindingExample(
      "foreign-file", "a file of Kubernetes is of another kind, or a file of a folder is none at all",
      in: [.domain, .envoy], at: "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain",
      before: "apiVersion: example.com/v1\nkind: Other",
      after: "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain"),
    FindingExample(
      "nothing-looked-at", "no file is of any use", in: [.domain],
      at: "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain",
      before: "apiVersion: example.com/v1\nkind: Other",
      after: "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain"),
    FindingExample(
      "broken-domain", "a PolicyDomain does not load", in: [.domain], at: "iamlite.manetu.io/v1beta1",
      before: "iamlite.manetu.io/v9", after: "iamlite.manetu.io/v1beta1"),
  ]
}
