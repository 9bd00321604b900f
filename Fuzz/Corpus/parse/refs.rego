package t

p { print("a", 1, {"k": [true, null]}, {2, 1}); print(input.none, "after"); print("x", [x | x := [1, 2][_]]) }
