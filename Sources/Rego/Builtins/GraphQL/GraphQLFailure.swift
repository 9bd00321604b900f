/// A line and a column of a GraphQL text, from 1, as the reference counts them: in code points, behind a string's quotes.
struct GraphQLPlace: Hashable {
  var line: Int
  var column: Int

  /// What the reference prints where it knows no place.
  static let unknown = GraphQLPlace(line: -1, column: -1)
}

/// What is wrong with a document, and where; documents that were read from objects know no places.
struct GraphQLFinding {
  var message: String
  var place: GraphQLPlace?

  /// As the reference's library prints it.
  var text: String {
    guard let place else { return "input: \(message)" }
    return "input:\(place.line):\(place.column): \(message)"
  }

  /// The findings as one text, in which the place of the first one stands last. The reference cuts the joined lines at
  /// their colons, so further findings follow the first one's message.
  static func report(_ findings: [GraphQLFinding]) -> String {
    report(findings.map { $0.text + "\n" }.joined(), first: findings.first)
  }

  /// A parser's finding as one text.
  var report: String { GraphQLFinding.report(text, first: self) }

  private static func report(_ text: String, first: GraphQLFinding?) -> String {
    guard let place = first?.place, place.line >= 0, place.column >= 0 else { return "GraphQL parse error: \(text)" }
    var message = text.dropFirst("input:\(place.line):\(place.column):".count).drop { $0 == " " }
    if message.hasSuffix(".\n") { message = message.dropLast(2) }
    return "\(message) in GraphQL string at location \(place.line):\(place.column)"
  }
}

/// Why a document could not be read or checked.
enum GraphQLFailure: Error {
  case found(GraphQLFinding)
  /// An object that is no syntax tree.
  case unreadable(String)
  /// An operand of a kind that holds no document.
  case wrongOperand(String)
  /// A bound was reached.
  case limit(String)

  static let tooDeep = GraphQLFailure.limit("GraphQL document nests too deeply")
  static let tooLong = GraphQLFailure.limit("GraphQL document has too many tokens")
  static let tooComplex = GraphQLFailure.limit("GraphQL document takes too long to check")
}

/// What reading and checking may cost. A chain of fragments nests as fields do, so both are counted together.
enum GraphQLBounds {
  /// Levels of selections, values or types within one another in a text.
  static let levelsMax = 150
  /// Levels that a check may go down, fragments included.
  static let depthMax = 400
  static let tokensMax = 1_000_000
  /// Steps of the checks: nodes seen, names and fields compared.
  static let stepsMax = 500_000
  /// Bytes of all messages about one document; what is found after that is not reported.
  static let messageBytesMax = 1 << 16
}
