"""What an editor can ask for, one file a feature: each answers by reading what the compiler has computed.

A file's `ANSWERS` are its functions by the protocol's names, its `OPTIONS` what is announced of them.
"""
