import PolicyDomain
import Rego
import Testing

/// Domains as text, for tests.
enum DomainText {
  static let header = """
    apiVersion: iamlite.manetu.io/v1beta1
    kind: PolicyDomain
    metadata:
      name: d

    """

  static func parse(
    _ text: String, file: String = "domain.yml", files: [String: String] = [:]
  ) throws(DomainError) -> Domain {
    try parse(Array(text.utf8), file: file, files: files)
  }

  static func parse(
    _ bytes: [UInt8], file: String = "domain.yml", files: [String: String] = [:]
  ) throws(DomainError) -> Domain {
    try DomainParser(file: file) { path in
      guard let text = files[path] else { return .failure(FileFailure(isMissing: true, reason: path)) }
      return .success(Array(text.utf8))
    }.parse(bytes)
  }

  /// What is wrong with a text.
  static func problems(_ text: String, files: [String: String] = [:]) -> [DomainDiagnostic] {
    problems(Array(text.utf8), files: files)
  }

  static func problems(_ bytes: [UInt8], files: [String: String] = [:]) -> [DomainDiagnostic] {
    do throws(DomainError) {
      _ = try parse(bytes, files: files)
      return []
    } catch {
      return error.diagnostics
    }
  }

  /// What is wrong with several texts together.
  static func findings(_ texts: String..., version: RegoVersion = .v0) throws -> [DomainDiagnostic] {
    let domains = try texts.enumerated().map { try parse($1, file: "\($0).yml") }
    return BundleValidator(BundleSet(domains), version: version).findings()
  }
}

extension SourcePosition {
  var place: String { "\(line):\(column)" }
}
