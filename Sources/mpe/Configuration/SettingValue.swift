import PolicyDomain

/// What the environment or the configuration file sets for one setting.
struct SettingValue: Sendable {
  enum Source: Sendable, Equatable {
    case environment(String)
    /// The key as it is written, and where its value stands.
    case file(key: String, SourcePosition)
  }

  /// A scalar, or a list's elements joined by commas.
  let text: String
  /// The elements, where the file has a list.
  let elements: [String]?
  let source: Source

  /// What a value that is not understood is answered with.
  func complaint(_ why: String) -> String {
    switch source {
    case .environment(let name): "invalid value \"\(text)\" for \(name): \(why)"
    case .file(let key, let position): "\(position): invalid value \"\(text)\" for `\(key)`: \(why)"
    }
  }
}
