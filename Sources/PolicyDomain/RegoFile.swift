/// Why a Rego file that a bundle names cannot be taken.
struct RegoFileFailure: Error {
  var isMissing: Bool
  var reason: String
  var remedy: String
}

/// A Rego file that a bundle names.
struct RegoFile {
  /// As it was found.
  let path: String
  let bytes: [UInt8]
  private let text: String

  /// Relative names begin at the bundle's folder, else at the working directory.
  init(_ name: String, besides bundle: String, readFile: FileReader) throws(RegoFileFailure) {
    var candidates = [name]
    if !name.hasPrefix("/"), let slash = bundle.lastIndex(of: "/") {
      candidates.insert(String(bundle[...slash]) + name, at: 0)
    }
    var reason = ""
    for candidate in candidates {
      switch readFile(candidate) {
      case .success(let bytes):
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw RegoFileFailure(isMissing: false, reason: "it is not UTF-8 text", remedy: "save it as UTF-8")
        }
        (path, self.bytes, self.text) = (candidate, bytes, text)
        return
      case .failure(let failure):
        reason = failure.reason
        if !failure.isMissing { throw RegoFileFailure(isMissing: false, reason: reason, remedy: Self.places) }
      }
    }
    throw RegoFileFailure(isMissing: true, reason: reason, remedy: Self.places)
  }

  private static let places = "names are relative to the YAML file, else to the working directory"

  /// With one line feed at the end, however many there were; an empty text stays empty.
  var normalised: String {
    var text = text
    while text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
    return text.isEmpty ? "" : text + "\n"
  }
}
