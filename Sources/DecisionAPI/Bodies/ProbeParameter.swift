/// The query parameter `probe`: decide without leaving a record.
enum ProbeParameter {
  /// - Parameter query: without its question mark.
  /// - Returns: false when it is not there.
  /// - Throws: when it is there twice, or is no boolean; the empty value is none.
  static func read(_ query: String?) throws(BodyProblem) -> Bool {
    guard let query else { return false }
    let values = FormText.pairs(query.utf8).compactMap { pair -> [UInt8]? in
      guard case .success(let pair) = pair, pair.name.elementsEqual("probe".utf8) else { return nil }
      return pair.value
    }
    guard let value = values.first.map({ String(decoding: $0, as: UTF8.self) }) else { return false }
    guard values.count == 1 else {
      throw .malformed("\(complaint): multiple values for single value parameter 'probe'")
    }
    switch value {
    case "1", "t", "T", "true", "TRUE", "True": return true
    case "0", "f", "F", "false", "FALSE", "False": return false
    default:
      throw .malformed(
        "\(complaint): error binding string parameter: strconv.ParseBool: parsing \(value.quoted): invalid syntax")
    }
  }

  private static let complaint = "Invalid format for parameter probe"
}
