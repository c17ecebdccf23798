"""The formats that a trained model is exported to."""
