/// The families of built-ins, one line each.
enum StandardBuiltins {
  static let all: [Builtin] = []
}
