"""The intermediate representation: a flat, typed SSA graph in which every node knows its place."""
