import ArgumentParser
import AuditStore
import Server

/// A type of values of flags.
protocol FlagValue: ExpressibleByArgument {
  /// What a value must be: `a duration such as …`.
  static var expectation: String { get }
}

/// A type of values that are compared.
protocol BoundedFlagValue: FlagValue {
  var magnitude: Int64 { get }
}

/// A duration: `250ms`, `10s`, `5m`.
struct TimeSpan: BoundedFlagValue {
  let defaultValueDescription: String
  let nanoseconds: Int64
  var magnitude: Int64 { nanoseconds }

  static let expectation = "not a duration such as `250ms`, `10s` or `5m`"
  private static let units: [Quantity.Unit] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
  ]

  init?(argument: String) {
    guard let value = Quantity.read(argument, Self.units) else { return nil }
    nanoseconds = value
    defaultValueDescription = argument
  }
}

/// A number of bytes: `4MiB`, `64KiB`, `1000`.
struct ByteSize: BoundedFlagValue {
  let defaultValueDescription: String
  let bytes: Int
  var magnitude: Int64 { Int64(bytes) }

  static let expectation = "not a size such as `64KiB` or `4MiB`"
  private static let units: [Quantity.Unit] = [
    ("", 1), ("B", 1), ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("kB", 1e3), ("KB", 1e3),
    ("MB", 1e6), ("GB", 1e9),
  ]

  init?(argument: String) {
    guard let value = Quantity.read(argument, Self.units) else { return nil }
    bytes = Int(value)
    defaultValueDescription = argument
  }
}

/// A number: `512`, `20k`, `10M`.
struct Count: BoundedFlagValue {
  let defaultValueDescription: String
  let number: Int
  var magnitude: Int64 { Int64(number) }

  static let expectation = "not a number such as `512` or `10M`"
  private static let units: [Quantity.Unit] = [("", 1), ("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9)]

  init?(argument: String) {
    guard let value = Quantity.read(argument, Self.units) else { return nil }
    number = Int(value)
    defaultValueDescription = argument
  }
}

/// A TCP port; 0 lets the system choose.
struct Port: FlagValue {
  let defaultValueDescription: String
  let number: Int

  static let expectation = "not a port from 0 to 65535"

  init?(argument: String) {
    guard let number = UInt16(argument) else { return nil }
    self.number = Int(number)
    defaultValueDescription = argument
  }
}

extension RecordDestination: FlagValue {
  static let expectation = "write `stdout`, `file:PATH` or `off`"

  public var defaultValueDescription: String { "stdout" }

  public init?(argument: String) {
    guard let destination = try? RecordDestination(argument) else { return nil }
    self = destination
  }
}

extension ReloadMode: FlagValue {
  static let expectation = "write `watch`, `signal` or `off`"
}

/// Whether and where the admin listener listens.
struct AdminListener: FlagValue {
  static let expectation = "write `HOST:PORT` such as `127.0.0.1:9901`, or `off`"

  let defaultValueDescription: String
  /// Nil for nowhere.
  let place: AdminPlace?

  init?(argument: String) {
    place = AdminPlace(argument)
    guard place != nil || argument == "off" else { return nil }
    defaultValueDescription = argument
  }
}

extension RecordOverflow: FlagValue {
  static let expectation = "write `block`, `drop` or `deny`"
}

/// Numbers with units.
private enum Quantity {
  typealias Unit = (name: String, factor: Double)

  /// A number without a sign, and one of the units right behind it.
  static func read(_ text: String, _ units: [Unit]) -> Int64? {
    let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    let unit = text.dropFirst(number.count)
    guard let value = Double(number), let factor = units.first(where: { $0.name == unit })?.factor else { return nil }
    let product = value * factor
    return product < 0x1p53 ? Int64(product) : nil
  }
}
