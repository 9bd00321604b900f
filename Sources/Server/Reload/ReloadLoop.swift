#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What the thread does that reloads policies: sleeps until a file may have changed, somebody asks, or it is time to
/// look again.
final class ReloadLoop {
  /// A change that is not over yet.
  private struct Settling {
    let began: Int64
    var due: Int64
    /// What was seen at the last look, when it is by looking that the change was found.
    var seen: BundleReading?
  }

  private let loader: PolicyLoader
  private let mailbox: ReloadMailbox
  private let target: ReloadTarget
  private let configuration: PolicyReloader.Configuration
  private let watch: FolderWatch?
  /// What the policies in force were made of.
  private var inForce: BundleReading
  /// What was tried last, good or bad.
  private var tried: BundleReading
  private var settling: Settling?
  private var pollDue: Int64 = 0

  /// A look may take so much of the time.
  private static let looksPerPause: Int64 = 100
  /// How soon to ask again whether a replaced snapshot is free.
  private static let releaseNanoseconds: Int64 = 100_000_000

  init(
    _ loader: PolicyLoader, _ reading: BundleReading, _ mailbox: ReloadMailbox, _ target: ReloadTarget,
    _ configuration: PolicyReloader.Configuration
  ) {
    self.loader = loader
    self.mailbox = mailbox
    self.target = target
    self.configuration = configuration
    inForce = reading
    tried = reading
    watch = configuration.mode == .watch ? FolderWatch() : nil
  }

  /// Returns when the mailbox is stopped.
  func run() {
    watchFolders(tried.names)
    // What changed between the start and the watch.
    pollDue = configuration.mode == .watch ? now() : .max
    while true {
      wait()
      let mail = mailbox.take()
      guard !mail.isStopped else {
        for reply in mail.replies { reply(.refused(PolicyReloader.stopping)) }
        return
      }
      target.releaseRetired()
      hear()
      if !mail.isEmpty { answer(mail) }
      if let settling, settling.due <= now() { settle(settling) }
      if pollDue <= now() { poll() }
    }
  }

  // MARK: Waiting

  private func wait() {
    var due = min(pollDue, settling?.due ?? .max)
    if target.hasRetired { due = min(due, now() + Self.releaseNanoseconds) }
    var descriptors = [pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0)]
    if let watch { descriptors.append(pollfd(fd: watch.descriptor, events: Int16(POLLIN), revents: 0)) }
    let milliseconds = due == .max ? -1 : max(0, (due - now() + 999_999) / 1_000_000)
    _ = Self.systemPoll(&descriptors, Int32(clamping: milliseconds))
  }

  private static func systemPoll(_ descriptors: inout [pollfd], _ milliseconds: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.poll(&descriptors, nfds_t(descriptors.count), milliseconds)
    #else
      Musl.poll(&descriptors, nfds_t(descriptors.count), milliseconds)
    #endif
  }

  private func now() -> Int64 { SystemEnvironment.elapsedNanoseconds() }

  // MARK: Changes

  private func watchFolders(_ names: [String]) {
    guard let watch else { return }
    let unwatched = watch.watch(loader.source.places(of: names))
    if !unwatched.isEmpty { target.noteUnwatched(unwatched) }
  }

  /// Takes the kernel's news. Each puts the end of a change off, as does a file that is still open for writing.
  private func hear() {
    guard let news = watch?.news() else { return }
    if news.isRelevant {
      settling = Settling(began: settling?.began ?? now(), due: now() + configuration.quietNanoseconds, seen: nil)
    }
    guard var change = settling else { return }
    if !news.openFiles.isEmpty { change.due = max(change.due, now() + configuration.quietNanoseconds) }
    change.due = min(change.due, change.began + configuration.quietNanosecondsMax)
    settling = change
  }

  /// A change may be over.
  private func settle(_ change: Settling) {
    let seen = look()
    let isOverdue = change.began + configuration.quietNanosecondsMax <= now()
    if let before = change.seen, before != seen, !isOverdue {
      settling = Settling(began: change.began, due: now() + configuration.quietNanoseconds, seen: seen)
      return
    }
    settling = nil
    watch?.forgetOpenFiles()
    if seen == tried { target.noteSameContent() } else { attempt(.change) }
  }

  /// The look that nothing announced.
  private func poll() {
    guard settling == nil else {
      pollDue = now() + configuration.pollNanoseconds
      return
    }
    let seen = look()
    if seen != tried {
      settling = Settling(began: now(), due: now() + configuration.quietNanoseconds, seen: seen)
    }
  }

  /// What the texts are now. Sets the time of the next look by itself.
  private func look() -> BundleReading {
    let began = now()
    let seen = tried.again(from: loader.source)
    let ended = now()
    if configuration.mode == .watch {
      pollDue = ended + max(configuration.pollNanoseconds, (ended - began) * Self.looksPerPause)
    }
    return seen
  }

  // MARK: Reloading

  private func answer(_ mail: ReloadMailbox.Mail) {
    settling = nil
    let trigger = mail.replies.isEmpty ? ReloadTrigger.signal : .request
    let outcome = look() == inForce && tried == inForce ? target.keep(trigger) : attempt(trigger)
    for reply in mail.replies { reply(outcome) }
  }

  @discardableResult
  private func attempt(_ trigger: ReloadTrigger) -> ReloadOutcome {
    let began = now()
    do throws(LoadFailure) {
      let loaded = try loader.load(givesWay: true, didRead: watchFolders)
      tried = loaded.reading
      guard loaded.reading != inForce else { return target.keep(trigger) }
      inForce = loaded.reading
      return target.change(to: loaded.snapshot, trigger, nanoseconds: now() - began)
    } catch {
      tried = error.reading
      return target.refuse(error, trigger)
    }
  }
}
