import Foundation
import Rego
import RegoPlatform
import TestSupport
import Testing

/// The cases of `Tests/Fixtures/rego/builtins` about certificates, keys, tokens and signed requests.
struct FixtureTests {
  static let builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all)

  /// The files' documents, in whose memory the cases lie.
  static let documents: [(name: String, document: Document)] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/rego/builtins")
    return ["x509", "crypto", "jwt", "aws"].compactMap { name in
      let bytes = try? Data(contentsOf: folder.appendingPathComponent("\(name).json"))
      return bytes.flatMap { try? Document(json: [UInt8]($0)) }.map { (name, $0) }
    }
  }()

  static let cases = documents.flatMap { RegoCase.cases(of: $0.document, file: $0.name) }

  @Test("all files are there")
  func isComplete() { #expect(Self.cases.count > 150) }

  @Test("results, and the errors of strict evaluation, are the reference's", arguments: cases.indices)
  func judges(_ index: Int) throws {
    let example = Self.cases[index]
    let why = example.failure(builtins: Self.builtins)
    #expect(why == nil, "\(example.note)")
    let strict = example.strictFailure(builtins: Self.builtins)
    #expect(strict == nil, "\(example.note)")
  }
}
