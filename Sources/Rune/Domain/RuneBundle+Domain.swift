internal import Rego

extension RuneBundle {
  /// The bundle as policy libraries: the author's modules, then data as packages, then what was generated and the
  /// framework. A policy that depends on all of them has `data.rune.adapters.policydomain.response`.
  /// - Returns: also what cannot be said in a PolicyDomain; nothing should be made of libraries then.
  public func domainLibraries() -> (libraries: [DomainLibrary], findings: [BundleFinding]) {
    var writer = DomainLibraries()
    writer.add(authorModules)
    writer.findings += policyFindings
    let packages = DataPackages(data.value, modules: modules.map(\.package))
    for package in packages.modules { writer.add(package.path.joined(separator: "."), package.text) }
    writer.findings += packages.findings
    writer.add(modules.filter { $0.origin == .generated && isOfUse($0) })
    writer.add(modules.filter { $0.origin == .framework && isOfUse($0) })
    writer.resolveDependencies()
    return (writer.libraries, writer.findings)
  }

  /// Policies are packages `authz` with a rule `allow`: what the author has there would be part of them.
  private var policyFindings: [BundleFinding] {
    let advice = "is the policy of a PolicyDomain itself, and would decide beside the rule sets: call it otherwise"
    let packages = authorModules.filter { $0.package.first == "authz" }
      .map { BundleFinding(.error, "package `authz` \(advice)", at: $0.module.packageLocation) }
    let isData = data.withValue { !$0["authz"].isUndefined }
    return packages + (isData ? [BundleFinding(.error, "data `authz` \(advice)")] : [])
  }

  /// Adapters for others than PolicyDomains are left out unless the author's modules build on ours.
  private func isOfUse(_ module: BundleModule) -> Bool {
    guard module.package.count == 3, ["adapters", "standard"].contains(module.package[1]),
      module.package[2] != "policydomain"
    else { return true }
    return modules.contains { other in
      other.origin == .author && String(decoding: other.module.source.bytes, as: UTF8.self).contains("rune.standard")
    }
  }
}
