/// Ends a command with exit code 1 and one line on standard error.
struct FatalError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
