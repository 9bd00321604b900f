/// A flag as the command line writes it, so that arguments can be brought into the one form that the argument parser
/// knows.
struct FlagShape: Sendable {
  enum Kind: Sendable, Equatable {
    /// `--name`, `--name=true`, `--name=false`.
    case boolean
    /// One value; the last counts.
    case value
    /// Values; each is split at commas.
    case list
  }

  let name: String
  let short: Character?
  let kind: Kind
  /// Whether the environment and the configuration file may set it too.
  var isSetting = false
  /// Whether the command needs it.
  var isRequired = false
  /// What a value must be, in words, when it is not; nil when it is right.
  var complaint: @Sendable (String) -> String? = { _ in nil }
  /// What values there are, in words: "a size such as `64KiB` or `4MiB`, from 1KiB to 1GiB".
  private(set) var allowed: String
  /// Whether a bare number is a value.
  private(set) var takesNumbers = false

  private init(_ name: String, _ short: Character?, _ kind: Kind) {
    self.name = name
    self.short = short
    self.kind = kind
    allowed =
      switch kind {
      case .boolean: "`true` or `false`"
      case .value: "text"
      case .list: "a list"
      }
  }

  static func boolean(_ name: String, _ short: Character? = nil) -> FlagShape { FlagShape(name, short, .boolean) }
  static func list(_ name: String, _ short: Character? = nil) -> FlagShape { FlagShape(name, short, .list) }
  static func value(_ name: String, _ short: Character? = nil) -> FlagShape { FlagShape(name, short, .value) }

  /// A flag whose values are read as `type`.
  static func value<Value: FlagValue>(_ name: String, _ short: Character? = nil, as type: Value.Type) -> FlagShape {
    var flag = FlagShape(name, short, .value)
    flag.complaint = { Value(argument: $0) == nil ? Value.expectation : nil }
    flag.describe(type)
    return flag
  }

  /// A flag whose values lie in a range, whose ends are written like its values.
  static func value<Value: BoundedFlagValue>(
    _ name: String, as type: Value.Type, from least: String, to most: String
  ) -> FlagShape {
    var flag = FlagShape(name, nil, .value)
    let range = (Value(argument: least)?.magnitude ?? .min)...(Value(argument: most)?.magnitude ?? .max)
    flag.complaint = { text in
      guard let value = Value(argument: text) else { return Value.expectation }
      return range.contains(value.magnitude) ? nil : "it must be from \(least) to \(most)"
    }
    flag.describe(type)
    flag.allowed += ", from \(least) to \(most)"
    return flag
  }

  private mutating func describe<Value: FlagValue>(_ type: Value.Type) {
    // An expectation answers a value that was given: "not a size such as …", "write `a` or `b`".
    let word = Value.expectation.prefix { $0 != " " }
    allowed = ["not", "write"].contains(word) ? String(Value.expectation.dropFirst(word.count + 1)) : Value.expectation
    takesNumbers = Value(argument: "1") != nil
  }

  /// The same flag, which the command needs.
  var required: FlagShape {
    var flag = self
    flag.isRequired = true
    return flag
  }

  /// The same flag, also set by the environment and the configuration file.
  var setting: FlagShape {
    var flag = self
    flag.isSetting = true
    return flag
  }

  /// How booleans are written.
  static func boolean(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
  }
}
