// Unsafe: fills an array in place.

internal import Rego

/// Base64 with padding, as keys and certificates are written, to and from arrays.
enum Base64Text {
  /// Nil when the text is no base64.
  static func decode(_ text: [UInt8]) -> [UInt8]? { try? decoded(text) }

  /// What a text stands for, or what the reference says is wrong with it.
  static func decoded(_ text: [UInt8]) throws(BuiltinError) -> [UInt8] {
    var failure: BuiltinError?
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 6) { output, count in
      text.withUnsafeBufferPointer { text in
        do throws(BuiltinError) {
          count = try Base64.decodeText(text, into: output.baseAddress.unsafelyUnwrapped, url: false)
        } catch { failure = error }
      }
    }
    if let failure { throw failure }
    return bytes
  }

  static func encode(_ bytes: some Collection<UInt8>, url: Bool = false) -> [UInt8] {
    let bytes = Array(bytes)
    return [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 1) { output, count in
      count = bytes.withUnsafeBufferPointer {
        Base64.encode($0, into: output.baseAddress.unsafelyUnwrapped, url: url, padded: !url)
      }
    }
  }
}
