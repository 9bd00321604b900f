/// The pairs of one mapping, and which of them somebody asked for.
struct YAMLFields {
  struct Field {
    let key: String
    let position: SourcePosition
    let node: YAMLNode
  }

  let position: SourcePosition
  private(set) var all: [Field] = []
  private var asked: [String] = []

  init(_ position: SourcePosition, capacity: Int = 0) {
    self.position = position
    all.reserveCapacity(capacity)
  }

  mutating func append(_ key: String, _ position: SourcePosition, _ node: YAMLNode) {
    all.append(Field(key: key, position: position, node: node))
  }

  /// The value under a key, or nil when there is none.
  mutating func take(_ key: String) -> YAMLNode? {
    asked.append(key)
    return all.first { $0.key == key }?.node
  }

  func position(of key: String) -> SourcePosition { all.first { $0.key == key }?.position ?? position }

  func contains(_ key: String) -> Bool { all.contains { $0.key == key } }

  /// What nobody asked for. Call it last.
  func unknown() -> [Field] { all.filter { !asked.contains($0.key) } }

  /// The key that was probably meant: the same but for case, separators or a plural `s`, else the one that fewest
  /// letters make of it.
  func similar(to key: String) -> String? {
    func fold(_ word: String) -> String {
      let letters = word.lowercased().filter { $0 != "-" && $0 != "_" }
      return letters.hasSuffix("s") ? String(letters.dropLast()) : letters
    }
    let known = asked.sorted()
    return known.first { fold($0) == fold(key) } ?? NearestWord.of(key, among: known)
  }
}
