internal import Foundation
internal import Rego

/// Where a request goes: a URL taken apart, for messages and checks as well as for the connection.
struct RequestTarget {
  /// As the author wrote it, or as a redirect gave it; in messages.
  let text: String
  /// What the client connects to.
  let address: String
  /// Without a port.
  let host: String
  private let url: URL
  private let port: Int?

  /// - Throws: what is wrong with the URL, in the reference's words where it has some.
  init(_ text: String) throws(NetworkFailure) {
    guard let url = URL(string: text.isEmpty ? "/" : text) else {
      throw .request("parse \(Self.quoted(text)): invalid URL")
    }
    self.url = url
    let scheme = url.scheme?.lowercased() ?? ""
    host = Self.unbracketed(url.host(percentEncoded: false) ?? "")
    port = url.port
    if scheme == "unix", let query = url.query(percentEncoded: true), !query.isEmpty {
      (self.text, address) = Self.socketAddress(url, query)
      return
    }
    self.text = text
    address = text
  }

  /// Why nothing can be sent there; asked once a request is due.
  func problem(_ method: String) -> NetworkFailure? {
    let scheme = url.scheme?.lowercased() ?? ""
    guard ["http", "https"].contains(scheme) || address != text else {
      return .network("\(start(method)): unsupported protocol scheme \(Self.quoted(scheme))")
    }
    return host.isEmpty && address == text ? .network("\(start(method)): http: no Host in request URL") : nil
  }

  /// `unix://localhost/path?socket=%2Frun%2Fa.sock&rest`: the socket's path is the first of that name.
  private static func socketAddress(_ url: URL, _ query: String) -> (text: String, address: String) {
    let parts = query.split(separator: "&").map(String.init)
    let socket = parts.first { $0.hasPrefix("socket=") }?.dropFirst("socket=".count).removingPercentEncoding ?? ""
    let rest = parts.filter { !$0.hasPrefix("socket=") }.joined(separator: "&")
    let path = url.path(percentEncoded: true) + (rest.isEmpty ? "" : "?\(rest)")
    let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return ("http://\(url.host(percentEncoded: true) ?? "")\(path)", "http+unix://\(host)\(path.isEmpty ? "/" : path)")
  }

  /// The same place under another name, which a certificate may have.
  func address(withHost name: String) -> String {
    guard var parts = URLComponents(url: url, resolvingAgainstBaseURL: false) else { return address }
    parts.host = name.contains(":") ? "[\(name)]" : name
    return parts.string ?? address
  }

  /// Where a redirect leads; nil when it cannot be read.
  func resolving(_ place: String) -> RequestTarget? {
    guard address == text, let next = URL(string: place, relativeTo: url)?.absoluteURL else { return nil }
    return try? RequestTarget(next.absoluteString)
  }

  var hostHeader: String {
    let name = host.contains(":") ? "[\(host)]" : host
    guard let port, port != (usesTLS ? 443 : 80) else { return name }
    return "\(name):\(port)"
  }

  var usesTLS: Bool { url.scheme?.lowercased() == "https" }

  /// `host:port` as connections are named.
  var place: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(name):\(port ?? (usesTLS ? 443 : 80))"
  }

  /// `Authorization` by the user and password of the URL.
  var credentials: String? {
    guard let user = url.user(percentEncoded: false) else { return nil }
    let text = "\(user):\(url.password(percentEncoded: false) ?? "")"
    return "Basic \(Data(text.utf8).base64EncodedString())"
  }

  // MARK: Texts

  /// `Get "http://…"`: how messages begin.
  func start(_ method: String) -> String { "\(Self.verb(method)) \(Self.quoted(text))" }

  /// `Get http://…`.
  func plainStart(_ method: String) -> String { "\(Self.verb(method)) \(text)" }

  private static func verb(_ method: String) -> String {
    method.prefix(1).uppercased() + method.dropFirst().lowercased()
  }

  static func quoted(_ text: String) -> String {
    var text = text
    return text.withUTF8 { TermText.quoted($0) }
  }

  static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  private static func unbracketed(_ host: String) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }
}
