// Unsafe: reads the bytes of a body in place.

internal import Hummingbird
package import NIOCore
package import PolicyEngine
internal import Rego

/// Brings questions for explanations to threads of their own: an explanation costs as much as hundreds of decisions.
package protocol ExplainingThreads: Sendable {
  /// Runs `work` with an explainer over the policies in force, which nothing else uses.
  /// - Parameters:
  ///   - byteCount: how large the question is, against the bound of what may wait.
  ///   - channel: where the request came in.
  func explain<Answer: Sendable>(
    byteCount: Int, for channel: any Channel, _ work: @escaping @Sendable (Explainer) -> Answer
  ) async throws(DecisionFault) -> Answer
}

/// `POST /explain`: a PORC, `{"porc": …}`, or `{"input": …}` for a mapper; answers why it is granted or denied, and what
/// would have granted it. It decides nothing, and leaves no AccessRecord.
struct ExplainRoute: Sendable {
  let threads: any ExplainingThreads
  let options: DecisionOptions

  /// Larger questions are none for people.
  private static let bodyBytesMax = 1 << 20

  func respond(_ request: Request, _ context: DecisionContext) async throws(BodyProblem) -> Response {
    var options = options
    options.bodyBytesMax = min(options.bodyBytesMax, Self.bodyBytesMax)
    let bytes = try await request.collect(options)
    if bytes.readableBytes == 0 { throw .notAnObject }
    guard MediaType.name(of: request.headers[.contentType] ?? "") == "application/json" else { throw .unsupportedType }
    let result: Result<String, BodyProblem>
    do throws(DecisionFault) {
      result = try await threads.explain(byteCount: bytes.readableBytes, for: context.channel) { explainer in
        Result { () throws(BodyProblem) in try Self.explain(bytes, by: explainer) }
      }
    } catch {
      return .fault(error)
    }
    let writer = ByteWriter(capacity: 4 << 10)
    writer.write(try result.get())
    writer.write("\n")
    return .json(.ok, writer)
  }

  private static func explain(_ bytes: ByteBuffer, by explainer: Explainer) throws(BodyProblem) -> String {
    let arena = explainer.begin()
    let read: Result<Value, BodyProblem> = bytes.withUnsafeReadableBytes { raw in
      Result { () throws(BodyProblem) in try JSONBody.readObject(raw.bindMemory(to: UInt8.self), into: arena) }
    }
    let body = try read.get()
    do throws(EngineError) {
      var input = body["input"]
      guard input.kind == .object else {
        let porc = body["porc"]
        return try explainer.explain(porc: porc.isUndefined ? body : porc).json()
      }
      if EnvoyAttributes.Shape(input) == .checkRequest {
        input = EnvoyAttributes.mapperInput(ofCheckRequest: input, in: arena)
      }
      return try explainer.explain(mapperInput: input).json()
    } catch {
      throw .malformed(error.message)
    }
  }
}
