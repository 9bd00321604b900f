print("mpe")
