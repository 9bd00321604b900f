public import PolicyDomain

/// A file to lint: its name, and its bytes or why there are none.
public struct LintText: Sendable {
  public var name: String
  public var content: Result<[UInt8], FileFailure>
  /// What the rules' findings in this file count as.
  public var levels: LintLevels

  public init(name: String, content: Result<[UInt8], FileFailure>, levels: LintLevels = LintLevels()) {
    self.name = name
    self.content = content
    self.levels = levels
  }

  public init(name: String, text: String, levels: LintLevels = LintLevels()) {
    self.init(name: name, content: .success(Array(text.utf8)), levels: levels)
  }
}
