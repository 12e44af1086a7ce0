"""The consolidated collective-impact workbook: claims left, counter-annotations right. Nothing is computed here."""
