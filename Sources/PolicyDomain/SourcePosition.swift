/// A place in a bundle file, as editors count: line and column from 1.
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
  public var file: String
  /// 0 when only the file is known.
  public var line: Int
  /// In characters; 0 when only the line is known.
  public var column: Int

  public init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`, as compilers print it.
  public var description: String {
    let file = PathText.shown(file)
    if line == 0 { return file }
    return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
  }
}

/// A value with the place where it was written.
public struct Positioned<Wrapped: Sendable>: Sendable {
  public var value: Wrapped
  public var position: SourcePosition

  public init(_ value: Wrapped, at position: SourcePosition) {
    self.value = value
    self.position = position
  }
}

extension Positioned: Equatable where Wrapped: Equatable {}
