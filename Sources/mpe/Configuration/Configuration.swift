/// What settings say about policies and records.
struct Configuration {
  /// `opa.unsafebuiltins`: functions that there are not, even where `--allow-builtin` names them.
  var unsafeBuiltins: [String] = []
  /// `bundles.includeall`: whether records hold the references of all phases.
  var recordsAllPhases = true
  /// `audit.env`, resolved: what every record's `metadata.env` holds.
  var auditEnvironment: [(name: String, value: String)] = []

  /// - Parameters:
  ///   - readFile: reads the pod's labels and annotations; nil when there is no such file.
  ///   - warn: takes what is odd about the settings.
  init(_ settings: Settings, readFile: (String) throws -> [UInt8]?, warn: (String) -> Void) {
    if let list = settings.text("opa.unsafebuiltins")?.value {
      // Not trimmed, as in the original: a blank makes another name of it.
      unsafeBuiltins = list.split(separator: ",").map(String.init)
    }
    if let (text, place) = settings.text("bundles.includeall") {
      if let flag = FlagShape.boolean(text) {
        recordsAllPhases = flag
      } else {
        warn("\(place) is `\(text)`, neither `true` nor `false`: taken as `false`")
        recordsAllPhases = false
      }
    }
    auditEnvironment = Self.auditEnvironment(settings, readFile, warn)
  }

  private static func auditEnvironment(
    _ settings: Settings, _ readFile: (String) throws -> [UInt8]?, _ warn: (String) -> Void
  ) -> [(name: String, value: String)] {
    let list = settings.value("audit.env")
    guard list.kind == .array else {
      if list.kind == .object { warn("audit.env: write a list of entries with `name`, `type` and `value`, not a map") }
      return []
    }
    var pod = PodInfo(directory: settings.text("audit.k8s.podinfo")?.value ?? "/etc/podinfo")
    var entries: [(name: String, value: String)] = []
    for item in list.items {
      let name = item["name"].string ?? ""
      let value = item["value"].string ?? item["value"].numberText ?? ""
      let type = item["type"].string ?? ""
      switch type {
      case "env": entries.append((name, settings.variable(value) ?? ""))
      case "string": entries.append((name, value))
      case "k8s-label": entries.append((name, pod.value(of: value, in: .labels, readFile, warn)))
      case "k8s-annot": entries.append((name, pod.value(of: value, in: .annotations, readFile, warn)))
      default: warn("audit.env: unknown type \"\(type)\" for entry \"\(name)\", skipping")
      }
    }
    return entries
  }
}
