/// What an instruction does. `a`, `b`, `c` are operands: a register of the frame, or, with the high bit, a constant of
/// the function. Instructions that can fail jump to `target`.
enum Opcode: UInt16 {
  /// → target
  case jump
  /// Ends the function with operand a.
  case `return`
  /// a ← b
  case move
  /// a ← constant `extra`, for pools too large for operands
  case loadConstant
  /// a ← undefined
  case clear
  /// a ← input; undefined → target
  case loadInput
  /// a ← the document at node `extra`; undefined → target
  case loadDocument
  /// a ← the whole document that a holds; undefined → target
  case force
  /// a ← b[c]; undefined → target
  case lookup
  /// a ← what the partial document at node `extra` has under the c keys from register b; undefined → target
  case lookupKeyed
  /// a false → target
  case jumpIfFalse
  /// a undefined → target
  case jumpIfUndefined
  /// a defined → target
  case jumpIfDefined
  /// unless a = b → target, and so on
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  /// a ← built-in `extra` of c arguments from register b; undefined or (non-strict) an error → target
  case callBuiltin
  /// a ← function at node `extra` of c arguments from register b; undefined → target
  case callFunction
  /// a ← array, object (key, value, …) or set of the c registers from b
  case makeArray, makeObject, makeSet
  /// unless a is an array of `extra` elements → target
  case matchArray
  /// unless a is an object of `extra` pairs → target
  case matchObject
  /// a ← element `extra` of array b
  case element
  /// unless a can be iterated over → target
  case matchIterable
  /// Begins to iterate over b; state in registers a and a + 1. Nothing to iterate → target
  case scan
  /// Next pair of the iteration at a: b ← key, c ← value; at its end → target
  case next
  /// a ← an empty growing array, set or object
  case beginArray, beginSet, beginObject
  /// Puts b at the end of growing array a
  case append
  /// a ← the finished array of growing array a
  case finishArray
  /// Puts b into growing set a
  case insert
  /// Puts b → c into growing object a; another value under b is a conflict
  case put
  /// a ← the growing object (or set) under key c of growing object b, made when absent; a finished value is a conflict
  case descendObject, descendSet
  /// Assigns b to a, or ends with a conflict when a has another value. `extra` 0: of rules, 1: of
  /// functions, 2: under a key
  case assignOnce
  /// Replaces input at the path in the c registers from b by a
  case withInput
  /// Replaces the document at node `extra` by a
  case withData
  /// Replaces function or built-in (`c` 0: function at node `extra`, 1: built-in `extra`) by value a, or, where a is
  /// 0xFFFF, by the function (`b` 0) or built-in (`b` 1) whose index `target` holds
  case withFunction
  /// Ends the last `extra` replacements
  case endWith
  /// Tells built-ins where the next call stands
  case place
}

/// One step of a function: 16 bytes, so that a fused step needs no second word.
struct Instruction {
  var opcode: Opcode
  var a: UInt16
  var b: UInt16
  var c: UInt16
  var target: Int32
  var extra: Int32

  static let constantBit: UInt16 = 0x8000
}
