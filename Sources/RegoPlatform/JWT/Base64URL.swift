// Unsafe: decodes into arena memory.

internal import Rego

/// base64url without padding, as tokens are written.
enum Base64URL {
  /// Parts of a token above this length are not quoted in messages: they may still be good for something.
  private static let quotedMax = 64

  /// Decodes a part of a token, with or without padding, into the arena; `prefix` comes before what is wrong with it.
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>, _ prefix: String, _ arena: Arena
  ) throws(BuiltinError) -> UnsafeBufferPointer<UInt8> {
    if text.count > quotedMax, text.count % 4 == 1, text.last != UInt8(ascii: "=") {
      throw .failed(prefix + "illegal base64url string")
    }
    let output = arena.allocate(UInt8.self, count: text.count / 4 * 3 + 6)
    do throws(BuiltinError) {
      return UnsafeBufferPointer(start: output, count: try Base64.decodeText(text, into: output, url: true))
    } catch {
      guard case .failed(let message) = error else { throw error }
      throw .failed(prefix + message)
    }
  }

  /// Decodes a member of a JSON Web Key.
  static func decode(_ text: String) -> [UInt8]? {
    let arena = Arena()
    var text = text
    return withExtendedLifetime(arena) {
      text.withUTF8 { bytes in (try? decode(bytes, "", arena)).map(Array.init) }
    }
  }
}
