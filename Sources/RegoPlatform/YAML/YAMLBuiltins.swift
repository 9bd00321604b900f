// Unsafe: reads arguments in place.

internal import Rego

/// `yaml.*`.
enum YAMLBuiltins {
  static let all: [Builtin] = [
    Builtin("yaml.unmarshal", 1) { (context, arguments) throws(BuiltinError) in
      guard arguments[0].kind == .string else {
        throw .operandType(1, expected: .string, got: arguments[0].kind)
      }
      do throws(YAMLDocument.ReadError) {
        return try YAMLDocument.read(Array(arguments[0].utf8), into: context.arena)
      } catch { throw error.isLimit ? .limit(error.description) : .failed(error.description) }
    },
    Builtin("yaml.is_valid", 1) { (context, arguments) throws(BuiltinError) in
      guard arguments[0].kind == .string else { return .false }
      do throws(YAMLDocument.ReadError) {
        _ = try YAMLDocument.read(Array(arguments[0].utf8), into: context.arena)
        return .true
      } catch {
        if error.isLimit { throw .limit(error.description) }
        return .false
      }
    },
    Builtin("yaml.marshal", 1) { (context, arguments) throws(BuiltinError) in
      let writer = ByteWriter(capacity: 256)
      writer.byteCountMax = context.arena.bytesMax - min(context.arena.bytesUsed, context.arena.bytesMax)
      do throws(YAMLWriter.Problem) { try YAMLWriter.write(arguments[0], to: writer) } catch {
        throw .failed(error.text)
      }
      guard !writer.isFull, context.arena.admits(writer.count) else { throw .limit("memory limit reached") }
      return context.arena.string(writer.bytes)
    },
  ]
}
