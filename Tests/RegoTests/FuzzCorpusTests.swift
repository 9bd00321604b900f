import Foundation
import FuzzTargets
import TestSupport
import Testing

/// What fuzzers started from and what they found holds without a fuzzer too.
@Suite struct FuzzCorpusTests {
  @Test(arguments: FuzzTarget.engine.map(\.name)) func `every file of the corpus keeps the properties`(name: String)
    throws
  {
    let target = try #require(FuzzTarget.engine.first { $0.name == name })
    let files = FuzzCorpus.files(of: name)
    #expect(!files.isEmpty)
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: file))
      #expect(throws: Never.self, "\(file.lastPathComponent)") {
        try bytes.withUnsafeBufferPointer { try target.run($0) }
      }
    }
  }
}
