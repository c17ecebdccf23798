"""The rules, a folder for each group and a file for each rule."""
