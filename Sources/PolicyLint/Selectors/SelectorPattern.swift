/// A selector's regular expression as a tree.
struct SelectorPattern {
  indirect enum Node {
    case empty
    case set(ScalarSet)
    case sequence([Node])
    case choice([Node])
    case repetition(Node, least: Int, most: Int?)
  }

  /// One side of the `|` at the top.
  struct Alternative {
    var isAnchoredAtStart: Bool
    var isAnchoredAtEnd: Bool
    var body: Node
  }

  private(set) var alternatives: [Alternative] = []
  private static let nestingMax = 50
  private static let countMax = 100

  /// Nil where the pattern holds something else than characters, classes, groups, alternatives, repetitions, and
  /// anchors at the ends of its alternatives.
  init?(_ anchored: String) {
    var reader = Reader(Array(anchored.unicodeScalars))
    repeat {
      let start = reader.take("^")
      guard let nodes = reader.sequence(depth: 0, Self.nestingMax) else { return nil }
      let end = reader.take("$")
      alternatives.append(
        Alternative(isAnchoredAtStart: start, isAnchoredAtEnd: end, body: .sequence(nodes)))
    } while reader.take("|")
    guard reader.isAtEnd else { return nil }
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    var index = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var isAtEnd: Bool { index == scalars.count }
    var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard next == scalar else { return false }
      index += 1
      return true
    }

    mutating func sequence(depth: Int, _ depthMax: Int) -> [Node]? {
      guard depth < depthMax else { return nil }
      var nodes: [Node] = []
      while let scalar = next, scalar != "|", scalar != ")", scalar != "$" {
        guard var node = atom(depth: depth, depthMax) else { return nil }
        while let (least, most) = repetition() {
          guard least >= 0 else { return nil }
          node = .repetition(node, least: least, most: most)
        }
        nodes.append(node)
      }
      return nodes
    }

    private mutating func atom(depth: Int, _ depthMax: Int) -> Node? {
      guard let scalar = next else { return nil }
      index += 1
      switch scalar {
      case "^", "*", "+", "?": return nil
      case ".": return .set(ScalarSet.lineFeed.inverted)
      case "[": return characterClass().map { .set($0) }
      case "(": return group(depth: depth, depthMax)
      case "\\": return escape().map { .set($0) }
      default: return .set(ScalarSet(scalar))
      }
    }

    private mutating func group(depth: Int, _ depthMax: Int) -> Node? {
      if take("?") {
        if take("P") || next == "<" {
          guard take("<") else { return nil }
          while let scalar = next, scalar != ">" {
            guard scalar != "=", scalar != "!" else { return nil }
            index += 1
          }
          guard take(">") else { return nil }
        } else if !take(":") {
          return nil
        }
      }
      var choices: [Node] = []
      repeat {
        guard let nodes = sequence(depth: depth + 1, depthMax), next != "$" else { return nil }
        choices.append(.sequence(nodes))
      } while take("|")
      guard take(")") else { return nil }
      return choices.count == 1 ? choices[0] : .choice(choices)
    }

    /// The bounds of a repetition; negative ones where it cannot be read.
    private mutating func repetition() -> (Int, Int?)? {
      guard let scalar = next else { return nil }
      let bounds: (Int, Int?)
      switch scalar {
      case "*": bounds = (0, nil)
      case "+": bounds = (1, nil)
      case "?": bounds = (0, 1)
      case "{":
        guard let counted = counts() else { return nil }
        bounds = counted
        index -= 1
      default: return nil
      }
      index += 1
      // Whether it is greedy makes no difference for what is matched as a whole.
      _ = take("?")
      return bounds
    }

    private mutating func counts() -> (Int, Int?)? {
      var end = index + 1
      var text = ""
      while end < scalars.count, scalars[end] != "}" {
        text.unicodeScalars.append(scalars[end])
        end += 1
      }
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      guard end < scalars.count, let least = Int(parts[0]), parts.count <= 2 else { return (-1, nil) }
      let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1])
      guard least <= SelectorPattern.countMax, (most ?? 0) <= SelectorPattern.countMax else { return (-1, nil) }
      index = end + 1
      return (least, most)
    }

    private mutating func escape() -> ScalarSet? {
      guard let scalar = next else { return nil }
      index += 1
      switch scalar {
      case "d": return Self.digits
      case "D": return Self.digits.inverted
      case "w": return Self.words
      case "W": return Self.words.inverted
      case "s": return Self.spaces
      case "S": return Self.spaces.inverted
      case "n": return .lineFeed
      case "t": return ScalarSet("\t")
      case "r": return ScalarSet("\r")
      default:
        let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        return isLetter ? nil : ScalarSet(scalar)
      }
    }

    private static let digits = ScalarSet([0x30...0x39])
    private static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    private static let spaces = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

    private mutating func characterClass() -> ScalarSet? {
      let isInverted = take("^")
      var set = ScalarSet([])
      var isFirst = true
      while let scalar = next, scalar != "]" || isFirst {
        isFirst = false
        index += 1
        // `[:alpha:]` inside.
        if scalar == "[", next == ":" { return nil }
        guard let low = scalar == "\\" ? escape() : ScalarSet(scalar) else { return nil }
        let isRange = next == "-" && index + 1 < scalars.count && scalars[index + 1] != "]"
        guard isRange, let from = low.ranges.first, low.ranges.count == 1, from.count == 1 else {
          set = set.union(low)
          continue
        }
        index += 1
        let upper = scalars[index]
        index += 1
        guard let high = upper == "\\" ? escape() : ScalarSet(upper), let to = high.ranges.first, to.count == 1,
          from.lowerBound <= to.lowerBound
        else { return nil }
        set = set.union(ScalarSet([from.lowerBound...to.lowerBound]))
      }
      guard take("]") else { return nil }
      return isInverted ? set.inverted : set
    }
  }
}
