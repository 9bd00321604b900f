internal import Rego

/// Collects the libraries of a PolicyDomain.
struct DomainLibraries {
  private(set) var libraries: [DomainLibrary] = []
  var findings: [BundleFinding] = []
  /// Of the libraries that are modules, by their place in the list.
  private var modules: [Int: BundleModule] = [:]

  mutating func add(_ path: String, _ rego: String) {
    let name = (path.hasSuffix(".rego") ? String(path.dropLast(5)) : path).replacing("/", with: ".")
    var free = name
    var count = 2
    while libraries.contains(where: { $0.name == free }) {
      free = "\(name)-\(count)"
      count += 1
    }
    libraries.append(DomainLibrary(name: free, dependencies: [], rego: rego))
  }

  mutating func add(_ added: [BundleModule]) {
    for module in added {
      guard let text = BothVersions.text(of: module) else {
        report(
          "this module is written in Rego v1, and cannot be made one that is valid in v0 too: add `import rego.v1`",
          module)
        continue
      }
      modules[libraries.count] = module
      add(module.path, text)
    }
  }

  private mutating func report(_ message: String, _ module: BundleModule) {
    findings.append(BundleFinding(.error, message, at: module.module.packageLocation))
  }

  /// Each library compiles by itself, so it names those whose functions it calls.
  mutating func resolveDependencies() {
    var places: [[String]: [Int]] = [:]
    for (place, module) in modules.sorted(by: { $0.key < $1.key }) {
      for function in module.functions { places[function, default: []].append(place) }
    }
    var needed: [Int: [Int]] = [:]
    for (place, module) in modules {
      let own = module.functions
      let called = module.module.functionCalls.filter { !own.contains($0) }.flatMap { places[$0] ?? [] }
      needed[place] = Set(called).sorted()
      libraries[place].dependencies = Set(called).sorted().map { libraries[$0].name }
    }
    var seen: [Int: Bool] = [:]
    for place in needed.keys.sorted() { findCycle(from: place, needed, &seen) }
  }

  /// - Parameter seen: false for modules on the way, true for those that were looked at.
  private mutating func findCycle(from place: Int, _ needed: [Int: [Int]], _ seen: inout [Int: Bool]) {
    var open: [(place: Int, next: Int)] = [(place, 0)]
    guard seen[place] == nil else { return }
    seen[place] = false
    while let top = open.last {
      let inner = needed[top.place] ?? []
      guard top.next < inner.count else {
        seen[top.place] = true
        open.removeLast()
        continue
      }
      open[open.count - 1].next += 1
      let next = inner[top.next]
      if seen[next] == false, let module = modules[next], let other = modules[top.place] {
        report(
          "policy libraries cannot call each other's functions in a circle, and this module and `\(other.path)` do: "
            + "put the functions into one module", module)
      } else if seen[next] == nil {
        seen[next] = false
        open.append((next, 0))
      }
    }
  }
}

extension BundleModule {
  /// The paths below `data` of the functions that it defines.
  fileprivate var functions: Set<[String]> {
    Set(
      module.rules.compactMap { rule in
        guard rule.head.arguments != nil else { return nil }
        let names: [String] = rule.head.reference.compactMap { step in
          switch step.node {
          case .variable(let name), .string(let name): name
          default: nil
          }
        }
        return package + names
      })
  }
}
