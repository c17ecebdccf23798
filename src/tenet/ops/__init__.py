"""What each operation means: settings, result type, parameters, cost. One file per shape rule."""
