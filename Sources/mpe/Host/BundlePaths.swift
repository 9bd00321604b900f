import PolicyDomain

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What `--bundle` and `--file` name: files, directories, patterns, and `-` for standard input.
enum BundlePaths {
  /// The files that arguments name, in the order of the arguments.
  ///
  /// A directory stands for the `.yml` and `.yaml` files in it, sorted, without hidden ones and without those of its
  /// subdirectories; `a-built.yml` is left out where `a.yml` is there, which it was built from. A pattern such as
  /// `policies/*.yml` stands for the files that match it, sorted. A name that is none of these is kept: whoever reads
  /// it says what is wrong.
  /// - Parameter flag: `--bundle` or `--file`, for messages.
  static func expand(_ arguments: [String], flag: String = "--bundle") throws(FatalError) -> [String] {
    try claimStandardInput(arguments, flag: flag)
    return try find(arguments)
  }

  /// Sets standard input aside where an argument asks for it.
  static func claimStandardInput(_ arguments: [String], flag: String = "--bundle") throws(FatalError) {
    for _ in arguments.filter({ $0 == StandardInput.name }) { try StandardInput.claim(for: "\(flag) -") }
  }

  /// The files that arguments name now; why there are none counts as a file that cannot be read.
  static func list(_ arguments: [String]) -> Result<[String], FileFailure> {
    do throws(FatalError) { return .success(try find(arguments)) } catch {
      return .failure(FileFailure(isMissing: false, reason: error.message))
    }
  }

  /// The folders in which files come and go that arguments name.
  static func folders(_ arguments: [String]) -> [String] {
    arguments.compactMap { argument in
      if isDirectory(argument) { return argument }
      guard isPattern(argument) else { return nil }
      let folder = argument.lastIndex(of: "/").map { String(argument[...$0]) } ?? "."
      return isPattern(folder) ? nil : folder
    }
  }

  private static func isPattern(_ argument: String) -> Bool { argument.contains(where: { "*?[".contains($0) }) }

  private static func find(_ arguments: [String]) throws(FatalError) -> [String] {
    var paths: [String] = []
    for argument in arguments {
      if argument == StandardInput.name {
        paths.append(argument)
      } else if isDirectory(argument) {
        paths += try files(in: argument)
      } else if access(argument, F_OK) != 0, isPattern(argument) {
        paths += try matches(of: argument)
      } else {
        paths.append(argument)
      }
    }
    return paths
  }

  /// Reads a file, or standard input for `-`.
  static func read(_ path: String) -> Result<[UInt8], FileFailure> {
    WatchedFiles.note(path)
    return path == StandardInput.name ? StandardInput.read() : HostFiles.read(path)
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func files(in directory: String) throws(FatalError) -> [String] {
    WatchedFiles.note(directory)
    guard let stream = opendir(directory) else {
      throw FatalError("open \(directory): \(String(cString: strerror(errno)).lowercased())")
    }
    defer { closedir(stream) }
    var names: Set<String> = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), name.hasSuffix(".yml") || name.hasSuffix(".yaml") { names.insert(name) }
    }
    let built = Set(names.map(ReferenceBuilder.outputPath))
    let prefix = directory.hasSuffix("/") ? directory : directory + "/"
    let paths = names.subtracting(built).sorted().map { prefix + $0 }.filter { !isDirectory($0) }
    guard !paths.isEmpty else {
      throw FatalError("directory `\(directory)` has no .yml or .yaml file: name one that has, or a file")
    }
    return paths
  }

  /// The directory in which a pattern's first name with a wildcard is looked up.
  private static func parent(of pattern: String) -> String {
    let fixed = pattern.prefix { !"*?[".contains($0) }
    return fixed.lastIndex(of: "/").map { String(pattern[...$0]) } ?? "."
  }

  private static func matches(of pattern: String) throws(FatalError) -> [String] {
    WatchedFiles.note(parent(of: pattern))
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { throw FatalError("no file matches the pattern `\(pattern)`") }
    let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
    let files = paths.filter { !isDirectory($0) }.sorted()
    guard !files.isEmpty else { throw FatalError("no file matches the pattern `\(pattern)`, only directories do") }
    return files
  }
}
