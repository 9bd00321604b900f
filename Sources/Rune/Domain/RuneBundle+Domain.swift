internal import Rego

extension RuneBundle {
  /// The bundle as policy libraries: the author's modules, then data as packages, then what was generated and the
  /// framework. A policy that depends on all of them has `data.rune.adapters.policydomain.response`.
  /// - Returns: also what cannot be said in a PolicyDomain; nothing should be made of libraries then.
  public func domainLibraries() -> (libraries: [DomainLibrary], findings: [BundleFinding]) {
    var libraries: [DomainLibrary] = []
    var findings: [BundleFinding] = []
    func add(_ path: String, _ rego: String) {
      let name = path.dropSuffix(".rego").replacing("/", with: ".")
      var free = name
      var count = 2
      while libraries.contains(where: { $0.name == free }) {
        free = "\(name)-\(count)"
        count += 1
      }
      libraries.append(DomainLibrary(name: free, rego: rego))
    }
    func addModules(_ origin: BundleModule.Origin) {
      for module in modules where module.origin == origin && isOfUse(module) {
        guard let text = BothVersions.text(of: module) else {
          findings.append(
            BundleFinding(
              .error,
              "this module is written in Rego v1, and cannot be made one that is valid in v0 too: add `import rego.v1`",
              at: module.module.packageLocation))
          continue
        }
        add(module.path, text)
      }
    }
    addModules(.author)
    let packages = DataPackages(data.value, modules: modules.map(\.package))
    for package in packages.modules { add(package.path.joined(separator: "."), package.text) }
    findings += packages.findings
    addModules(.generated)
    addModules(.framework)
    return (libraries, findings)
  }

  /// Adapters for others than PolicyDomains are left out unless the author's modules build on ours.
  private func isOfUse(_ module: BundleModule) -> Bool {
    guard module.origin != .author, module.package.count == 3,
      ["adapters", "standard"].contains(module.package[1]), module.package[2] != "policydomain"
    else { return true }
    return modules.contains { other in
      other.origin == .author && String(decoding: other.module.source.bytes, as: UTF8.self).contains("rune.standard")
    }
  }
}

extension String {
  fileprivate func dropSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
