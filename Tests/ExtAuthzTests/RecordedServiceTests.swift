import ExtAuthz
import Foundation
import PolicyDomain
import PolicyEngine
import Rego
import RegoPlatform
import Synchronization
import TestSupport
import Testing

/// Keeps records in memory.
private final class RecordCollector: AuditSink {
  private let lines = Mutex<[[UInt8]]>([])

  func enqueue(_ record: UnsafeRawBufferPointer) -> Bool {
    let bytes = Array(record)
    lines.withLock { $0.append(bytes) }
    return true
  }

  func takeAll() -> [[UInt8]] {
    lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
  }
}

/// One recorded group of Checks over a bundle.
private struct ServiceGroup {
  private let content: [String: Any]

  init(_ path: String) throws {
    content = try JSONSerialization.jsonObject(with: Data(SharedFolder.bytes(path))) as? [String: Any] ?? [:]
  }

  var cases: [[String: Any]] { content["cases"] as? [[String: Any]] ?? [] }

  var mapperDomain: String? {
    let arguments = content["args"] as? [String] ?? []
    guard let index = arguments.firstIndex(where: { $0 == "-n" || $0 == "--name" }) else { return nil }
    return arguments.dropFirst(index + 1).first
  }

  func snapshot() throws -> PolicySnapshot {
    let files = content["files"] as? [String: String] ?? [:]
    let loader = BundleLoader { path in
      files[path].map { .success(Array($0.utf8)) } ?? .failure(FileFailure(isMissing: true, reason: "no such file"))
    }
    let arguments = content["args"] as? [String] ?? []
    let bundles = arguments.indices.filter { arguments[$0] == "-b" }.map { arguments[$0 + 1] }
    var compilation = PolicySnapshot.Options()
    compilation.builtins = BuiltinRegistry.standard.adding(PlatformBuiltins.all)
    return try PolicySnapshot(loader.load(bundles), options: compilation)
  }
}

/// Replays the recorded Checks by decoder, decision point and encoder.
@Suite(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.absence)))
struct RecordedServiceTests {
  private static var groups: [String] {
    SharedFolder.jsonFiles(below: "vectors/serve").filter { $0.hasPrefix("envoy-") }
  }

  @Test(arguments: groups) func `answers and records as the original did`(file: String) throws {
    let group = try ServiceGroup("vectors/serve/" + file)
    let snapshot = try group.snapshot()
    // Where the original answers each call by an error for want of a mapper, we do not start.
    guard snapshot.mapperProblem(domain: group.mapperDomain) == nil else {
      #expect(group.cases.allSatisfy { $0["response"] is NSNull || $0["response"] == nil })
      return
    }
    var options = EngineOptions()
    options.mapperDomain = group.mapperDomain
    let sink = RecordCollector()
    let point = DecisionPoint(store: SnapshotStore(snapshot), sink: sink, options: options) {
      EngineEnvironment(nowNanoseconds: { 1 }, elapsedNanoseconds: { 1 }, random: { .random(in: .min ... .max) })
    }
    let decider = PolicyDecider(point)
    let encoder = CheckResponseEncoder()
    for recorded in group.cases {
      // Requests with long bodies were recorded without their bytes.
      guard let text = recorded["request_wire_base64"] as? String else { continue }
      let wire = Wire.decodeBase64(text)
      let (decoder, arena) = decider.begin()
      let request = try decoder.decode(wire.span.bytes, into: arena)
      let outcome = decider.decide(request, timeoutNanoseconds: nil)
      let answer = try #require(DecodedResponse(encoder.encode(outcome)))
      let records = sink.takeAll().map { normalised(try? JSONSerialization.jsonObject(with: Data($0))) }
      #expect(records.count == 1)
      if request.refusal != nil {
        // A malformed request reached the mapper of the original; we deny it before.
        #expect(answer.code == 7 && answer.kind == .denied)
        continue
      }
      compare(recorded, answer, records, "\(file) \(recorded["id"] ?? "")")
    }
  }

  private func compare(_ recorded: [String: Any], _ answer: DecodedResponse, _ records: [String], _ name: String) {
    guard let response = recorded["response"] as? [String: Any] else {
      // The original died or failed; we deny, and say so in a record.
      #expect(answer.code == 7 && answer.kind == .denied, "\(name)")
      return
    }
    let code = (response["status"] as? [String: Any])?["code"] as? Int ?? 0
    #expect(Int(answer.code) == code, "\(name)")
    if let denied = response["deniedResponse"] as? [String: Any] {
      #expect(answer.kind == .denied && answer.httpStatus == 403 && answer.body == denied["body"] as? String)
    } else {
      #expect(answer.kind == .ok)
    }
    let expected = (recorded["access_log"] as? [Any] ?? []).map { normalised($0) }
    if !expected.isEmpty { #expect(records == expected, "\(name)") }
  }

  /// A record without what differs from run to run, as sorted JSON.
  private func normalised(_ record: Any?) -> String {
    guard var record = record as? [String: Any] else { return "no JSON" }
    record["duration"] = nil
    record["metadata"] = nil
    let references = (record["references"] as? [[String: Any]] ?? []).map { reference in
      text(reference.filter { $0.key != "duration" && $0.key != "reason" })
    }
    record["references"] = references.sorted()
    // The original passed integers through 64-bit floats.
    return text(record).replacingOccurrences(of: "9007199254740993", with: "9007199254740992")
  }

  private func text(_ object: [String: Any]) -> String {
    let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}
