// Asks mpe for decisions by HTTP. Usage: swiftc -O decide.swift -o decide && ./decide http://127.0.0.1:9000

import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Keeps connections to mpe; may be used by many tasks.
final class DecisionPoint: NSObject, URLSessionTaskDelegate, @unchecked Sendable {
  private let url: URL
  private let timeout: Duration
  private var session: URLSession!

  init?(_ url: String, timeout: Duration = .seconds(1)) {
    guard let url = URL(string: url), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
      return nil
    }
    self.url = url.appendingPathComponent("decision")
    self.timeout = timeout
    super.init()
    session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil)
  }

  /// A decision is not somewhere else.
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  /// False for whatever is not a clear yes.
  func allows(_ porc: [String: Any]) async -> Bool {
    do {
      let body = try JSONSerialization.data(withJSONObject: porc)
      // The session's own time-outs begin anew with every piece; this one is for the whole answer.
      return try await withThrowingTaskGroup(of: Bool.self) { [timeout] group in
        group.addTask { try await self.ask(body) }
        group.addTask {
          try await Task.sleep(for: timeout)
          throw TimedOut()
        }
        defer { group.cancelAll() }
        return try await group.next() ?? false
      }
    } catch {
      FileHandle.standardError.write(Data("no decision: \(error)\n".utf8))
      return false
    }
  }

  private struct TimedOut: Error {}

  private struct UnexpectedStatus: Error {
    let status: Int
  }

  private func ask(_ body: Data) async throws -> Bool {
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    request.httpBody = body
    let (data, response) = try await session.data(for: request)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard status == 200 else { throw UnexpectedStatus(status: status) }
    // What mpe writes, to the letter: nothing else is taken for a yes.
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) == #"{"allow":true}"#
  }
}

guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: decide http://HOST:PORT\n".utf8))
  exit(2)
}
guard let mpe = DecisionPoint(CommandLine.arguments[1]) else {
  let what = "`\(CommandLine.arguments[1])`: say where mpe listens: http://HOST:PORT\n"
  FileHandle.standardError.write(Data(what.utf8))
  exit(2)
}
let alice: [String: Any] = ["sub": "alice", "mroles": ["mrn:shop:role:customer"]]
let questions: [(text: String, principal: [String: Any], resource: String)] = [
  ("alice reads her orders", alice, "mrn:http:shop/orders/alice"),
  ("alice reads bob's orders", alice, "mrn:http:shop/orders/bob"),
  ("anyone reads the catalogue", [:], "mrn:http:shop/catalogue/lamp"),
]
for (text, principal, resource) in questions {
  let allowed = await mpe.allows(["principal": principal, "operation": "shop:http:get", "resource": resource])
  print("\(text): \(allowed ? "allow" : "deny")")
}
