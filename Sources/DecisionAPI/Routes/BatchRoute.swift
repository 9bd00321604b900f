// Unsafe: reads the bytes of a body in place.

internal import Hummingbird
internal import NIOCore
internal import Rego

/// `POST /decisions`: an array of PORCs, or `{"porcs": […]}`; each is answered in order, whatever the others are.
struct BatchRoute: Sendable {
  let threads: any DecidingThreads
  let options: DecisionOptions

  /// Decisions are made for so long before others get their turn.
  private static let turn = TimeAmount.milliseconds(1)

  func respond(_ request: Request, _ context: DecisionContext) async throws(BodyProblem) -> Response {
    let probe = try ProbeParameter.read(request.uri.query)
    let bytes = try await request.collect(options)
    if bytes.readableBytes == 0 { throw .malformed(Self.expectation) }
    guard MediaType.name(of: request.headers[.contentType] ?? "") == "application/json" else { throw .unsupportedType }
    let document = try Self.read(bytes)
    let count = try Self.porcs(document).count
    guard count <= options.batchMax else {
      throw .tooLarge("at most \(options.batchMax) PORCs are decided about at once, not \(count)")
    }
    let byteCount = bytes.readableBytes / max(1, count)
    let writer = ByteWriter(capacity: 64 + count * 96)
    writer.write("{\"decisions\":[")
    var turnBegan = NIODeadline.now()
    for index in 0..<count {
      if index > 0 { writer.write(",") }
      if NIODeadline.now() - turnBegan > Self.turn {
        await threads.pause(for: context.channel)
        turnBegan = NIODeadline.now()
      }
      Self.write(await decide(document, index, probe, byteCount, context), to: writer)
    }
    writer.write("]}\n")
    return .json(.ok, writer)
  }

  private func decide(
    _ document: Document, _ index: Int, _ probe: Bool, _ byteCount: Int, _ context: DecisionContext
  ) async -> PORCOutcome {
    do throws(DecisionFault) {
      return try await threads.run(byteCount: byteCount, for: context.channel) { decider in
        document.withValue { _ in
          decider.decide(probe: probe) { (_) throws(BodyProblem) in
            let porc = try Self.porcs(document)[index]
            guard porc.kind == .object else { throw .malformed("a PORC must be a JSON object") }
            return porc
          }
        }
      }
    } catch {
      return .fault(error)
    }
  }

  private static let expectation = "request body must be a JSON array of PORCs, or an object whose `porcs` is one"

  /// Not into a decider's arena: others use that between these decisions.
  private static func read(_ bytes: ByteBuffer) throws(BodyProblem) -> Document {
    let result: Result<Document, BodyProblem> = bytes.withUnsafeReadableBytes { raw in
      Result { () throws(BodyProblem) in
        try Document { (arena) throws(BodyProblem) in try JSONBody.read(raw.bindMemory(to: UInt8.self), into: arena) }
      }
    }
    let document = try result.get()
    return document
  }

  private static func porcs(_ document: Document) throws(BodyProblem) -> [Value] {
    let list = document.value.kind == .object ? document.value["porcs"] : document.value
    guard list.kind == .array else { throw .malformed(expectation) }
    return list.items
  }

  /// `allow` is always there, so that nobody takes its absence for anything.
  private static func write(_ outcome: PORCOutcome, to writer: ByteWriter) {
    switch outcome {
    case .allowed(let id?): writer.write("{\"allow\":true,\"id\":\"\(id.text)\"}")
    case .allowed(nil): writer.write("{\"allow\":true}")
    case .denied(let id?): writer.write("{\"allow\":false,\"id\":\"\(id.text)\"}")
    case .denied(nil): writer.write("{\"allow\":false}")
    case .refused(let problem): writeRefusal(problem.message, to: writer)
    case .fault(let fault): writeRefusal(fault.message, to: writer)
    }
  }

  private static func writeRefusal(_ message: String, to writer: ByteWriter) {
    writer.write("{\"allow\":false,\"error\":")
    JSONText.write(message, to: writer)
    writer.write("}")
  }
}
