#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Where records go, as `--records` says it.
package enum RecordDestination: Sendable, Equatable {
  case standardOutput
  /// A file that lines are appended to.
  case file(String)
  case off

  /// - Parameter text: `stdout`, `file:PATH` or `off`.
  package init(_ text: String) throws(AuditStoreError) {
    let prefix = "file:"
    if text == "stdout" {
      self = .standardOutput
    } else if text == "off" {
      self = .off
    } else if text.hasPrefix(prefix), text != prefix {
      self = .file(String(text.dropFirst(prefix.count)))
    } else {
      throw AuditStoreError(
        code: .unknownDestination,
        message: "unknown place for records `\(text)`: write `stdout`, `file:PATH` or `off`")
    }
  }

  /// Opens the place. A file that is not there is created, for its owner to write and its group to read.
  /// - Parameters:
  ///   - overflow: what happens where too many records wait.
  ///   - standardOutput: the descriptor that is meant by `stdout`.
  ///   - onEvent: called when records begin to be lost, and at the end.
  package func open(
    overflow: RecordOverflow = .block, standardOutput: Int32 = STDOUT_FILENO,
    onEvent: @escaping @Sendable (RecordEvent) -> Void
  ) throws(AuditStoreError) -> any RecordSink {
    switch self {
    case .off: return NullSink()
    case .standardOutput:
      return try DescriptorSink(descriptor: standardOutput, overflow: overflow, onEvent: onEvent)
    case .file(let path):
      return try DescriptorSink(
        descriptor: try Self.openFile(path), closesDescriptor: true, overflow: overflow, onEvent: onEvent)
    }
  }

  private static func openFile(_ path: String) throws(AuditStoreError) -> Int32 {
    let descriptor = appendingDescriptor(path)
    guard descriptor >= 0 else {
      throw AuditStoreError(code: .cannotOpen, message: "cannot append records to `\(path)`: \(ErrorText.of(errno))")
    }
    return descriptor
  }
}

private func appendingDescriptor(_ path: String) -> Int32 {
  open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o640)
}
