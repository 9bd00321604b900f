/// Brings arguments into one form: command words first, then each flag as `--name=value`.
///
/// The reference also takes long names after one dash (`-bundle`), booleans with values (`--trace=true`), lists joined by
/// commas, and global flags anywhere.
struct ArgumentNormaliser {
  /// Why arguments are not understood.
  enum Failure: Error, Equatable {
    /// A word where a command belongs.
    case unknownCommand(String)
    /// Anything about a flag; the command is the one whose help applies.
    case usage(String, command: [String])
  }

  private let table: CommandTable
  private var rest: ArraySlice<String>
  private var path: [String] = []
  private var flags: [String] = []

  private init(_ arguments: [String], _ table: CommandTable) {
    self.table = table
    rest = arguments[...]
  }

  static func normalise(_ arguments: [String], table: CommandTable = .mpe) throws(Failure) -> [String] {
    var normaliser = ArgumentNormaliser(arguments, table)
    return try normaliser.run()
  }

  private mutating func run() throws(Failure) -> [String] {
    var wantsHelp = false
    while let argument = rest.popFirst() {
      if argument == "--" { break }
      if argument == "-h" || argument == "--help" || argument == "-help" {
        wantsHelp = true
      } else if argument.hasPrefix("-"), argument.count > 1 {
        try takeFlag(argument)
      } else if table.hasChildren(path) {
        if argument == "help" || argument == "h" {
          wantsHelp = true
          continue
        }
        guard table.command(path + [argument]) != nil else { throw .unknownCommand(argument) }
        path.append(argument)
        if table.command(path)?.isRaw == true { return path + rest }
      }
    }
    return path + flags + (wantsHelp || table.hasChildren(path) ? ["--help"] : [])
  }

  private mutating func takeFlag(_ argument: String) throws(Failure) {
    let body = argument.hasPrefix("--") ? argument.dropFirst(2) : argument.dropFirst(1)
    let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let own = table.command(path)?.flags ?? []
    let flag = (own + CommandTable.globalFlags).first {
      $0.name == name || (name.count == 1 && $0.short == name.first)
    }
    guard let flag else { throw .usage("flag provided but not defined: -\(name)", command: path) }
    var value = parts.count > 1 ? String(parts[1]) : nil
    if flag.kind != .boolean, value == nil {
      guard let next = rest.popFirst() else { throw .usage("flag needs an argument: -\(name)", command: path) }
      value = next
    }
    try emit(flag, value ?? "true")
  }

  private mutating func emit(_ flag: CommandTable.Flag, _ value: String) throws(Failure) {
    switch flag.kind {
    case .boolean:
      switch value {
      case "1", "t", "T", "true", "TRUE", "True": flags.append("--\(flag.name)")
      case "0", "f", "F", "false", "FALSE", "False": break
      default: throw .usage("invalid value \"\(value)\" for flag -\(flag.name): not a boolean", command: path)
      }
    case .integer:
      guard Int(value) != nil else {
        throw .usage("invalid value \"\(value)\" for flag -\(flag.name): not a whole number", command: path)
      }
      flags.append("--\(flag.name)=\(value)")
    case .value: flags.append("--\(flag.name)=\(value)")
    case .list:
      for part in value.split(separator: ",", omittingEmptySubsequences: false) {
        flags.append("--\(flag.name)=\(part)")
      }
    }
  }
}
