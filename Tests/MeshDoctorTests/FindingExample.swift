import MeshDoctor
import Testing

/// What a finding is found in, and what it is not found in once its remedy is done: rows of `docs/doctor.md`.
struct FindingExample: Sendable, CustomTestStringConvertible {
  let code: String
  /// When it is reported.
  let what: String
  /// The files that are looked at; the first one is changed.
  let files: [DoctorCase.File]
  /// The place of the change.
  let place: String
  let before: String
  let after: String
  /// What a mapper reads, in both.
  var reads: String?
  /// Places that are changed in both.
  var both: [(place: String, text: String)] = []
  var listeners: [ListenPlace] = []

  var testDescription: String { code }

  init(
    _ code: String, _ what: String, in files: [DoctorCase.File] = [.envoy, .domain], at place: String,
    before: String, after: String, reads: String? = nil, both: [(place: String, text: String)] = [],
    listeners: [ListenPlace] = []
  ) {
    self.code = code
    self.what = what
    self.files = files
    self.place = place
    self.before = before
    self.after = after
    self.reads = reads
    self.both = both
    self.listeners = listeners
  }

  func report(_ text: String) -> MeshReport {
    var files = DoctorCase()
    for file in self.files { files.texts[file] = DoctorCase(file).texts[file] }
    files.listeners = listeners
    if let reads { files.read(reads) }
    for edit in both { files.replace(edit.place, with: edit.text, in: self.files[0]) }
    files.replace(place, with: text, in: self.files[0])
    return files.report
  }
}
