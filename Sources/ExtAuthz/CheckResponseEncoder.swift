package import Rego

/// Writes CheckResponses into one buffer that is used again and again. Every response carries its status and one of
/// the three kinds of HTTP answer.
package final class CheckResponseEncoder {
  private let output = ByteWriter(capacity: 512)
  private let echo = ByteWriter(capacity: 512)

  /// The longest echo of attributes; a longer one is replaced, because headers beyond some 60 KB break the response.
  private static let echoBytesMax = 60_000

  package init() {}

  /// Encodes one response; the bytes are valid until the next one.
  /// - Parameter echoing: the request's attributes, when they are to go out in a header.
  package func encode(
    _ outcome: CheckOutcome, id: DecisionID, echoing attributes: Value? = nil
  ) -> UnsafeRawBufferPointer {
    output.clear()
    echo.clear()
    if let attributes { writeEcho(attributes) }
    switch outcome {
    case .allowed: writeAllowed(id, echoes: attributes != nil)
    case .denied:
      writeStatus(code: 7)
      writeHTTPResponse(field: 2, httpStatus: 403, "denied", id, echoes: attributes != nil, body: "permission denied")
    case .fault(let fault):
      writeStatus(code: fault.code)
      writeHTTPResponse(field: 5, httpStatus: fault.httpStatus, "error", id, echoes: false, body: fault.body)
    }
    return UnsafeRawBufferPointer(output.bytes)
  }

  private func writeAllowed(_ id: DecisionID, echoes: Bool) {
    writeStatus(code: 0)
    writeKey(3, .length)
    writeVarint(UInt64(headersSize("allowed", echoes: echoes)))
    writeHeaders("allowed", id, echoes: echoes)
  }

  /// `status`, with its code also where that is the zero that protobuf would leave out: the message must be there.
  private func writeStatus(code: UInt64) {
    writeKey(1, .length)
    guard code != 0 else { return writeVarint(0) }
    writeVarint(UInt64(1 + varintSize(code)))
    writeKey(1, .varint)
    writeVarint(code)
  }

  /// A DeniedHttpResponse: a denial, or a fault of ours.
  private func writeHTTPResponse(
    field: UInt64, httpStatus: UInt64, _ result: StaticString, _ id: DecisionID, echoes: Bool, body: StaticString
  ) {
    let statusSize = 1 + varintSize(httpStatus)
    let size =
      fieldSize(statusSize) + headersSize(result, echoes: echoes) + fieldSize(body.utf8CodeUnitCount)
    writeKey(field, .length)
    writeVarint(UInt64(size))
    writeKey(1, .length)
    writeVarint(UInt64(statusSize))
    writeKey(1, .varint)
    writeVarint(httpStatus)
    writeHeaders(result, id, echoes: echoes)
    writeText(3, body)
  }

  // MARK: - Headers

  private static let resultName: StaticString = "x-ext-authz-check-result"
  private static let echoName: StaticString = "x-ext-authz-check-received"
  private static let idName: StaticString = "x-mpe-decision-id"

  private func headersSize(_ result: StaticString, echoes: Bool) -> Int {
    optionSize(Self.resultName, result.utf8CodeUnitCount) + optionSize(Self.idName, DecisionID.textBytes)
      + (echoes ? optionSize(Self.echoName, echo.count) : 0)
  }

  private func writeHeaders(_ result: StaticString, _ id: DecisionID, echoes: Bool) {
    writeOption(Self.resultName, result.utf8CodeUnitCount)
    output.write(result)
    writeOption(Self.idName, DecisionID.textBytes)
    id.forEachByte { output.write($0) }
    if echoes {
      writeOption(Self.echoName, echo.count)
      output.write(echo.bytes)
    }
  }

  /// Size of field 2 of a response, a HeaderValueOption with one HeaderValue.
  private func optionSize(_ name: StaticString, _ valueCount: Int) -> Int {
    fieldSize(fieldSize(headerSize(name, valueCount)))
  }

  private func headerSize(_ name: StaticString, _ valueCount: Int) -> Int {
    fieldSize(name.utf8CodeUnitCount) + fieldSize(valueCount)
  }

  /// Everything of a header but the bytes of its value, which must follow.
  private func writeOption(_ name: StaticString, _ valueCount: Int) {
    let size = headerSize(name, valueCount)
    writeKey(2, .length)
    writeVarint(UInt64(fieldSize(size)))
    writeKey(1, .length)
    writeVarint(UInt64(size))
    writeText(1, name)
    writeKey(2, .length)
    writeVarint(UInt64(valueCount))
  }

  /// The attributes as text for a header; JSON, whose escapes keep control characters out.
  private func writeEcho(_ attributes: Value) {
    JSONWriter.write(attributes, to: echo)
    if echo.count > Self.echoBytesMax {
      echo.clear()
      echo.write("<too-long>" as StaticString)
    }
  }

  // MARK: - Wire format

  private enum WireType: UInt64 {
    case varint = 0
    case length = 2
  }

  private func writeKey(_ field: UInt64, _ type: WireType) { writeVarint(field << 3 | type.rawValue) }

  private func writeText(_ field: UInt64, _ text: StaticString) {
    writeKey(field, .length)
    writeVarint(UInt64(text.utf8CodeUnitCount))
    output.write(text)
  }

  private func writeVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      output.write(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    output.write(UInt8(truncatingIfNeeded: rest))
  }

  private func varintSize(_ value: UInt64) -> Int { value == 0 ? 1 : (70 - value.leadingZeroBitCount) / 7 }

  /// Size of a length-delimited field with a number below 16.
  private func fieldSize(_ count: Int) -> Int { 1 + varintSize(UInt64(count)) + count }
}
