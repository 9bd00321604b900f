/// Paths as messages show them.
public enum PathText {
  /// The path, with what would break the line or colour a terminal written as escapes.
  public static func shown(_ path: String) -> String {
    guard path.unicodeScalars.contains(where: isControl) else { return path }
    return path.unicodeScalars.reduce(into: "") { text, scalar in
      if isControl(scalar) { text += scalar.escaped(asASCII: true) } else { text.unicodeScalars.append(scalar) }
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
      || scalar.properties.generalCategory == .paragraphSeparator
  }
}
