"""Charts of one run: each as PNG and SVG, in Chinese and English, with the numbers behind it."""
