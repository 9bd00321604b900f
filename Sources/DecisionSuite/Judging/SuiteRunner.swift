public import PolicyDomain
public import PolicyEngine
public import Rego
import Synchronization

/// Asks the policies what tests ask, one test after another.
public final class SuiteRunner {
  private let point: DecisionPoint
  private let environment: EngineEnvironment
  private let readFile: FileReader
  private let record = LastRecord()
  private let file: String

  /// - Parameters:
  ///   - file: the suite's, where names of input files begin.
  ///   - environment: makes clocks and random numbers.
  ///   - readFile: reads the files that tests name.
  public init(
    _ snapshot: PolicySnapshot, options: EngineOptions, file: String, readFile: @escaping FileReader,
    environment: @escaping () -> EngineEnvironment
  ) {
    self.readFile = readFile
    self.file = file
    self.environment = environment()
    point = DecisionPoint(
      store: SnapshotStore(snapshot), sink: record, options: options, environment: environment)
  }

  /// Runs one test.
  public func run(_ test: SuiteCase) -> CaseResult {
    let start = environment.elapsedNanoseconds()
    record.clear()
    let outcome: CaseResult.Outcome
    do throws(CaseError) {
      let mismatches = try mismatches(test)
      outcome = mismatches.isEmpty ? .passed : .failed(mismatches)
    } catch {
      outcome = .error(error.message)
    }
    return CaseResult(
      name: test.name, description: test.description, position: test.position, outcome: outcome,
      durationNanoseconds: max(0, environment.elapsedNanoseconds() - start), record: record.document)
  }

  /// Why there is no answer.
  private struct CaseError: Error {
    let message: String
  }

  private func mismatches(_ test: SuiteCase) throws(CaseError) -> [Mismatch] {
    switch test.subject {
    case .unusable(let reason): throw CaseError(message: reason)
    case .porc(let porc):
      var found = comparePORC(test.expectation, porc.value)
      let json = Array(porc.json.utf8)
      do throws(EngineError) {
        _ = try json.withUnsafeBufferPointer { bytes throws(EngineError) in try point.authorize(json: bytes) }
      } catch {
        throw CaseError(message: error.message)
      }
      found += judged(test.expectation)
      return found
    case .input(let input): return try mismatches(test.expectation, input)
    case .inputFile(let name): return try mismatches(test.expectation, readInput(name))
    }
  }

  // MARK: Mappers

  private func mismatches(_ expectation: Expectation, _ input: Document) throws(CaseError) -> [Mismatch] {
    guard BinaryNumbers.allFinite(input.value) else {
      throw CaseError(message: "failed to parse Envoy input JSON: a number is out of range")
    }
    let arena = point.begin()
    let rounded = BinaryNumbers.rounded(input.value, into: arena)
    let porc: Value
    do throws(EngineError) { porc = try point.engine.map(rounded) } catch {
      return try mismatches(expectation, mapperFailure: error, input: rounded)
    }
    var found: [Mismatch] = []
    if let error = expectation.error {
      found.append(Mismatch("error", expected: error, got: "none"))
    }
    found += comparePORC(expectation, porc)
    guard expectation.asksForDecision else { return found }
    do throws(EngineError) { _ = try point.authorize(porc: porc) } catch {
      throw CaseError(message: error.message)
    }
    return found + judged(expectation)
  }

  /// A mapper that fails denies where a server asks it; a test has to expect that, lest it goes unnoticed.
  private func mismatches(
    _ expectation: Expectation, mapperFailure: EngineError, input: Value
  ) throws(CaseError) -> [Mismatch] {
    guard expectation.error != nil || expectation.settledBy == "mapper" else {
      throw CaseError(
        message: "\(mapperFailure.coded); a test that expects this says so by `expect.error` or `settledBy: mapper`")
    }
    var found: [Mismatch] = []
    if let error = expectation.error, !mapperFailure.coded.contains(error) {
      found.append(Mismatch("error", expected: error, got: mapperFailure.coded))
    }
    guard expectation.asksForDecision else { return found }
    _ = point.check(mapperInput: input)
    return found + judged(expectation)
  }

  private func comparePORC(_ expectation: Expectation, _ porc: Value) -> [Mismatch] {
    var found: [Mismatch] = []
    if let whole = expectation.porc {
      found += ValueComparison(whole.value, porc, at: "porc", allowsMore: false).mismatches
    }
    if let part = expectation.porcIncludes {
      found += ValueComparison(part.value, porc, at: "porc", allowsMore: true).mismatches
    }
    return found
  }

  private func judged(_ expectation: Expectation) -> [Mismatch] {
    guard let document = record.document else {
      return [Mismatch("record", expected: "a record", got: "none")]
    }
    return document.withValue { value in
      var judgement = Judgement(value)
      judgement.judge(expectation)
      return judgement.mismatches
    }
  }

  private func readInput(_ name: String) throws(CaseError) -> Document {
    var candidates = [name]
    if !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") {
      candidates.insert(String(file[...slash]) + name, at: 0)
    }
    var reason = ""
    for candidate in candidates {
      switch readFile(candidate) {
      case .success(let bytes):
        do throws(JSONError) { return try Document(json: bytes) } catch {
          throw CaseError(message: "failed to parse input file '\(candidate)': \(error)")
        }
      case .failure(let failure):
        reason = failure.reason
        if !failure.isMissing { throw CaseError(message: "failed to read input file: \(reason)") }
      }
    }
    throw CaseError(message: "failed to read input file: \(reason)")
  }
}

/// Keeps the last record.
private final class LastRecord: AuditSink {
  private let bytes = Mutex<[UInt8]>([])

  func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
    bytes.withLock { $0 = Array(record) }
    return true
  }

  func clear() { bytes.withLock { $0 = [] } }

  /// The record as a document; nil when there is none.
  var document: Document? {
    let bytes = bytes.withLock { $0 }
    return bytes.isEmpty ? nil : try? Document(json: bytes)
  }
}
