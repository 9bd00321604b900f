internal import Hummingbird
internal import NIOCore

/// `POST /decision`: one PORC, one decision.
struct DecisionRoute: Sendable {
  let threads: any DecidingThreads
  let options: DecisionOptions

  func respond(_ request: Request, _ context: DecisionContext) async throws(BodyProblem) -> Response {
    let probe = try ProbeParameter.read(request.uri.query)
    let body = try PORCBody(request, bytes: try await request.collect(options))
    do throws(DecisionFault) {
      let outcome = try await threads.run(byteCount: body.byteCount, for: context.channel) { decider in
        decider.decide(probe: probe) { (arena) throws(BodyProblem) in try body.read(into: arena) }
      }
      return .decision(outcome)
    } catch {
      return .fault(error)
    }
  }
}

extension Request {
  /// The whole body.
  func collect(_ options: DecisionOptions) async throws(BodyProblem) -> ByteBuffer {
    do { return try await body.collect(upTo: options.bodyBytesMax) } catch is NIOTooManyBytesError {
      throw .tooLarge("request body is larger than \(options.bodyBytesMax) bytes")
    } catch {
      throw .malformed("request body ended early")
    }
  }
}
