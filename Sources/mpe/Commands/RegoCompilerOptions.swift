import ArgumentParser
import Foundation
import Rego
import RegoPlatform

/// Flags of all `mpe rego` commands that compile.
struct RegoCompilerOptions: ParsableArguments {
  @Flag(name: [.customLong("v0"), .customLong("v0-compatible")], help: "Modules are written in Rego v0.")
  var isV0 = false

  @Flag(name: [.customLong("v1"), .customLong("v1-compatible")], help: "Modules are written in Rego v1: the default.")
  var isV1 = false

  @Flag(name: [.customShort("S"), .customLong("strict")], help: "Unused variables and imports are errors.")
  var isStrict = false

  @Option(
    name: [.customShort("s"), .customLong("schema")],
    help: "A JSON schema of the input, or a directory of schemas that annotations name.")
  var schema: String?

  @Option(help: "What policies may use: a file in the form that `mpe rego capabilities` prints, or `current`.")
  var capabilities: String?

  @Option(name: .customLong("unsafe-builtin"), help: "A built-in that policies must not call. Repeatable.")
  var unsafeBuiltins: [String] = []

  var version: RegoVersion { isV0 && !isV1 ? .v0 : .v1 }

  /// A compiler as the flags want it.
  func compiler(symbols: SymbolTable = SymbolTable()) throws -> Compiler {
    var compiler = Compiler(symbols: symbols, builtins: Host.builtins)
    compiler.version = version
    compiler.isStrict = isStrict
    compiler.keepsPrint = true
    compiler.annotations = .yaml
    compiler.unsafeBuiltins = Set(unsafeBuiltins)
    compiler.schemas = try schema.map(RegoFiles.schemas)
    compiler.capabilities = try capabilities.map { path in
      if path == "current" { return .current(for: version, builtins: Host.builtins) }
      let arena = Arena(bytesKept: .max)
      do { return try Capabilities(document: try RegoFiles.json(path, in: arena)) } catch let error
        as Capabilities.ReadError
      {
        throw RegoFiles.LoadError(description: "\(path): \(error.message)")
      }
    }
    return compiler
  }
}

extension RegoFiles {
  /// A schema of `input`, or those of a directory: `foo/bar.json` in it is `schema.foo.bar`.
  static func schemas(_ path: String) throws -> SchemaSet {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw LoadError(description: "stat \(path): no such file or directory")
    }
    func schema(_ path: String) throws -> Document {
      try Document { arena in try RegoFiles.json(path, in: arena) }
    }
    guard isDirectory.boolValue else { return SchemaSet(root: try schema(path)) }
    var set = SchemaSet()
    for name in (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted() {
      let inner = path + "/" + name
      guard FileManager.default.fileExists(atPath: inner, isDirectory: &isDirectory), !isDirectory.boolValue else {
        continue
      }
      set[(name as NSString).deletingPathExtension.split(separator: "/").map(String.init)] = try schema(inner)
    }
    return set
  }
}
