public import Rego

/// A YAML file of any shape, read by the rules of PolicyDomains: merge keys apply, aliases are expanded within bounds,
/// timestamps are text. What is written beside domains, such as suites of tests, is read with it.
public struct YAMLItem {
  private let reader: YAMLReader
  private let node: YAMLNode

  private init(_ reader: YAMLReader, _ node: YAMLNode) {
    self.reader = reader
    self.node = node
  }

  /// A pair of a mapping.
  public struct Entry {
    public let key: String
    /// Where the key stands.
    public let position: SourcePosition
    public let item: YAMLItem
  }

  /// Why an item cannot be a JSON value.
  public struct Unrepresentable: Error, Sendable {
    public let reason: String
  }

  /// The first document of a file; nil for an empty one.
  /// - Throws: when it is no YAML, with the place.
  public static func read(_ bytes: [UInt8], file: String) throws(DomainError) -> YAMLItem? {
    let source = try YAMLSource(file: file, bytes: bytes)
    return try YAMLGraphComposer.documents(of: source).first.map { YAMLItem(YAMLReader(source), $0) }
  }

  /// What was not of the type that it was asked for, for all items of the file.
  public var problems: [DomainDiagnostic] { reader.problems }

  public var position: SourcePosition { reader.position(node) }

  public var isNull: Bool { reader.isNull(node) }

  public var isMapping: Bool { if case .mapping = node { true } else { false } }

  /// The text of a scalar of whatever type, null as empty.
  /// - Parameter what: the item in messages: `` `name` ``.
  public func string(_ what: String) -> String { reader.string(node, what).value }

  /// A boolean; the words of YAML 1.1 count.
  public func boolean(_ what: String) -> Bool { reader.boolean(node, what) }

  /// The elements of a list; null is empty.
  public func list(_ what: String) -> [YAMLItem] {
    reader.list(node, what, of: "value").map { YAMLItem(reader, $0) }
  }

  /// The pairs of a mapping, merge keys applied; null is empty.
  public func entries(_ what: String) -> [Entry] {
    reader.fields(node, what).all.map { Entry(key: $0.key, position: $0.position, item: YAMLItem(reader, $0.node)) }
  }

  /// The item as JSON has it.
  public func document() throws(Unrepresentable) -> Document {
    do throws(UnrepresentableValue) {
      return try Document { arena throws(UnrepresentableValue) in try reader.value(node, into: arena) }
    } catch {
      throw Unrepresentable(reason: error.reason)
    }
  }

  /// Notes a problem of this item.
  public func report(_ message: String, remedy: String? = nil) {
    reader.report(DomainDiagnostic(.yaml, message, at: position, remedy: remedy))
  }
}
