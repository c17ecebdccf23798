"""From a trained run to a file that stands alone, proved equal to what was trained."""
