import Foundation
import NIOSSL
import Rego
import RegoNetwork
import Testing

@Suite struct TLSTests {
  private let network = NetworkClient()

  private func server(_ name: String = "server", asksForClient: Bool = false) throws -> LocalServer {
    let chain = try NIOSSLCertificate.fromPEMFile(Certificates.path(name)).map {
      NIOSSLCertificateSource.certificate($0)
    }
    let key = try NIOSSLPrivateKey(file: Certificates.path("\(name)-key"), format: .pem)
    var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
    if asksForClient {
      tls.certificateVerification = .noHostnameVerification
      tls.trustRoots = .file(Certificates.path("authority"))
    }
    return try LocalServer(tls: tls) { _ in .response(200, [], "secret") }
  }

  private func body(_ server: LocalServer, _ more: String, host: String = "localhost") -> String {
    PolicyCall(network)("\(PolicyCall.send("https://\(host):\(server.port)/", more)).raw_body")
  }

  @Test("a certificate of an unknown authority is refused, unless the request says otherwise")
  func authorities() throws {
    let server = try server()
    #expect(
      body(server, "").hasSuffix("tls: failed to verify certificate: x509: certificate signed by unknown authority"))
    #expect(body(server, "\"tls_insecure_skip_verify\": true") == "\"secret\"")
    #expect(body(server, "\"tls_use_system_certs\": true").hasPrefix("!"))
    #expect(body(server, "\"tls_ca_cert\": \(try Certificates.quoted("authority"))") == "\"secret\"")
    #expect(body(server, "\"tls_ca_cert_file\": \"\(Certificates.path("authority"))\"") == "\"secret\"")
    #expect(
      body(server, "\"tls_use_system_certs\": true, \"tls_ca_cert_file\": \"\(Certificates.path("authority"))\"")
        == "\"secret\"")
    setenv("MPE_TEST_AUTHORITY", try Certificates.text("authority"), 1)
    #expect(body(server, "\"tls_ca_cert_env_variable\": \"MPE_TEST_AUTHORITY\"") == "\"secret\"")
    #expect(body(server, "\"tls_ca_cert\": \(try Certificates.quoted("other"))").hasPrefix("!"))
  }

  @Test("the certificate must have the host's name, or the one that the request names")
  func names() throws {
    let server = try server("other")
    let authority = "\"tls_ca_cert_file\": \"\(Certificates.path("authority"))\""
    #expect(body(server, authority).hasPrefix("!"))
    #expect(body(server, "\(authority), \"tls_server_name\": \"other.test\"") == "\"secret\"")
    #expect(body(server, "\(authority), \"headers\": {\"Host\": \"other.test\"}") == "\"secret\"")
    #expect(server.requests.map { $0.headers.first(name: "Host") } == ["localhost:\(server.port)", "other.test"])
  }

  @Test("a certificate of our own is shown, from each of its three places")
  func clientCertificates() throws {
    let server = try server(asksForClient: true)
    let authority = "\"tls_ca_cert_file\": \"\(Certificates.path("authority"))\""
    #expect(body(server, authority).hasPrefix("!"))
    #expect(
      body(
        server,
        "\(authority), \"tls_client_cert\": \(try Certificates.quoted("client")), \"tls_client_key\": \(try Certificates.quoted("client-key"))"
      ) == "\"secret\"")
    #expect(
      body(
        server,
        "\(authority), \"tls_client_cert_file\": \"\(Certificates.path("client"))\", \"tls_client_key_file\": \"\(Certificates.path("client-key"))\""
      ) == "\"secret\"")
    setenv("MPE_TEST_CERTIFICATE", try Certificates.text("client"), 1)
    setenv("MPE_TEST_KEY", try Certificates.text("client-key"), 1)
    #expect(
      body(
        server,
        "\(authority), \"tls_client_cert_env_variable\": \"MPE_TEST_CERTIFICATE\", \"tls_client_key_env_variable\": \"MPE_TEST_KEY\""
      ) == "\"secret\"")
  }

  @Test(
    "certificates that are none, or are not there",
    arguments: [
      ("\"tls_ca_cert\": \"none\"", "http.send: could not append certificates"),
      ("\"tls_ca_cert_file\": \"/nowhere\"", "http.send: open /nowhere: no such file or directory"),
      (
        "\"tls_client_cert\": \"none\", \"tls_client_key\": \"none\"",
        "http.send: tls: failed to find any PEM data in certificate input"
      ),
    ])
  func badCertificates(more: String, error: String) {
    #expect(PolicyCall(network)(PolicyCall.send("https://localhost:1/", more)).hasSuffix(error))
  }
}
