/// Brings arguments into one form: command words first, then each flag as `--name=value`.
///
/// The original also takes long names after one dash (`-bundle`), booleans with values (`--trace=true`), lists joined
/// by commas, values that begin with a dash, and global flags anywhere.
struct ArgumentNormaliser {
  /// What the arguments ask for.
  enum Outcome {
    /// Arguments for the argument parser, and words that mean nothing.
    case run([String], ignored: [String])
    /// The help of a command.
    case help(CommandNode)
  }

  /// Why arguments are not understood.
  enum Failure: Error {
    /// A word where a command belongs.
    case unknownCommand(String)
    /// Anything about a flag; the command is the one whose help applies.
    case usage(String, CommandNode)
    /// A flag that the command has not.
    case unknownFlag(String, CommandNode)
    /// A wrong value of a flag that the environment or the configuration file gives.
    case setting(String)
    /// A flag that the command needs is not there.
    case missing(String, CommandNode)
  }

  /// What the environment or the configuration file says for a flag.
  typealias Setting = (FlagShape) -> SettingValue?

  private let setting: Setting
  private var rest: ArraySlice<String>
  private var node: CommandNode
  private var path: [String] = []
  /// Values by the flag's name, in the order in which flags came.
  private var values: [(name: String, values: [String])] = []
  private var words: [String] = []
  private var wantsHelp = false

  private init(_ arguments: [String], _ root: CommandNode, _ setting: @escaping Setting) {
    rest = arguments[...]
    node = root
    self.setting = setting
  }

  /// - Parameter arguments: without the program's name.
  static func normalise(
    _ arguments: [String], root: CommandNode, setting: @escaping Setting = { _ in nil }
  ) throws(Failure) -> Outcome {
    var normaliser = ArgumentNormaliser(arguments, root, setting)
    return try normaliser.run()
  }

  private mutating func run() throws(Failure) -> Outcome {
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        break
      } else if argument.hasPrefix("-"), argument.count > 1 {
        try takeFlag(argument)
      } else if argument == "help" || argument == "h", words.isEmpty {
        wantsHelp = true
      } else if node.hasChildren {
        try enter(argument)
        if node.isRaw, !wantsHelp { return .run(path + rest, ignored: []) }
      } else {
        words.append(argument)
      }
    }
    if wantsHelp || node.hasChildren { return .help(node) }
    try takeSettings()
    if let flag = node.ownFlags.first(where: { flag in flag.isRequired && !values.contains { $0.name == flag.name } }) {
      throw .missing(flag.name, node)
    }
    let flags = values.flatMap { flag in flag.values.map { $0.isEmpty ? "--\(flag.name)" : "--\(flag.name)=\($0)" } }
    return .run(path + flags, ignored: words)
  }

  private mutating func enter(_ word: String) throws(Failure) {
    guard let child = node.child(word) else { throw .unknownCommand(word) }
    node = child
    path.append(word)
  }

  private mutating func takeFlag(_ argument: String) throws(Failure) {
    let body = argument.drop { $0 == "-" }
    let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? ""
    if name == "help" || name == "h" {
      wantsHelp = true
      return
    }
    guard !name.isEmpty, argument.count - body.count <= 2, let flag = node.flag(name) else {
      throw .unknownFlag(name, node)
    }
    var value = parts.count > 1 ? String(parts[1]) : nil
    if flag.kind != .boolean, value == nil {
      guard let next = rest.popFirst() else { throw .usage("flag needs an argument: \(argument)", node) }
      value = next
    }
    if let why = take(flag, value ?? "true") {
      throw .usage("invalid value \"\(value ?? "true")\" for flag -\(flag.name): \(why)", node)
    }
  }

  private mutating func takeSettings() throws(Failure) {
    for flag in node.ownFlags where flag.isSetting && !values.contains(where: { $0.name == flag.name }) {
      guard let found = setting(flag) else { continue }
      if flag.kind == .list, let elements = found.elements {
        set(flag, elements)
      } else if let why = take(flag, found.text) {
        throw .setting(found.complaint(why))
      }
    }
  }

  /// - Returns: what is wrong with the value.
  private mutating func take(_ flag: FlagShape, _ value: String) -> String? {
    switch flag.kind {
    case .boolean:
      guard let isSet = FlagShape.boolean(value) else { return "not a boolean such as `true` or `false`" }
      // The empty value stands for the bare flag.
      set(flag, isSet ? [""] : [])
    case .value:
      if let why = flag.complaint(value) { return why }
      set(flag, value.isEmpty ? [] : [value])
    case .list:
      let parts = value.split(separator: ",").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
      set(flag, (values.first { $0.name == flag.name }?.values ?? []) + parts)
    }
    return nil
  }

  private mutating func set(_ flag: FlagShape, _ new: [String]) {
    values.removeAll { $0.name == flag.name }
    values.append((flag.name, new))
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
