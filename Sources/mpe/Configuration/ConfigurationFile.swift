import PolicyDomain

/// The configuration file: a YAML mapping, found by two environment variables.
struct ConfigurationFile: Sendable {
  /// Reads a file whole; nil when there is none.
  typealias Reader = (_ path: String) throws -> [UInt8]?

  /// One key with what stands under it.
  struct Entry: Sendable {
    /// As it is written, the keys above it in front: `bundles.IncludeAll`.
    let key: String
    let position: SourcePosition
    let value: YAMLOutline
  }

  /// Where it lies; nil when there is none.
  let path: String?
  /// Where one was looked for.
  let candidates: [String]
  /// Its content; nil where there is none.
  let root: YAMLOutline?
  /// Where a second document begins, which nobody reads.
  let further: SourcePosition?
  /// Why it cannot be used; then it counts as missing.
  let problem: SettingFinding?
  /// By their folded keys. Of equal ones the first counts.
  private let entries: [String: Entry]

  /// Looks for the file in the folder `MPE_CONFIG_PATH` (the working directory) under the name `MPE_CONFIG_FILENAME`
  /// (`mpe-config`), with one of its usual extensions or none.
  /// - Parameter variable: an environment variable that is set and not empty.
  static func find(_ variable: (String) -> String?, _ read: Reader) -> ConfigurationFile {
    let stem = "\(variable("MPE_CONFIG_PATH") ?? ".")/\(variable("MPE_CONFIG_FILENAME") ?? "mpe-config")"
    let hasExtension = [".yaml", ".yml", ".json"].contains { stem.hasSuffix($0) }
    let candidates = (hasExtension ? [""] : [".yaml", ".yml", ".json", ""]).map { stem + $0 }
    for path in candidates {
      do {
        if let bytes = try read(path) { return ConfigurationFile(path, candidates: candidates, bytes: bytes) }
      } catch {
        // A folder beside the file, of the same name.
        if path == stem, !hasExtension, "\(error)".hasSuffix(": is a directory") { continue }
        return ConfigurationFile(path, candidates: candidates, unreadable: "\(error)")
      }
    }
    return ConfigurationFile(nil, candidates, nil, nil)
  }

  /// Reads a file that is there.
  init(_ path: String, candidates: [String] = [], bytes: [UInt8]) {
    do throws(DomainError) {
      let (root, further) = try YAMLOutline.read(bytes, file: path)
      if let root, case .mapping = root.content {
        self.init(path, candidates, root, nil, further: further)
      } else if let root {
        let found = SettingFinding(
          .error, "the file must be a mapping, not \(Self.describe(root))", at: .file(root.position),
          remedy: "write `key: value` pairs")
        self.init(path, candidates, nil, found)
      } else {
        self.init(path, candidates, nil, nil)
      }
    } catch {
      let first = error.diagnostics.first
      let place = SettingFinding.Place.file(first?.position ?? SourcePosition(file: path))
      let found = SettingFinding(.error, first?.message ?? "\(error)", at: place, remedy: first?.remedy)
      self.init(path, candidates, nil, found)
    }
  }

  /// A file that is there and cannot be read.
  init(_ path: String, candidates: [String] = [], unreadable reason: String) {
    // The place says already which file it is.
    let words = reason.replacing(" \(path):", with: ":")
    self.init(path, candidates, nil, SettingFinding(.error, words, at: .file(SourcePosition(file: path))))
  }

  private init(
    _ path: String?, _ candidates: [String], _ root: YAMLOutline?, _ problem: SettingFinding?,
    further: SourcePosition? = nil
  ) {
    self.path = path
    self.candidates = candidates
    self.root = root
    self.further = further
    self.problem = problem.map { found in
      var found = found
      found.logMessage = "error reading config; using defaults: \(found.place): \(found.text)"
      return found
    }
    var entries: [String: Entry] = [:]
    if let root { Self.collect(root, "", "", into: &entries) }
    self.entries = entries
  }

  private static func collect(
    _ mapping: YAMLOutline, _ folded: String, _ written: String, into entries: inout [String: Entry]
  ) {
    guard case .mapping(let pairs) = mapping.content else { return }
    for pair in pairs {
      let path = folded + Setting.fold(pair.key)
      let entry = Entry(key: written + pair.key, position: pair.position, value: pair.value)
      if entries[path] == nil { entries[path] = entry }
      collect(pair.value, path + ".", entry.key + ".", into: &entries)
    }
  }

  /// What stands under a key. Case does not count, nor whether parts are divided by dots, dashes, underscores or
  /// nesting.
  func entry(_ key: String) -> Entry? {
    guard let entry = entries[Setting.fold(key)] else { return nil }
    if case .null = entry.value.content { return nil }
    return entry
  }

  /// What a value is, in words.
  static func describe(_ value: YAMLOutline) -> String {
    switch value.content {
    case .null: "nothing"
    case .boolean, .number, .text: "`\(Excerpt.of(value.scalarText ?? ""))`"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// What messages quote of a value.
enum Excerpt {
  /// One line of at most 60 characters.
  static func of(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 60 || line.count < text.count ? line.prefix(57) + "…" : line
  }
}
