// Unsafe: a compiled pattern lies in memory of its own, so that matching touches no Swift array.

/// A compiled glob. Patterns of text, `?` and stars of one kind are matched by going back to the last star; any other
/// by keeping the set of states that the text may have reached, which takes time linear in the text.
final class GlobPattern {
  private enum Kind { case literal, greedy, automaton }

  /// What one step of a pattern takes.
  struct Step: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable { case byte, any, anyAtAll, one, oneOf, notOneOf }
    var kind: Kind
    var byte: UInt8 = 0
    /// Classes: where their ranges lie, and how many there are.
    var first: Int32 = 0
    var count: Int32 = 0
  }

  private let kind: Kind
  private let steps: UnsafeMutableBufferPointer<Step>
  private let ranges: UnsafeMutableBufferPointer<(UInt32, UInt32)>
  private let delimiters: UnsafeMutableBufferPointer<UInt32>
  /// The delimiters below 128, a bit each.
  private let asciiDelimiters: UInt128
  private let literal: UnsafeMutableBufferPointer<UInt8>
  private let automaton: GlobAutomaton?

  init(_ pattern: Bytes, delimiters: [UInt32]) throws(BuiltinError) {
    let nodes = try GlobParser.parse(pattern)
    var builder = StepBuilder()
    let isLinear = builder.addLinear(nodes)
    if !isLinear, pattern.count > GlobAutomaton.patternBytesMax { throw .failed("the pattern is too long") }
    self.delimiters = .copy(of: delimiters)
    asciiDelimiters = delimiters.reduce(0) { $1 < 128 ? $0 | 1 << UInt128($1) : $0 }
    if isLinear {
      automaton = nil
      literal = .copy(of: builder.steps.map(\.byte))
      kind = builder.isLiteral ? .literal : .greedy
    } else {
      builder = StepBuilder()
      automaton = GlobAutomaton(nodes, &builder)
      literal = .copy(of: [])
      kind = .automaton
    }
    steps = .copy(of: builder.steps)
    ranges = .copy(of: builder.ranges)
  }

  deinit {
    steps.deallocate()
    ranges.deallocate()
    delimiters.deallocate()
    literal.deallocate()
  }

  func matches(_ text: Bytes) -> Bool {
    switch kind {
    case .literal: text.equals(Bytes(literal))
    case .greedy: matchesGreedily(text)
    case .automaton: automaton.unsafelyUnwrapped.matches(text, self)
    }
  }

  @inline(__always)
  func isDelimiter(_ scalar: UInt32) -> Bool {
    if scalar < 128 { return asciiDelimiters >> UInt128(scalar) & 1 == 1 }
    for delimiter in delimiters where delimiter == scalar { return true }
    return false
  }

  /// Whether a step that is no star takes this code point.
  @inline(__always)
  func takes(_ step: Int, _ scalar: UInt32) -> Bool {
    let step = steps[step]
    switch step.kind {
    case .one: return !isDelimiter(scalar)
    case .oneOf, .notOneOf:
      for index in Int(step.first)..<Int(step.first + step.count)
      where scalar >= ranges[index].0 && scalar <= ranges[index].1 {
        return step.kind == .oneOf
      }
      return step.kind == .notOneOf
    case .any: return !isDelimiter(scalar)
    case .anyAtAll: return true
    case .byte: return scalar == UInt32(step.byte)
    }
  }

  @inline(__always)
  func kind(of step: Int) -> Step.Kind { steps[step].kind }

  @inline(__always)
  func byte(of step: Int) -> UInt8 { steps[step].byte }

  /// All stars are of one kind here, so going back to the last one is enough: what an earlier one took is best taken
  /// early.
  private func matchesGreedily(_ text: Bytes) -> Bool {
    var index = 0
    var step = 0
    var star = -1
    var starIndex = 0
    while index < text.count || step < steps.count {
      if step < steps.count {
        switch steps[step].kind {
        case .byte:
          if index < text.count, text[index] == steps[step].byte {
            index += 1
            step += 1
            continue
          }
        case .any, .anyAtAll:
          star = step
          starIndex = index
          step += 1
          // Nothing follows a star at the end.
          if step == steps.count, steps[star].kind == .anyAtAll { return true }
          continue
        default:
          if index < text.count {
            let (scalar, length) = text.scalar(at: index)
            if !isDelimiter(scalar) {
              index += length
              step += 1
              continue
            }
          }
        }
      }
      guard star >= 0, starIndex < text.count else { return false }
      let (scalar, length) = text.scalar(at: starIndex)
      if steps[star].kind == .any, isDelimiter(scalar) { return false }
      starIndex += length
      index = starIndex
      step = star + 1
    }
    return true
  }
}

/// Collects steps and the ranges of classes.
struct StepBuilder {
  var steps: [GlobPattern.Step] = []
  var ranges: [(UInt32, UInt32)] = []
  private(set) var isLiteral = true
  private var star: GlobPattern.Step.Kind?

  /// Adds the nodes as steps when there are no classes, groups or stars of two kinds among them; false when there are.
  mutating func addLinear(_ nodes: [GlobNode]) -> Bool {
    for node in nodes {
      switch node {
      case .text(let bytes): for byte in bytes { steps.append(GlobPattern.Step(kind: .byte, byte: byte)) }
      case .one:
        isLiteral = false
        steps.append(GlobPattern.Step(kind: .one))
      case .any, .anyAtAll:
        isLiteral = false
        var kind = GlobPattern.Step.Kind.any
        if case .anyAtAll = node { kind = .anyAtAll }
        if let star, star != kind { return false }
        star = kind
        // Two stars in a row are one.
        if steps.last?.kind != kind { steps.append(GlobPattern.Step(kind: kind)) }
      case .oneOf, .alternatives: return false
      }
    }
    return true
  }

  mutating func addClass(_ members: [ClosedRange<UInt32>], isNegated: Bool) -> GlobPattern.Step {
    let first = ranges.count
    for member in members { ranges.append((member.lowerBound, member.upperBound)) }
    return GlobPattern.Step(
      kind: isNegated ? .notOneOf : .oneOf, first: Int32(first), count: Int32(members.count))
  }
}

extension UnsafeMutableBufferPointer where Element: BitwiseCopyable {
  /// Memory of its own with these elements; its owner deallocates it.
  static func copy(of elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = buffer.initialize(from: elements)
    return buffer
  }
}
