internal import Rego

/// The rules of one package, from all of its modules, by their first name.
struct PackageRules {
  let path: [String]
  private(set) var rules: [String: [Rule]] = [:]
  /// Names of data and of packages in the place of this package's rules.
  private(set) var foreign: Set<String> = []

  init(path: [String]) { self.path = path }

  mutating func add(_ module: Module) {
    for rule in module.rules {
      guard let name = rule.name else { continue }
      rules[name, default: []].append(rule)
    }
  }

  /// Those of a name that are no functions.
  func documents(_ name: String) -> [Rule] { (rules[name] ?? []).filter { $0.head.arguments == nil } }

  /// Whether something stands there, be it no rule: what is no set of results is in error, not passed over.
  func has(_ name: String) -> Bool { foreign.contains(name) || !documents(name).isEmpty }

  /// The number of arguments of a function; nil where there is none of that name.
  func arity(_ name: String) -> Int? { (rules[name] ?? []).lazy.compactMap(\.head.arguments?.count).first }

  /// The packages of modules, in the order of their paths.
  /// - Parameter data: the documents beside them.
  static func all(of modules: [BundleModule], data: Document) -> [PackageRules] {
    var packages: [[String]: PackageRules] = [:]
    for module in modules {
      packages[module.package, default: PackageRules(path: module.package)].add(module.module)
    }
    for path in packages.keys {
      for depth in 1..<max(path.count, 1) { packages[Array(path.prefix(depth))]?.foreign.insert(path[depth]) }
      data.withValue { root in
        let document = path.reduce(root) { $0[$1] }
        for (key, _) in document.pairs { if let name = key.string { packages[path]?.foreign.insert(name) } }
      }
    }
    return packages.values.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }
}

extension Rule {
  /// The first name of its head; nil where that is no name.
  var name: String? { if case .variable(let name)? = head.reference.first?.node { name } else { nil } }
}
