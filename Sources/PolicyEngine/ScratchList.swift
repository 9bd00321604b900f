// Unsafe: a growing list of plain data.

/// A list that is emptied and used again, so that filling it allocates nothing after the first few decisions. Its owner
/// frees it.
struct ScratchList<Element: BitwiseCopyable> {
  private(set) var count = 0
  private var capacity: Int
  private var start: UnsafeMutablePointer<Element>

  init(capacity: Int = 16) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  func free() { start.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get { start[index] }
    nonmutating set { start[index] = newValue }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    start[count] = element
    count += 1
  }

  mutating func removeAll() { count = 0 }

  mutating func truncate(to newCount: Int) { count = min(count, newCount) }

  @inline(never)
  private mutating func grow() {
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    grown.update(from: start, count: count)
    start.deallocate()
    start = grown
    capacity *= 2
  }
}
