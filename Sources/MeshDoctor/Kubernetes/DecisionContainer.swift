import PolicyDomain

/// A container of Kubernetes that runs `mpe serve`.
struct DecisionContainer {
  let name: String
  let position: SourcePosition
  let listeners: [Positioned<ListenPlace>]
  /// Labels of its Pod.
  let labels: [String: String]
  /// Ports by their names.
  let namedPorts: [String: Int]
  /// Its probes: how it is probed, and where that stands.
  let probes: [(name: String, node: YAMLOutline)]

  private static let portDefault = 9000

  /// The containers of a Pod, or of something that makes Pods.
  static func containers(in node: YAMLOutline) -> [DecisionContainer] {
    let template =
      node.field(path: "spec", "job_template", "spec", "template") ?? node.field(path: "spec", "template") ?? node
    let labels = template.field(path: "metadata", "labels")?.pairs ?? []
    guard let spec = template.field("spec") else { return [] }
    return (spec.list("init_containers") + spec.list("containers")).compactMap {
      DecisionContainer($0, labels: Dictionary(labels.map { ($0.key, $0.value.scalarText ?? "") }) { $1 })
    }
  }

  private init?(_ node: YAMLOutline, labels: [String: String]) {
    let command = node.list("command").compactMap(\.scalarText)
    let arguments = node.list("args")
    let words = command + arguments.compactMap(\.scalarText)
    let program = command.first?.split(separator: "/").last.map(String.init)
    let image = node.text("image")?.split(separator: "/").last ?? ""
    let names = [String(image.prefix { $0 != ":" && $0 != "@" }), node.text("name") ?? ""]
    let isProgram = program == "mpe" || (program == nil && names.contains { $0.contains("mpe") })
    guard isProgram, words.contains("serve") else { return nil }
    name = node.text("name") ?? ""
    position = node.position
    self.labels = labels
    var named: [String: Int] = [:]
    for port in node.list("ports") {
      if let name = port.text("name"), let number = port.integer("container_port") { named[name] = number }
    }
    namedPorts = named
    probes = ["startup_probe", "readiness_probe", "liveness_probe"].compactMap { name in
      node.field(name).map { (YAMLOutline.camelCase(name), $0) }
    }
    let place = arguments.first?.position ?? node.position(of: "command")
    listeners = Self.listeners(node.list("command") + arguments, environment: node.list("env"), at: place)
  }

  /// What `--port`, `--host` and `--listen` say, and the variables of the last two.
  private static func listeners(
    _ words: [YAMLOutline], environment: [YAMLOutline], at place: SourcePosition
  ) -> [Positioned<ListenPlace>] {
    var said: [String: [Positioned<String>]] = [:]
    var rest = words[...]
    while let word = rest.popFirst() {
      guard let text = word.scalarText, text.hasPrefix("-") else { continue }
      let parts = text.drop { $0 == "-" }.split(separator: "=", maxSplits: 1)
      guard let flag = parts.first, ["port", "host", "listen"].contains(flag) else { continue }
      guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst()?.scalarText else { continue }
      said[String(flag), default: []].append(Positioned(value, at: word.position))
    }
    for variable in environment {
      guard let name = variable.text("name"), let value = variable.text("value") else { continue }
      guard let flag = ["MPE_LISTEN": "listen", "MPE_HOST": "host"][name], said[flag] == nil else { continue }
      said[flag] = [Positioned(value, at: variable.position)]
    }
    let listens = (said["listen"] ?? []).flatMap { text in
      text.value.split(separator: ",").filter(isEnvoy).compactMap { ListenPlace(String($0)) }
        .map { Positioned($0, at: text.position) }
    }
    guard listens.isEmpty || said["port"] != nil else { return listens }
    let port = said["port"]?.last
    let number = port.flatMap { Int($0.value) } ?? portDefault
    return listens + [Positioned(.tcp(host: said["host"]?.last?.value, port: number), at: port?.position ?? place)]
  }

  /// Whether a listener is no other protocol's than Envoy's.
  private static func isEnvoy(_ text: Substring) -> Bool { !text.hasPrefix("generic+") }
}
