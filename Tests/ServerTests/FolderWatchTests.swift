import Foundation
import Testing

@testable import Server

struct FolderWatchTests {
  let folder: TemporaryFolder
  let watch: FolderWatch

  init() throws {
    folder = try TemporaryFolder()
    watch = try #require(FolderWatch())
  }

  @Test("files that are not asked for are no news")
  func filter() throws {
    try folder.write("1", to: "a")
    watch.watch([WatchedPlace(folder: folder.path, name: "a")])
    try folder.write("1", to: "b")
    #expect(!watch.news().isRelevant)
    try folder.write("2", to: "a")
    #expect(watch.news().isRelevant)
    #expect(!watch.news().isRelevant)
  }

  @Test("in a folder that is asked for as a whole every file is news")
  func wholeFolder() throws {
    watch.watch([WatchedPlace(folder: folder.path, name: nil), WatchedPlace(folder: folder.path, name: "a")])
    try folder.write("1", to: "b")
    #expect(watch.news().isRelevant)
  }

  @Test("a file is open from its first write until it is closed")
  func openFiles() throws {
    try folder.write("1", to: "a")
    watch.watch([WatchedPlace(folder: folder.path, name: "a")])
    let file = try #require(FileHandle(forWritingAtPath: "\(folder.path)/a"))
    try file.write(contentsOf: Data("2".utf8))
    #expect(watch.news().openFiles.count == 1)
    try file.close()
    #expect(watch.news().openFiles.isEmpty)
  }

  @Test("a link that is swapped and a folder that goes away are news")
  func swap() throws {
    try folder.makeFolder("one")
    try folder.link("data", to: "one")
    watch.watch([
      WatchedPlace(folder: folder.path, name: "data"), WatchedPlace(folder: "\(folder.path)/one", name: "a"),
    ])
    try folder.link("new", to: "two")
    folder.rename("new", to: "data")
    #expect(watch.news().isRelevant)
    try FileManager.default.removeItem(atPath: "\(folder.path)/one")
    #expect(watch.news().isRelevant)
  }

  @Test("a folder that is not there is refused, and the others are watched")
  func refused() throws {
    let refused = watch.watch([
      WatchedPlace(folder: "\(folder.path)/none", name: "a"), WatchedPlace(folder: folder.path, name: "a"),
    ])
    #expect(refused == ["\(folder.path)/none"])
    try folder.write("1", to: "a")
    #expect(watch.news().isRelevant)
  }
}
