// Unsafe: reads the bytes of a body in place.

/// The parts of `multipart/form-data` (RFC 7578).
enum MultipartText {
  /// More parts are refused.
  static let partsMax = 1_000
  private static let boundaryMax = 70

  /// Calls `take` for every part that is no file.
  static func eachField(
    _ bytes: UnsafeBufferPointer<UInt8>, boundary: [UInt8], _ take: (FormText.Pair) throws(BodyProblem) -> Void
  ) throws(BodyProblem) {
    guard boundary.count <= boundaryMax else {
      throw .malformed("multipart: boundary longer than \(boundaryMax) bytes")
    }
    let delimiter = Array("\r\n--".utf8) + boundary
    let body = bytes[...]
    // The first delimiter may stand at the very start, without the line end before it.
    guard var position = starts(body, delimiter.dropFirst(2)) ?? find(delimiter, in: body).map({ $0 + delimiter.count })
    else { throw ended }
    for _ in 0...partsMax {
      if body[position...].starts(with: "--".utf8) { return }
      let line = body[position...].drop { $0 == 0x20 || $0 == 0x09 }
      guard line.starts(with: "\r\n".utf8) else { throw ended }
      // The headers begin behind that line end; where there are none, it is their end as well.
      guard let headersEnd = find(Array("\r\n\r\n".utf8), in: body[line.startIndex...]),
        let end = find(delimiter, in: body[(headersEnd + 2)...])
      else { throw ended }
      let headers = String(decoding: body[line.startIndex..<headersEnd], as: UTF8.self)
      if let name = fieldName(headers) {
        try take(FormText.Pair(name: Array(name.utf8), value: Array(body[min(headersEnd + 4, end)..<end])))
      }
      position = end + delimiter.count
    }
    throw .malformed("multipart: more than \(partsMax) parts")
  }

  private static let ended = BodyProblem.malformed("multipart: NextPart: EOF")

  /// Nil for files, and for parts without a name.
  private static func fieldName(_ headers: String) -> String? {
    for line in headers.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      guard line[..<colon].lowercased() == "content-disposition" else { continue }
      let value = String(line[line.index(after: colon)...])
      guard MediaType.name(of: value) == "form-data", MediaType.parameter("filename", of: value) == nil else {
        return nil
      }
      return MediaType.parameter("name", of: value)
    }
    return nil
  }

  /// One past `prefix`, where `bytes` begins with it.
  private static func starts(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ prefix: ArraySlice<UInt8>) -> Int? {
    bytes.starts(with: prefix) ? bytes.startIndex + prefix.count : nil
  }

  private static func find(_ needle: [UInt8], in bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    var index = bytes.startIndex
    let last = bytes.endIndex - needle.count
    while index <= last {
      guard let next = bytes[index...last].firstIndex(of: needle[0]) else { return nil }
      if bytes[next...].starts(with: needle) { return next }
      index = next + 1
    }
    return nil
  }
}
