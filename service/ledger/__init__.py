"""The public log as mathematics: salted leaves, Merkle tree, proofs, signed notes, verification. No SQL, no HTTP."""
