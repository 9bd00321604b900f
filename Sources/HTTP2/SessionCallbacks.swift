// Unsafe: the C face of a session. nghttp2 hands back the session as user data and a stream as stream user data; both
// are kept alive by their owner while nghttp2 knows them.
internal import CNghttp2

/// The callbacks and options of every session, made once.
enum SessionCallbacks {
  nonisolated(unsafe) static let table = makeTable()
  nonisolated(unsafe) static let options = makeOptions()

  /// Reads an answer's message into a DATA frame; at its end come the trailers.
  static let readReply: nghttp2_data_source_read_callback = { handle, id, into, room, flags, source, _ in
    guard let stream = stream(at: source?.pointee.ptr), let into, let flags else {
      return ssize_t(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    }
    return stream._withUnsafeGuaranteedRef { stream in
      let rest = UnsafeRawBufferPointer(rebasing: stream.reply.bytes[stream.replySent...])
      let count = min(rest.count, room)
      if count > 0, let from = rest.baseAddress {
        UnsafeMutableRawPointer(into).copyMemory(from: from, byteCount: count)
      }
      stream.replySent += count
      if count == rest.count {
        flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue | NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
        let trailers = HeaderFields.okTrailers
        if nghttp2_submit_trailer(handle, id, trailers.baseAddress, trailers.count) != 0 {
          return ssize_t(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
        }
      }
      return count
    }
  }

  private static func makeTable() -> OpaquePointer? {
    var table: OpaquePointer?
    guard nghttp2_session_callbacks_new(&table) == 0 else { return nil }
    nghttp2_session_callbacks_set_on_begin_headers_callback(table) { _, frame, user in
      guard let frame, frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST, let session = session(at: user) else {
        return 0
      }
      return session._withUnsafeGuaranteedRef { $0.streamOpened(frame.pointee.hd.stream_id) }
    }
    nghttp2_session_callbacks_set_on_header_callback(table) {
      handle, frame, name, nameCount, value, valueCount, _, user in
      guard let frame, frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST, let session = session(at: user),
        let stream = stream(handle, frame.pointee.hd.stream_id)
      else { return 0 }
      let name = UnsafeRawBufferPointer(start: name, count: nameCount)
      let value = UnsafeRawBufferPointer(start: value, count: valueCount)
      session._withUnsafeGuaranteedRef { session in
        stream._withUnsafeGuaranteedRef { session.headerArrived(name, value, $0) }
      }
      return 0
    }
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(table) { handle, _, id, data, count, user in
      guard let session = session(at: user), let stream = stream(handle, id) else { return 0 }
      let chunk = UnsafeRawBufferPointer(start: data, count: count)
      session._withUnsafeGuaranteedRef { session in
        stream._withUnsafeGuaranteedRef { session.dataArrived(chunk, $0) }
      }
      return 0
    }
    nghttp2_session_callbacks_set_on_frame_recv_callback(table) { handle, frame, user in
      guard let frame, let session = session(at: user) else { return 0 }
      let header = frame.pointee.hd
      let isHeaders = header.type == NGHTTP2_HEADERS.rawValue
      guard isHeaders || header.type == NGHTTP2_DATA.rawValue, let stream = stream(handle, header.stream_id) else {
        return 0
      }
      let ends = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
      let opens = isHeaders && frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
      session._withUnsafeGuaranteedRef { session in
        stream._withUnsafeGuaranteedRef { session.frameArrived($0, opens: opens, ends: ends) }
      }
      return 0
    }
    nghttp2_session_callbacks_set_on_stream_close_callback(table) { handle, id, _, user in
      guard let session = session(at: user), let stream = stream(handle, id) else { return 0 }
      session._withUnsafeGuaranteedRef { $0.streamClosed(stream.takeUnretainedValue()) }
      return 0
    }
    return table
  }

  private static func makeOptions() -> OpaquePointer? {
    var options: OpaquePointer?
    guard nghttp2_option_new(&options) == 0 else { return nil }
    nghttp2_option_set_no_closed_streams(options, 1)
    return options
  }
}

// At file level: a closure that becomes a C function may capture nothing, not even `Self`.

private func session(at pointer: UnsafeMutableRawPointer?) -> Unmanaged<ServerSession>? {
  pointer.map { Unmanaged.fromOpaque($0) }
}

private func stream(at pointer: UnsafeMutableRawPointer?) -> Unmanaged<Stream>? {
  pointer.map { Unmanaged.fromOpaque($0) }
}

private func stream(_ handle: OpaquePointer?, _ id: Int32) -> Unmanaged<Stream>? {
  stream(at: nghttp2_session_get_stream_user_data(handle, id))
}
