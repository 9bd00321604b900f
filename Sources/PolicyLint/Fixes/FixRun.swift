public import PolicyDomain

/// What mending made of files.
public struct FixRun: Sendable {
  /// A file that changed.
  public struct ChangedFile: Sendable {
    public var name: String
    public var old: [UInt8]
    public var new: [UInt8]
    /// The findings that are mended.
    public var applied: [LintFinding]
  }

  /// In the order in which they changed.
  public var changed: [ChangedFile] = []
  /// What is left to say about the files as they are then.
  public var report: LintReport
}

extension Linter {
  /// Fixes may make room for others; after so many rounds it is enough.
  private static let roundCountMax = 10

  /// Applies the fixes of all findings until none is left, and lints what comes of it. Nothing is written.
  ///
  /// A file that a fix would keep from loading stays as it was.
  public func fix(_ texts: [LintText], readFile: FileReader? = nil) -> FixRun {
    var texts = texts
    var run = FixRun(report: lint(texts, readFile: readFile))
    var refused: Set<String> = []
    for _ in 0..<Self.roundCountMax {
      let files = Set(run.report.findings.filter { $0.fix != nil }.map(\.position.file)).subtracting(refused)
      var isChanged = false
      for file in files.sorted() {
        guard let old = Self.bytes(file, texts, run, readFile) else { continue }
        let fixed = FixedText(old, file: file, findings: run.report.findings.filter { $0.position.file == file })
        guard fixed.bytes != old else { continue }
        let before = run
        run.note(file, old, fixed)
        texts.replace(file, by: fixed.bytes)
        let changed = run.changed
        run.report = lint(texts) { path in Self.read(path, changed, readFile) }
        if run.report.errorCount > before.report.errorCount {
          run = before
          texts.replace(file, by: old)
          refused.insert(file)
        } else {
          isChanged = true
        }
      }
      if !isChanged { break }
    }
    return run
  }

  private static func read(
    _ path: String, _ changed: [FixRun.ChangedFile], _ readFile: FileReader?
  ) -> Result<[UInt8], FileFailure> {
    if let known = changed.first(where: { $0.name == path }) { return .success(known.new) }
    return readFile?(path) ?? .failure(FileFailure(isMissing: true, reason: "no files can be read here"))
  }

  private static func bytes(_ file: String, _ texts: [LintText], _ run: FixRun, _ readFile: FileReader?) -> [UInt8]? {
    if let text = texts.first(where: { $0.name == file }) { return try? text.content.get() }
    return try? read(file, run.changed, readFile).get()
  }
}

extension FixRun {
  fileprivate mutating func note(_ file: String, _ old: [UInt8], _ fixed: FixedText) {
    if let index = changed.firstIndex(where: { $0.name == file }) {
      changed[index].new = fixed.bytes
      changed[index].applied += fixed.applied
    } else {
      changed.append(ChangedFile(name: file, old: old, new: fixed.bytes, applied: fixed.applied))
    }
  }
}

extension [LintText] {
  fileprivate mutating func replace(_ file: String, by bytes: [UInt8]) {
    for index in indices where self[index].name == file { self[index].content = .success(bytes) }
  }
}
