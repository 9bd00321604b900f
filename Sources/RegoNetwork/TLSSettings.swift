internal import NIOSSL
internal import Rego

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What a request asks of TLS, with its certificates read.
struct TLSSettings {
  /// As the system trusts, without a certificate of our own.
  static var plain: TLSSettings { TLSSettings(configuration: base) }

  let configuration: TLSConfiguration
  /// Whether a connection may be shared with other requests.
  let isPlain: Bool
  /// The name that the certificate must have, and the host that is connected to instead.
  let connectsInstead: (name: String, host: String)?

  private static var base: TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    return configuration
  }

  private init(configuration: TLSConfiguration) {
    self.configuration = configuration
    isPlain = true
    connectsInstead = nil
  }

  /// - Parameter hostHeader: the `Host` that the author sets.
  init(_ wanted: NetworkRequest.TLS, _ target: RequestTarget, hostHeader: String?) throws(NetworkFailure) {
    var name = wanted.serverName ?? ""
    // A host that the author names is also the one whose certificate is wanted.
    if name.isEmpty, let hostHeader { name = String(hostHeader.prefix { $0 != ":" }) }
    connectsInstead = name.isEmpty || name == target.host || !target.usesTLS ? nil : (name, target.host)
    isPlain = !target.usesTLS || (wanted == NetworkRequest.TLS() && connectsInstead == nil)
    var configuration = Self.base
    if wanted.skipsVerification { configuration.certificateVerification = .none }
    try Self.identify(wanted, &configuration)
    try Self.trust(wanted, &configuration)
    self.configuration = configuration
  }

  // MARK: Certificates

  private static func identify(
    _ wanted: NetworkRequest.TLS, _ configuration: inout TLSConfiguration
  ) throws(NetworkFailure) {
    let (certificate, key) = (wanted.clientCertificate, wanted.clientKey)
    var pair: (certificate: [UInt8], key: [UInt8])?
    if let text = certificate.text, let secret = key.text, !text.isEmpty, !secret.isEmpty {
      pair = (Array(text.utf8), Array(secret.utf8))
    }
    if let file = certificate.file, let secret = key.file, !file.isEmpty, !secret.isEmpty {
      pair = (try read(file), try read(secret))
    }
    if let name = certificate.environmentVariable, let secret = key.environmentVariable, !name.isEmpty,
      !secret.isEmpty
    {
      pair = (variable(name), variable(secret))
    }
    guard let pair else { return }
    do {
      configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(pair.certificate).map { .certificate($0) }
    } catch { throw .request("tls: failed to find any PEM data in certificate input") }
    do {
      configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: pair.key, format: .pem))
    } catch { throw .request("tls: failed to find any PEM data in key input") }
  }

  private static func trust(
    _ wanted: NetworkRequest.TLS, _ configuration: inout TLSConfiguration
  ) throws(NetworkFailure) {
    var authorities: [NIOSSLCertificate] = []
    if let text = wanted.authority.text, !text.isEmpty {
      authorities += try certificates(Array(text.utf8), "could not append certificates")
    }
    if let file = wanted.authority.file, !file.isEmpty {
      authorities += try certificates(
        try read(file), "could not append CA certificates from \(RequestTarget.quoted(file))")
    }
    if let name = wanted.authority.environmentVariable, !name.isEmpty {
      authorities += try certificates(
        variable(name), "could not append CA certificates from envvar \(RequestTarget.quoted(name))")
    }
    if authorities.isEmpty { return }
    if wanted.usesSystemAuthorities == true {
      configuration.additionalTrustRoots = [.certificates(authorities)]
    } else {
      configuration.trustRoots = .certificates(authorities)
    }
  }

  private static func certificates(_ pem: [UInt8], _ complaint: String) throws(NetworkFailure) -> [NIOSSLCertificate] {
    guard let found = try? NIOSSLCertificate.fromPEMBytes(pem), !found.isEmpty else { throw .request(complaint) }
    return found
  }

  // MARK: Where they lie

  private static let fileBytesMax = 1 << 20

  private static func read(_ path: String) throws(NetworkFailure) -> [UInt8] {
    guard let file = fopen(path, "rbe") else {
      throw .request("open \(path): \(String(cString: strerror(errno)).lowercased())")
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: fileBytesMax)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }

  private static func variable(_ name: String) -> [UInt8] {
    getenv(name).map { Array(String(cString: $0).utf8) } ?? []
  }
}
