internal import Rego

/// The base documents of a bundle as packages, since PolicyDomains have no data: `{"a": {"b": 1}}` is a rule `b` of
/// package `a`.
struct DataPackages {
  struct Package {
    let path: [String]
    let text: String
  }

  private(set) var modules: [Package] = []
  private(set) var findings: [BundleFinding] = []
  private let taken: [[String]]

  /// - Parameter modules: the packages of the bundle's modules: data that reaches into one must not have a rule there
  ///   that stands for a whole package.
  init(_ data: Value, modules: [[String]]) {
    taken = modules + [["rune", "policy_bundle"]]
    add(data, [])
  }

  private mutating func add(_ document: Value, _ path: [String]) {
    var rules: [String] = []
    for (key, value) in document.pairs {
      let inner = path + [key.string ?? JSONWriter.string(key)]
      let isPackage = value.kind == .object && (path.isEmpty || taken.contains { $0.starts(with: inner) })
      if !RegoText.isPlain(inner[path.count]), path.isEmpty || !isPackage {
        report(inner, "its name is no name of a rule or package: put it one level deeper")
      } else if isPackage {
        add(value, inner)
      } else if path.isEmpty {
        report(inner, "only objects can stand at the top: put it into one")
      } else {
        rules.append("\(inner[path.count]) := \(JSONWriter.string(value))")
      }
    }
    guard !path.isEmpty, !rules.isEmpty || document.pairs.isEmpty else { return }
    let head = RegoText.path("package " + path[0], Array(path.dropFirst()))
    modules.append(Package(path: path, text: ([head] + rules).joined(separator: "\n\n") + "\n"))
  }

  private mutating func report(_ path: [String], _ reason: String) {
    findings.append(
      BundleFinding(
        .error, "\(RegoText.path("data", path)) cannot be said in a PolicyDomain, which has no data: \(reason)"))
  }
}
