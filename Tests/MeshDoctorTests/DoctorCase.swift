import MeshDoctor

/// Files that fit together, with places where a test changes them.
struct DoctorCase {
  enum File: CaseIterable { case envoy, istio, workload, domain }

  /// Which of the files are looked at, and their texts.
  var texts: [File: String]
  var listeners: [ListenPlace] = []

  init(_ files: File...) {
    texts = Dictionary(uniqueKeysWithValues: files.map { ($0, Self.text($0)) })
  }

  /// Puts a text, of several lines if need be, in the place of another.
  mutating func replace(_ place: String, with text: String, in file: File) {
    guard let range = texts[file]?.firstRange(of: place) else { preconditionFailure("no `\(place)` in \(file)") }
    let line = texts[file]![..<range.lowerBound].split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let indent = String(repeating: " ", count: line.count)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    texts[file]!.replaceSubrange(range, with: lines.joined(separator: "\n" + indent))
  }

  /// Lets the mapper read something.
  mutating func read(_ rego: String) { replace("\"none\"", with: rego, in: .domain) }

  var report: MeshReport {
    let files = File.allCases.compactMap { file in
      texts[file].map { MeshFile(name: "\(file).yaml", text: $0) }
    }
    return MeshDoctor(listeners: listeners).examine(files)
  }

  var codes: [String] { report.findings.map(\.code) }

  private static func text(_ file: File) -> String {
    switch file {
    case .envoy: envoy
    case .istio: istio
    case .workload: workload
    case .domain: domain
    }
  }

  static let envoy = """
    static_resources:
      listeners:
        - name: shop
          filter_chains:
            - filters:
                - name: envoy.filters.network.http_connection_manager
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    http_filters:
                      # EARLIER
                      - name: envoy.filters.http.ext_authz
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                          transport_api_version: V3
                          failure_mode_allow: false
                          status_on_error: {code: ServiceUnavailable}
                          validate_mutations: true
                          grpc_service: {timeout: 0.25s, envoy_grpc: {cluster_name: mpe}}
                          # SETTINGS
                      # LATER
                      - name: envoy.filters.http.router
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                    route_config:
                      virtual_hosts:
                        - name: shop
                          domains: ["*"]
                          routes:
                            - match: {prefix: /}
                              route: {cluster: upstream}
                              # ROUTE
            # CHAIN
        # LISTENER
      clusters:
        - name: mpe
          typed_extension_protocol_options:
            envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
              "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
              explicit_http_config: {http2_protocol_options: {}}
          load_assignment:
            cluster_name: mpe
            endpoints:
              - lb_endpoints:
                  - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: 9000}}}
          health_checks:
            - grpc_health_check: {service_name: envoy.service.auth.v3.Authorization}

    """

  static let istio = """
    extensionProviders:
      - name: mpe
        envoyExtAuthzGrpc:
          service: mpe.internal
          port: 9000
          timeout: 0.5s
          failOpen: false
          statusOnError: "503"
          # SETTINGS
    ---
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: {name: ask}
    spec:
      action: CUSTOM
      provider: {name: mpe}
      rules: [{}]
    ---
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata: {name: mpe}
    spec:
      hosts: [mpe.internal]
      resolution: STATIC
      ports:
        - {number: 9000, name: grpc, protocol: GRPC}
      endpoints:
        - address: 127.0.0.1

    """

  static let workload = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: shop}
    spec:
      template:
        metadata: {labels: {app: shop}}
        spec:
          containers:
            - name: mpe
              image: mpe-envoy:1
              args: [serve, -b, /policies, --listen, "tcp:127.0.0.1:9000"]
              # PROBE

    """

  static let domain = """
    apiVersion: iamlite.manetu.io/v1beta1
    kind: PolicyDomain
    metadata:
      name: shop
    spec:
      mappers:
        - name: http
          selector: [".*"]
          rego: |
            package mapper

            import rego.v1

            porc := {
              "principal": {},
              "operation": sprintf("shop:http:%s", [lower(input.request.http.method)]),
              "resource": sprintf("mrn:http:shop%s", [input.request.http.path]),
              "context": {"read": "none"},
            }

    """
}
