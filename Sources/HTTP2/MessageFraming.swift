/// Takes the one length-prefixed message of a unary call out of the bytes of its DATA frames.
struct MessageFraming: ~Copyable {
  static let prefixBytes = 5

  private var prefixCount = 0
  private var flag: UInt8 = 0
  private var declared = 0
  private var message = ByteStore()

  /// Bytes held.
  var count: Int { message.count }
  /// The message as far as it has arrived.
  var bytes: UnsafeRawBufferPointer { message.bytes }

  /// Adds bytes. Answers with the reason to refuse the call, if they give one; then nothing more is kept.
  mutating func append(_ chunk: UnsafeRawBufferPointer, messageBytesMax: Int) -> Refusal? {
    var index = 0
    while prefixCount < Self.prefixBytes {
      guard index < chunk.count else { return nil }
      if prefixCount == 0 { flag = chunk[index] } else { declared = declared << 8 | Int(chunk[index]) }
      prefixCount += 1
      index += 1
      if prefixCount == 1, flag > 1 { return .badFraming }
      if prefixCount == 1, flag == 1 { return .compressed }
      if prefixCount == Self.prefixBytes, declared > messageBytesMax {
        return .messageTooLarge(declared, limit: messageBytesMax)
      }
    }
    let rest = UnsafeRawBufferPointer(rebasing: chunk[index...])
    if rest.count > declared - message.count { return .severalMessages }
    // A message that arrives whole gets its room at once; one in pieces grows by what has arrived, since the declared
    // length alone is not worth memory.
    message.append(rest)
    return nil
  }

  /// Why the message is not complete, at the end of the stream.
  var incompleteness: Refusal? {
    if prefixCount == 0 { return .noMessage }
    return prefixCount < Self.prefixBytes || message.count < declared ? .truncated : nil
  }

  mutating func clear() {
    prefixCount = 0
    flag = 0
    declared = 0
    message.clear()
  }
}
