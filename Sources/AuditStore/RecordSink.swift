public import PolicyEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A sink of this library: it ends in order.
public protocol RecordSink: AuditSink {
  /// Records that could not be written.
  var recordsLost: UInt64 { get }

  /// Writes out what waits, for at most so long, and takes no more. Call it once, before the process ends.
  func close(milliseconds: Int)
}

/// Where records go, as hosts write it.
public enum RecordDestination: Sendable, Equatable {
  case standardOutput
  case file(String)
  case off

  /// `stdout`, `file:PATH` or `off`.
  public init(_ text: String) throws(AuditStoreError) {
    switch text {
    case "stdout", "-": self = .standardOutput
    case "off": self = .off
    default:
      guard text.hasPrefix("file:"), text.count > "file:".count else {
        throw AuditStoreError("unknown place for records `\(text)`, write `stdout`, `file:PATH` or `off`")
      }
      self = .file(String(text.dropFirst("file:".count)))
    }
  }

  /// Opens the place.
  /// - Parameter report: takes messages for the operator.
  public func open(report: @escaping @Sendable (String) -> Void) throws(AuditStoreError) -> any RecordSink {
    switch self {
    case .off: return NullSink()
    case .standardOutput: return DescriptorSink(descriptor: STDOUT_FILENO, name: "stdout", report: report)
    case .file(let path):
      #if canImport(Glibc)
        let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
      #else
        let descriptor = Musl.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
      #endif
      guard descriptor >= 0 else {
        throw AuditStoreError("cannot open `\(path)` for records: \(String(cString: strerror(errno)))")
      }
      return DescriptorSink(descriptor: descriptor, name: path, closesDescriptor: true, report: report)
    }
  }
}
