import PolicyDomain

/// A host that the mesh knows: of a Service or a ServiceEntry.
struct MeshService {
  struct Port {
    let number: Int
    let position: SourcePosition
    /// What is spoken, in capitals: `GRPC`; nil where nothing says.
    let spoken: String?
    /// Where endpoints listen instead; a name where Kubernetes names it.
    let target: String?
  }

  let title: String
  let position: SourcePosition
  /// Every name that it is called by.
  let hosts: Set<String>
  let namespace: String
  let ports: [Port]
  /// Where requests are sent, as far as it is written.
  let endpoints: [Positioned<ListenPlace>]
  /// Labels of the Pods behind it; empty where none are chosen.
  let selector: [String: String]

  /// Whether it has no address of its own: `clusterIP: None`.
  let isHeadless: Bool

  /// A ServiceEntry.
  init(entry node: YAMLOutline) {
    let spec = node.field("spec") ?? node
    title = "ServiceEntry `\(node.field("metadata")?.text("name") ?? "")`"
    position = node.position
    namespace = node.field("metadata")?.text("namespace") ?? ""
    hosts = Set(spec.list("hosts").compactMap(\.scalarText))
    let ports = spec.list("ports").map { port in
      Port(
        number: port.integer("number") ?? 0, position: port.position(of: "number"),
        spoken: port.text("protocol")?.uppercased(), target: port.text("target_port"))
    }
    self.ports = ports
    endpoints = spec.list("endpoints").flatMap { Self.places($0, ports: spec.list("ports")) }
    selector = [:]
    isHeadless = false
  }

  private static func places(_ endpoint: YAMLOutline, ports: [YAMLOutline]) -> [Positioned<ListenPlace>] {
    guard let address = endpoint.text("address") else { return [] }
    let place = endpoint.position(of: "address")
    if address.hasPrefix("unix:") {
      return ListenPlace(address.replacing("unix://", with: "unix:")).map { [Positioned($0, at: place)] } ?? []
    }
    return ports.compactMap { port in
      let own = port.text("name").flatMap { endpoint.field("ports")?.integer($0) }
      let number = own ?? port.integer("target_port") ?? port.integer("number")
      return number.map { Positioned(.tcp(host: address, port: $0), at: place) }
    }
  }

  /// A Service of Kubernetes.
  init(service node: YAMLOutline) {
    let spec = node.field("spec") ?? node
    let name = node.field("metadata")?.text("name") ?? ""
    title = "Service `\(name)`"
    position = node.position
    let space = node.field("metadata")?.text("namespace") ?? ""
    let domains = ["", ".svc", ".svc.cluster.local"].map { space.isEmpty ? "" : ".\(space)\($0)" }
    namespace = space
    hosts = Set([name] + domains.map { name + $0 })
    ports = spec.list("ports").map { port in
      let ownName = port.text("name") ?? ""
      let spoken = port.text("app_protocol") ?? String(ownName.prefix { $0 != "-" })
      return Port(
        number: port.integer("port") ?? 0, position: port.position(of: "port"),
        spoken: spoken.isEmpty ? nil : spoken.uppercased(), target: port.text("target_port"))
    }
    endpoints = []
    isHeadless = spec.text("clusterIP") == "None"
    selector = Dictionary((spec.field("selector")?.pairs ?? []).map { ($0.key, $0.value.scalarText ?? "") }) { $1 }
  }

  /// Whether a provider's `[NAMESPACE/]HOST` names it.
  func isNamed(_ text: String) -> Bool {
    let parts = text.split(separator: "/", maxSplits: 1)
    let host = String(parts.last ?? "")
    if hosts.contains(host) { return parts.count == 1 || namespace.isEmpty || namespace == parts[0] }
    // A Service whose namespace is not written goes by any.
    guard namespace.isEmpty, host.contains(".") else { return false }
    let pieces = host.split(separator: ".", omittingEmptySubsequences: false)
    return hosts.contains(String(pieces[0])) && (pieces.count == 2 || pieces.dropFirst(2).first == "svc")
  }
}
