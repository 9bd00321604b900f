package import PolicyEngine
package import Rego

/// Writes CheckResponses into one buffer that is used again and again. Every response carries its status and one of
/// the three kinds of HTTP answer.
package final class CheckResponseEncoder {
  private let output = ByteWriter(capacity: 512)
  private let echo = ByteWriter(capacity: 512)

  /// The longest echo of attributes; a longer one is replaced, because headers beyond some 60 KB break the response.
  private static let echoBytesMax = 60_000

  package init() {}

  /// Encodes one response; the bytes lie in the encoder, until the next one.
  /// - Parameter echoing: the request's attributes, when they are to go out in a header.
  package func encode(_ outcome: CheckOutcome, echoing attributes: Value? = nil) -> UnsafeRawBufferPointer {
    output.clear()
    echo.clear()
    if let attributes { writeEcho(attributes) }
    switch outcome {
    case .allowed(let id):
      let headers = Headers(result: "allowed", id: id, echoes: attributes != nil)
      writeStatus(code: 0)
      writeKey(3, .length)
      writeVarint(UInt64(size(headers)))
      write(headers)
    case .denied(let id):
      let headers = Headers(result: "denied", id: id, echoes: attributes != nil)
      writeStatus(code: 7)
      writeHTTPResponse(field: 2, httpStatus: 403, headers, body: "permission denied")
    case .fault(let fault):
      let headers = Headers(result: "error", id: nil, echoes: false)
      writeStatus(code: fault.code)
      writeHTTPResponse(field: 5, httpStatus: fault.httpStatus, headers, body: fault.body)
    }
    return UnsafeRawBufferPointer(output.bytes)
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
  private func writeHTTPResponse(field: UInt64, httpStatus: UInt64, _ headers: Headers, body: StaticString) {
    let statusSize = 1 + varintSize(httpStatus)
    let contentSize = fieldSize(statusSize) + size(headers) + fieldSize(body.utf8CodeUnitCount)
    writeKey(field, .length)
    writeVarint(UInt64(contentSize))
    writeKey(1, .length)
    writeVarint(UInt64(statusSize))
    writeKey(1, .varint)
    writeVarint(httpStatus)
    write(headers)
    writeText(3, body)
  }

  // MARK: - Headers

  private static let resultName: StaticString = "x-ext-authz-check-result"
  private static let echoName: StaticString = "x-ext-authz-check-received"
  private static let idName: StaticString = "x-mpe-decision-id"

  private struct Headers {
    let result: StaticString
    /// A fault has none: nothing was decided, and there is no record.
    let id: DecisionID?
    let echoes: Bool
  }

  private func size(_ headers: Headers) -> Int {
    optionSize(Self.resultName, headers.result.utf8CodeUnitCount)
      + (headers.id == nil ? 0 : optionSize(Self.idName, DecisionID.textBytes))
      + (headers.echoes ? optionSize(Self.echoName, echo.count) : 0)
  }

  private func write(_ headers: Headers) {
    writeOption(Self.resultName, headers.result.utf8CodeUnitCount)
    output.write(headers.result)
    if let id = headers.id {
      writeOption(Self.idName, DecisionID.textBytes)
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecisionID.textBytes) { text in
        guard let start = text.baseAddress else { return }
        id.write(into: start)
        output.write(UnsafeBufferPointer(text))
      }
    }
    if headers.echoes {
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
