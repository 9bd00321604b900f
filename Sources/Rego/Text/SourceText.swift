/// A text that policies are parsed from, with the name that diagnostics call it by.
public final class SourceText: Sendable {
  /// A file's path, a policy's MRN, or empty for a query.
  public let name: String
  public let bytes: [UInt8]

  /// Longer texts are not parsed.
  public static let byteCountMax = 1 << 30

  public init(name: String, text: String) {
    self.name = name
    bytes = Array(text.utf8)
  }

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// A place in a source text.
///
/// Every node of a syntax tree has one, so it is kept small: a text has at most ``SourceText/byteCountMax`` bytes.
public struct Location: Sendable {
  public let source: SourceText?
  private var storedOffset: Int32
  private var storedLength: Int32
  private var storedRow: Int32
  private var storedColumn: Int32

  /// Byte offset of the text that is meant.
  public var offset: Int {
    get { Int(storedOffset) }
    set { storedOffset = Int32(clamping: newValue) }
  }
  /// Bytes of the text that is meant.
  public var length: Int {
    get { Int(storedLength) }
    set { storedLength = Int32(clamping: newValue) }
  }
  /// 1-based; 0 when unknown.
  public var row: Int {
    get { Int(storedRow) }
    set { storedRow = Int32(clamping: newValue) }
  }
  /// 1-based; 0 when unknown. Columns count as the reference counts them.
  public var column: Int {
    get { Int(storedColumn) }
    set { storedColumn = Int32(clamping: newValue) }
  }

  public init(source: SourceText?, offset: Int, length: Int, row: Int, column: Int) {
    self.source = source
    storedOffset = Int32(clamping: offset)
    storedLength = Int32(clamping: length)
    storedRow = Int32(clamping: row)
    storedColumn = Int32(clamping: column)
  }

  /// No place: generated code.
  public static let none = Location(source: nil, offset: 0, length: 0, row: 0, column: 0)

  public var file: String { source?.name ?? "" }

  /// The source text at this place.
  public var text: String {
    guard let source, offset >= 0, length >= 0, offset + length <= source.bytes.count else { return "" }
    return String(decoding: source.bytes[offset..<(offset + length)], as: UTF8.self)
  }
}

/// One finding of the parser or the compiler, or the error an evaluation ended with.
public struct Diagnostic: Error, Sendable, CustomStringConvertible {
  /// The reference's codes.
  public enum Code: String, Sendable {
    case parse = "rego_parse_error"
    case compile = "rego_compile_error"
    case type = "rego_type_error"
    case unsafeVariable = "rego_unsafe_var_error"
    case recursion = "rego_recursion_error"
    case evalConflict = "eval_conflict_error"
    case evalType = "eval_type_error"
    case evalBuiltin = "eval_builtin_error"
    case evalCancel = "eval_cancel_error"
    case evalInternal = "eval_internal_error"
    case evalWithMerge = "eval_with_merge_error"
    case evalLimit = "eval_limit_error"
  }

  public var code: Code
  public var message: String
  public var location: Location
  /// Further lines: what was expected, what was found.
  public var details: [String]

  public init(_ code: Code, _ message: String, at location: Location, details: [String] = []) {
    self.code = code
    self.message = message
    self.location = location
    self.details = details
  }

  /// `file:row: code: message`, as the reference prints it.
  public var description: String {
    var place = location.file.isEmpty ? "\(location.row):\(location.column): " : "\(location.file):\(location.row): "
    if location.source == nil || (location.row == 0 && location.file.isEmpty) { place = "" }
    let head = "\(place)\(code.rawValue): \(message)"
    return details.isEmpty ? head : head + "\n" + details.map { "\t" + $0 }.joined(separator: "\n")
  }
}

/// Several findings, as one error.
public struct Diagnostics: Error, Sendable, CustomStringConvertible {
  public var all: [Diagnostic]

  public init(_ all: [Diagnostic]) { self.all = all }

  public var description: String {
    all.count == 1
      ? "1 error occurred: \(all[0])"
      : "\(all.count) errors occurred:\n" + all.map(\.description).joined(separator: "\n")
  }
}
