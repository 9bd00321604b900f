public import Rego

/// What an author wrote: modules and data, from a folder or from an archive.
///
/// As in bundles of OPA, `.rego` files are modules, and `data.json` and `data.yaml` files are put together, each below
/// the names of its folders. `.manifest` says what version of the language modules are in, where it says so. Everything
/// else is left out.
public struct RuneSources: Sendable {
  /// A module that is not parsed yet.
  public struct Text: Sendable {
    /// Where it stands in the bundle.
    public let path: String
    /// Named as findings are to name it.
    public let source: SourceText

    public init(path: String, source: SourceText) {
      self.path = path
      self.source = source
    }
  }

  /// What the bundle is called where nobody says otherwise.
  public var name: String
  /// In the order of their paths.
  public var texts: [Text]
  /// An object, or nil where there is no data.
  public var data: Document?
  /// JSON and YAML files that are no data of a bundle by their names.
  public var leftOut: [String] = []
  /// What the `.manifest` says, where there is one.
  var manifest = BundleManifest()
  /// Wrong files; nothing is made of sources that have one.
  public var findings: [BundleFinding] = []

  public init(name: String, texts: [Text], data: Document? = nil) {
    self.name = name
    self.texts = texts
    self.data = data
  }

  /// Why a document could not be read.
  public struct ReadFailure: Error {
    public let message: String

    public init(_ message: String) { self.message = message }
  }

  /// Reads a YAML document, which takes a library that this target does without.
  public typealias YAMLReader = (_ bytes: [UInt8], _ arena: Arena) throws(ReadFailure) -> Value

  /// - Parameters:
  ///   - files: what there is, in any order, hidden files included.
  ///   - name: what the bundle is called.
  ///   - prefix: what findings put before a path: `policies/`.
  ///   - readYAML: reads `data.yaml`.
  public init(files: [BundleFile], name: String, prefix: String = "", readYAML: YAMLReader) {
    self.init(name: name, texts: [])
    let arena = Arena(bytesKept: .max)
    var root = Value.undefined
    for file in files.sorted(by: { $0.path < $1.path }) {
      let shown = SourceText(name: prefix + file.path, bytes: [])
      let place = Location(source: shown, offset: 0, length: 0, row: 0, column: 0)
      let last = file.path.split(separator: "/").last ?? ""
      if file.path == ".manifest" {
        do throws(ReadFailure) { manifest = try BundleManifest(file.bytes) } catch {
          findings.append(BundleFinding(.error, error.message, at: place))
        }
      } else if last.hasSuffix(".rego") {
        texts.append(Text(path: file.path, source: SourceText(name: prefix + file.path, bytes: file.bytes)))
      } else if last == "data.json" || last == "data.yaml" || last == "data.yml" {
        do throws(ReadFailure) {
          let value = try Self.document(file, isYAML: last != "data.json", arena, readYAML)
          root = try Self.merged(root, Self.placed(value, at: file.path, arena), arena)
        } catch {
          findings.append(BundleFinding(.error, error.message, at: place))
        }
      } else if last.hasSuffix(".json") || last.hasSuffix(".yaml") || last.hasSuffix(".yml"), !last.hasPrefix(".") {
        leftOut.append(file.path)
      }
    }
    data = root.isUndefined ? nil : Document(copying: root)
    withExtendedLifetime(arena) {}
  }

  private static func document(
    _ file: BundleFile, isYAML: Bool, _ arena: Arena, _ readYAML: YAMLReader
  ) throws(ReadFailure) -> Value {
    let value: Value
    if isYAML {
      value = try readYAML(file.bytes, arena)
    } else {
      do throws(JSONError) {
        value = try file.bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
          try JSONReader.read(bytes, into: arena)
        }
      } catch {
        throw ReadFailure("\(error)")
      }
    }
    guard value.kind == .object else { throw ReadFailure("the data of a bundle must be an object") }
    return value
  }

  /// The document below the names of its folders.
  private static func placed(_ value: Value, at path: String, _ arena: Arena) -> Value {
    var value = value
    for folder in path.split(separator: "/").dropLast().reversed() {
      var outer = ObjectBuilder(arena)
      outer.set(String(folder), value)
      value = outer.finish()
    }
    return value
  }

  private static func merged(_ old: Value, _ new: Value, _ arena: Arena) throws(ReadFailure) -> Value {
    if old.isUndefined { return new }
    guard old.kind == .object, new.kind == .object else {
      throw ReadFailure("another file of the bundle has a value at the same place")
    }
    var object = ObjectBuilder(arena)
    for (key, value) in old.pairs { object.set(key, value) }
    for (key, value) in new.pairs {
      object.set(key, try merged(old.member(key), value, arena))
    }
    return object.finish()
  }
}
