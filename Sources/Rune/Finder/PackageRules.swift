internal import Rego

/// The rules of one package, from all of its modules, by their first name.
struct PackageRules {
  let path: [String]
  private(set) var rules: [String: [Rule]] = [:]

  init(path: [String]) { self.path = path }

  mutating func add(_ module: Module) {
    for rule in module.rules {
      guard case .variable(let name)? = rule.head.reference.first?.node else { continue }
      rules[name, default: []].append(rule)
    }
  }

  /// Those of a name that are no functions.
  func documents(_ name: String) -> [Rule] { (rules[name] ?? []).filter { $0.head.arguments == nil } }

  /// The number of arguments of a function; nil where there is none of that name.
  func arity(_ name: String) -> Int? { (rules[name] ?? []).lazy.compactMap(\.head.arguments?.count).first }

  /// The packages of modules, in the order of their paths.
  static func all(of modules: [BundleModule]) -> [PackageRules] {
    var packages: [[String]: PackageRules] = [:]
    for module in modules {
      packages[module.package, default: PackageRules(path: module.package)].add(module.module)
    }
    return packages.values.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }
}
