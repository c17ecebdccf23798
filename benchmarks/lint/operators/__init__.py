"""Operators that break a sound spec in one way, after DeepCrime (Humbatova, Jahangirova and Tonella, 2021)."""
