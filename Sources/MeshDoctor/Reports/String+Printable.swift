extension String {
  /// The text on one line and without what would steer a terminal: controls, marks that turn the direction of text,
  /// and separators of lines are replaced.
  var printable: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control: text += ["\n", "\t", "\r"].contains(scalar) ? " " : "\u{FFFD}"
      case .format, .lineSeparator, .paragraphSeparator: text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
