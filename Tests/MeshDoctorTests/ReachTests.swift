import MeshDoctor
import Testing

/// Who is asked, and whether a way leads past it.
@Suite struct ReachTests {
  @Test(
    "gRPC's own client is held to where mpe listens",
    arguments: [
      ("dns:///mpe.example:9000", true), ("127.0.0.1:9000", true), ("ipv4:127.0.0.1:9000", true),
      ("ipv6:[::1]:9000", false), ("dns:///127.0.0.1:9001", false), ("unix:/run/mpe.sock", false), ("xds:///mpe", true),
    ])
  func clients(_ target: String, _ fits: Bool) {
    var files = DoctorCase(.envoy)
    files.replace(
      "envoy_grpc: {cluster_name: mpe}", with: "google_grpc: {target_uri: \"\(target)\", stat_prefix: mpe}", in: .envoy)
    files.listeners = [.tcp(host: fits ? nil : "127.0.0.1", port: 9000)]
    #expect(files.codes == (fits ? [] : ["address-mismatch"]))
  }

  @Test(
    "families of addresses do not meet",
    arguments: [
      ("::1", "127.0.0.1", false), ("::1", "0.0.0.0", false), ("::1", "::", true), ("127.0.0.1", "::", true),
      ("localhost", "::1", true), ("127.0.0.1", "::1", false), ("::1", "localhost", true),
    ])
  func families(_ host: String, _ bound: String, _ fits: Bool) {
    var files = DoctorCase(.envoy)
    files.replace("address: 127.0.0.1", with: "address: \"\(host)\"", in: .envoy)
    files.listeners = [.tcp(host: bound, port: 9000)]
    #expect(files.codes == (fits ? [] : ["address-mismatch"]))
  }

  private static let connections =
    "{filters: [{name: tcp, typed_config: {\"@type\": type.googleapis.com/envoy.extensions.filters.network."
    + "tcp_proxy.v3.TcpProxy, cluster: CLUSTER}}]}"

  @Test("connections may lead past the check as requests may") func chains() {
    let proxy = Self.connections.replacing("CLUSTER", with: "db")
    for (place, text, code) in [
      ("# CHAIN", "- " + proxy, "unchecked-chain"),
      ("# LISTENER", "  default_filter_chain: " + proxy, "unchecked-chain"),
      ("# LISTENER", "- {name: db, filter_chains: [\(proxy)]}", "unchecked-listener"),
    ] {
      var files = DoctorCase(.envoy)
      files.replace(place, with: text, in: .envoy)
      #expect(files.codes == [code])
    }
    var files = DoctorCase(.envoy)
    files.replace("# CHAIN", with: "- " + Self.connections.replacing("CLUSTER", with: "BlackHoleCluster"), in: .envoy)
    #expect(files.codes == [])
  }

  @Test("a chain that asks about connections is no way past") func checkedConnections() {
    let check =
      "{name: a, typed_config: {\"@type\": type.googleapis.com/envoy.extensions.filters.network.ext_authz.v3.ExtAuthz, "
      + "transport_api_version: V3, grpc_service: {timeout: 0.25s}}}, "
    var files = DoctorCase(.envoy)
    let proxy = Self.connections.replacing("CLUSTER", with: "db").replacing("filters: [", with: "filters: [" + check)
    files.replace("# CHAIN", with: "- " + proxy, in: .envoy)
    #expect(files.codes == [])
  }

  @Test(
    "a route's own service is held to what the filter's is",
    arguments: [
      ("grpc_service: {timeout: 0s, envoy_grpc: {cluster_name: mpe}}", ["no-timeout"]),
      ("grpc_service: {envoy_grpc: {cluster_name: mpe}}", ["default-timeout"]),
      ("grpc_service: {timeout: 0.25s, envoy_grpc: {cluster_name: mpee}}", ["unknown-cluster"]),
      ("http_service: {server_uri: {uri: \"http://mpe\", cluster: mpe, timeout: 0.25s}}", ["http-service"]),
      ("grpc_service: {timeout: 0.25s, envoy_grpc: {cluster_name: mpe}}", []),
    ])
  func routes(_ service: String, _ codes: [String]) {
    let type = "\"@type\": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute"
    var files = DoctorCase(.envoy)
    files.replace(
      "# ROUTE",
      with: "typed_per_filter_config: {envoy.filters.http.ext_authz: {\(type), check_settings: {\(service)}}}",
      in: .envoy)
    #expect(files.codes == codes)
  }
}
