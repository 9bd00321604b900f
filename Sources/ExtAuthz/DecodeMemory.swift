// Unsafe: the allocator that protobuf-c decodes with.
internal import CProtobufC
internal import Rego

/// Lets protobuf-c build its messages in a decision's arena: nothing is freed one by one, what a hostile message
/// asks for is bounded by the arena, and every block has the room before it that a string value keeps its header in,
/// so that a decoded string becomes a value where it lies.
enum DecodeMemory {
  /// `arena` must outlive the allocator.
  static func allocator(over arena: Arena) -> ProtobufCAllocator {
    ProtobufCAllocator(
      alloc: { user, size in
        guard let user else { return nil }
        return Unmanaged<Arena>.fromOpaque(user)._withUnsafeGuaranteedRef { arena in
          // A small block goes by the arena's own mark, which it sets when it takes a chunk beyond its bound.
          let admitted = size < 4096 ? !arena.isExhausted : arena.admits(size &+ 16)
          return admitted ? UnsafeMutableRawPointer(arena.reserveString(size)) : nil
        }
      },
      free: { _, _ in },
      allocator_data: Unmanaged.passUnretained(arena).toOpaque())
  }
}
