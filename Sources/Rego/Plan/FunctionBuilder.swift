/// A place in the code that jumps lead to, known or yet to come.
final class Label {
  fileprivate var position: Int32 = -1
  fileprivate var waiting: [Int] = []
}

/// An operand: a register or a constant of the function.
typealias Operand = UInt16

/// Collects the instructions, constants and registers of one function.
struct FunctionBuilder {
  let name: String
  private(set) var instructions: [Instruction] = []
  private(set) var constants: [Value] = []
  /// Where instructions that may end the evaluation stand, for messages.
  private(set) var locations: [Int32: Location] = [:]
  private var constantIndex: [Value: Operand] = [:]
  private var nextRegister = 0
  private(set) var registerCount = 0
  /// Set when the function does not fit the operands' size; its code is never run then.
  private(set) var isTooLarge = false
  private static let registersMax = 0x7FFF

  init(name: String) { self.name = name }

  // MARK: Registers and constants

  /// A register that nobody uses yet.
  mutating func register() -> Operand { registers(1) }

  /// The first of `count` registers in a row.
  mutating func registers(_ count: Int) -> Operand {
    let first = nextRegister
    guard count < FunctionBuilder.registersMax - first else {
      isTooLarge = true
      nextRegister = 0
      return 0
    }
    nextRegister += count
    registerCount = max(registerCount, nextRegister)
    return Operand(first)
  }

  /// A number of registers, or the number of one, as an instruction holds it.
  mutating func field(_ number: Int) -> Operand {
    if number >= FunctionBuilder.registersMax { isTooLarge = true }
    return Operand(truncatingIfNeeded: number)
  }

  /// Registers from here on may be used again after ``release(to:)``.
  func mark() -> Int { nextRegister }

  mutating func release(to mark: Int) { nextRegister = mark }

  mutating func constant(_ value: Value) -> Operand {
    if value.tag != .decimal, value.tag != .array, value.tag != .object, value.tag != .set,
      let known = constantIndex[value]
    {
      return known
    }
    constants.append(value)
    if constants.count > 0x7FFE {
      let target = register()
      emit(.loadConstant, a: target, extra: Int32(constants.count - 1))
      return target
    }
    let operand = Operand(constants.count - 1) | Instruction.constantBit
    if value.tag != .decimal, value.tag != .array, value.tag != .object, value.tag != .set {
      constantIndex[value] = operand
    }
    return operand
  }

  // MARK: Code

  mutating func emit(
    _ opcode: Opcode, a: Operand = 0, b: Operand = 0, c: Operand = 0, extra: Int32 = 0, to label: Label? = nil,
    at location: Location? = nil
  ) {
    var target: Int32 = 0
    if let label {
      target = label.position
      if label.position < 0 { label.waiting.append(instructions.count) }
    }
    if let location { locations[Int32(instructions.count)] = location }
    instructions.append(Instruction(opcode: opcode, a: a, b: b, c: c, target: target, extra: extra))
  }

  /// Emits an instruction whose target field is a number of its own.
  mutating func emit(_ opcode: Opcode, a: Operand, b: Operand, c: Operand, extra: Int32, number: Int32) {
    instructions.append(Instruction(opcode: opcode, a: a, b: b, c: c, target: number, extra: extra))
  }

  /// Jumps to `label` come here.
  mutating func place(_ label: Label) {
    label.position = Int32(instructions.count)
    for index in label.waiting { instructions[index].target = label.position }
    label.waiting = []
  }
}
