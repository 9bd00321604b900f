package old

default allow = false

allow { input.a == input.b }

rows[x] { x := input.rs[_]; x > 2 }

test_allow { allow with input as {"a": 1, "b": 1} }

test_rows { rows == {3, 4} with input.rs as [1, 3, 4] }

test_bad { rows[1] with input.rs as [1] }
