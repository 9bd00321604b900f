import Testing

@testable import Server

struct SymbolicLinksTests {
  @Test("a file is watched in its folder")
  func plain() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "a.yaml")
    #expect(SymbolicLinks.places("\(folder.path)/a.yaml") == [WatchedPlace(folder: folder.path, name: "a.yaml")])
    #expect(SymbolicLinks.places("a.yaml") == [WatchedPlace(folder: ".", name: "a.yaml")])
  }

  @Test("a file of a ConfigMap is watched where its links are, and where it is")
  func configMap() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("..1")
    try folder.write("", to: "..1/a.yaml")
    try folder.link("..data", to: "..1")
    try folder.link("a.yaml", to: "..data/a.yaml")
    #expect(
      SymbolicLinks.places("\(folder.path)/a.yaml") == [
        WatchedPlace(folder: folder.path, name: "a.yaml"), WatchedPlace(folder: folder.path, name: "..data"),
        WatchedPlace(folder: "\(folder.path)/..1", name: "a.yaml"),
      ])
  }

  @Test("a file that is missing is watched where it would be")
  func missing() throws {
    let folder = try TemporaryFolder()
    #expect(
      SymbolicLinks.places("\(folder.path)/no/../a.yaml").last
        == WatchedPlace(folder: "\(folder.path)/no/..", name: "a.yaml"))
  }

  @Test("a circle of links ends")
  func circle() throws {
    let folder = try TemporaryFolder()
    try folder.link("a", to: "b")
    try folder.link("b", to: "a")
    #expect(
      Set(SymbolicLinks.places("\(folder.path)/a"))
        == [WatchedPlace(folder: folder.path, name: "a"), WatchedPlace(folder: folder.path, name: "b")])
  }
}
