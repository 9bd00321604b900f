import Rego

/// Where the lines of a module's text begin.
struct TextLines: Sendable {
  let bytes: [UInt8]
  private let starts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    for index in bytes.indices where bytes[index] == 0x0A { starts.append(index + 1) }
    self.starts = starts
  }

  var count: Int { starts.count }

  /// The bytes of a row, counted from 1, without what ends it.
  func row(_ row: Int) -> ArraySlice<UInt8> {
    let start = starts[row - 1]
    var end = row < starts.count ? starts[row] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return bytes[start..<end]
  }

  /// The row of an offset, from 1.
  func rowNumber(of offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The place of some bytes; columns count characters from 1.
  func location(_ range: Range<Int>, in source: SourceText) -> Location {
    let row = rowNumber(of: range.lowerBound)
    let column = bytes[starts[row - 1]..<range.lowerBound].count { $0 & 0xC0 != 0x80 } + 1
    return Location(source: source, offset: range.lowerBound, length: range.count, row: row, column: column)
  }
}
