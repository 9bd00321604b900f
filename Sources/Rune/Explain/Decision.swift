/// What made a strategy come out as it did.
public struct Decision: Sendable {
  /// In one line.
  public let text: String
  /// The ids of the results and rule sets that decided; empty where it was that there are none.
  public let deciders: [String]

  /// - Parameters:
  ///   - allows: the ids that vote for it.
  ///   - denies: the ids that vote against it, those in error too.
  init(result: String, strategy: String, errors: [String], allows: [String], denies: [String]) {
    if let error = errors.first {
      self.init("in error: \(error)" + (errors.count == 1 ? "" : ", and \(errors.count - 1) more"), [])
      return
    }
    let isAllow = result == "allow"
    let allowing = Self.sentence(allows, "allows", "allow")
    let denying = Self.sentence(denies, "denies", "deny")
    switch (strategy, isAllow) {
    case ("default-deny", true): self.init(allowing, allows)
    case ("default-deny", false): self.init("nothing allows, and without an allow it is a deny", [])
    case ("default-allow", true): self.init("nothing denies, and without a deny it is an allow", [])
    case ("default-allow", false): self.init(denying, denies)
    case ("default-deny-overrule", true): self.init("\(allowing), and nothing denies", allows)
    case ("default-deny-overrule", false) where denies.isEmpty:
      self.init("nothing allows, and without an allow it is a deny", [])
    case ("default-deny-overrule", false):
      self.init(allows.isEmpty ? denying : "\(denying), which overrules \(Self.list(allows))", denies)
    case ("default-allow-overrule", true) where allows.isEmpty:
      self.init("nothing denies, and without a deny it is an allow", [])
    case ("default-allow-overrule", true):
      self.init(denies.isEmpty ? allowing : "\(allowing), which overrules \(Self.list(denies))", allows)
    case ("default-allow-overrule", false): self.init("\(denying), and nothing allows", denies)
    default:
      self.init(
        "the strategy made \(isAllow ? "an allow" : "a deny") of allows (\(Self.list(allows))) and denies "
          + "(\(Self.list(denies)))", allows + denies)
    }
  }

  private init(_ text: String, _ deciders: [String]) {
    self.text = text
    self.deciders = deciders
  }

  private static func sentence(_ ids: [String], _ one: String, _ many: String) -> String {
    "\(list(ids)) \(ids.count == 1 ? one : many)"
  }

  private static func list(_ ids: [String]) -> String {
    guard let last = ids.last else { return "none" }
    let shownMax = 5
    if ids.count > shownMax {
      return ids.prefix(shownMax).joined(separator: ", ") + " and \(ids.count - shownMax) more"
    }
    return ids.count == 1 ? last : ids.dropLast().joined(separator: ", ") + " and " + last
  }
}
