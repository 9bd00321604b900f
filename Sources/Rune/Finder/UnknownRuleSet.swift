/// What is said about an id that no rule set has.
enum UnknownRuleSet {
  private static let shownMax = 12

  static func message(_ id: String, known: some Collection<String>) -> String {
    let names = known.sorted()
    let shown = names.prefix(shownMax).map { "`\($0)`" }.joined(separator: ", ")
    let more = names.count > shownMax ? " and \(names.count - shownMax) more" : ""
    return "there is no rule set `\(id)`: there are \(shown)\(more)"
  }
}
